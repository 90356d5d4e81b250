"""Tools over the researcher's own documents."""
