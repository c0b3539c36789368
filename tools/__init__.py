"""What make starts besides the parts themselves; run from the project's folder."""
