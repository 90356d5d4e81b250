"""Arithmetic of the laboratory: solutions, gases, kinetics, units."""
