"""Numbers that a structure has."""
