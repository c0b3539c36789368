"""The lists of hosts."""
