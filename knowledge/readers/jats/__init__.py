"""JATS and other XML of articles."""
