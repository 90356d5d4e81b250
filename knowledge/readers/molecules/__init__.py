"""Molecule files: SDF, MOL, SMILES and CDXML."""
