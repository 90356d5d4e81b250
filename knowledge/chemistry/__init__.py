"""Chemistry in documents: compounds, formulae and materials with their places, and properties."""
