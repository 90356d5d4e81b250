"""Bibliographies: BibTeX and RIS."""
