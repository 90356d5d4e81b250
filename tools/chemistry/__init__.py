"""Tools for molecules."""
