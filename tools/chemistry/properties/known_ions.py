"""Ions and ligands whose atoms have known oxidation states, found in a row of atoms."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from labwright.tools.chemistry.properties.formula_groups import Run, runs_of


def known_ions(run: Run, metal: bool) -> list[tuple[str, Mapping[str, Any], int]]:
    """Find known ions in a row of atoms, from left to right, the longest first.

    Args:
        run: The row.
        metal: Whether the compound has a metal, to which ligands bind.

    Returns:
        Name, entry of the table, and how often it counts, for each.
    """
    found = []
    at = 0
    while at < len(run.atoms):
        for name, entry, atoms, ligand in _known():
            if run.atoms[at : at + len(atoms)] != atoms:
                continue
            whole = len(atoms) == len(run.atoms)
            if ligand and not (whole and (metal or name == "H2O")):
                continue
            found.append((name, entry, run.times))
            at += len(atoms) - 1
            break
        at += 1
    return found


@cache
def ion_table() -> Mapping[str, Any]:
    """Return the table of ions, ligands and special cases."""
    text = (files(__package__) / "ions.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _known() -> list[tuple[str, Mapping[str, Any], tuple[tuple[str, int], ...], bool]]:
    each = [
        (name, entry, runs_of(name)[0].atoms, kind == "ligands")
        for kind in ("ions", "ligands")
        for name, entry in ion_table()[kind].items()
    ]
    return sorted(each, key=lambda known: -len(known[2]))
