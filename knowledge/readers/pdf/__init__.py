"""PDFs: what is printed where, in which order it is read."""
