"""Compositions, crystals and their physics."""
