"""Whether everything works, in plain words: for `flask doctor` and for the owner's page."""
