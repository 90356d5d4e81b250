"""Crystal and coordinate files: CIF, POSCAR and XYZ."""
