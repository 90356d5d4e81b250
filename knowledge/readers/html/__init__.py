"""HTML, EPUB and MathML."""
