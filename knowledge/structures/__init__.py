"""Finding molecules by structure: likeness, substructure, formula and mass."""
