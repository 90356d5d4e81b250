"""The embedded tables of names, and names that are spelled or used alike."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadStructure
from labwright.tools.chemistry.notations import repeats_element
from labwright.tools.chemistry.structures import canonical, composition, read_formula, read_smiles

_LONGEST_NAME = 500
_SHORTEST_FUZZY = 6
_LONGEST_SYNONYM = 30


class Resolution(BaseModel):
    """A compound and where its structure comes from.

    Args:
        given: The text as given.
        name: The name it goes by in prose.
        smiles: Canonical SMILES.
        source: What resolved it.

    Example:
        >>> Resolution(given="CCO", name="CCO", smiles="CCO", source="SMILES").smiles
        'CCO'
    """

    model_config = ConfigDict(frozen=True)

    given: str
    name: str
    smiles: str
    source: str


def lookup(name: str) -> Resolution | None:
    """Look a name or formula up in the embedded tables.

    Args:
        name: The name, in any case.

    Returns:
        The structure, or None.
    """
    own = own_names()
    wanted = " ".join(name.split())
    target = own.get(wanted.lower())
    target = own.get(target, target) if target else None
    if target is not None and target.startswith("smiles:"):
        smiles = canonical(read_smiles(target[7:]))
        return Resolution(given=name, name=wanted, smiles=smiles, source="labwright name table")
    entry = _table_entry(target or wanted)
    if entry is None:
        return None
    try:
        smiles = canonical(read_smiles(entry.smiles))
    except BadStructure:
        return None
    shown = target or wanted
    counts = read_formula(wanted) if target is None else None
    if counts and wanted != wanted.lower():
        if not wanted.isupper() and composition(smiles) != counts:
            return None  # NiO is not the NIO that is short for another name
        shown = str(entry.common_name or wanted)
    return Resolution(given=name, name=shown, smiles=smiles, source="name table of chemicals")


def _table_entry(name: str) -> Any:
    table = name_table()
    counts = read_formula(name)
    if counts and {"C", "H"} <= set(counts) and any(c.isdigit() for c in name):
        return None  # a formula that many compounds share, whatever one synonym says
    if entry := table.name_index.get(name) or table.name_index.get(name.lower()):
        return entry
    # A formula with carbon and hydrogen belongs to many compounds; without, the table's one.
    if counts and not {"C", "H"} <= set(counts) and not repeats_element(name):
        return _by_formula(counts)
    return None


def _by_formula(counts: "dict[str, int]") -> Any:
    return _formulae().get(frozenset(counts.items()))


@cache
def _formulae() -> dict[frozenset[tuple[str, int]], Any]:
    found: dict[frozenset[tuple[str, int]], Any] = {}
    for formula, entry in name_table().formula_index.items():
        if counts := read_formula(formula):
            found.setdefault(frozenset(counts.items()), entry)
    return found


@cache
def name_table() -> Any:
    """Return the name table of the package ``chemicals``, wholly loaded (about a second)."""
    from chemicals.identifiers import pubchem_db

    pubchem_db.finish_loading()
    return pubchem_db


@cache
def own_names() -> dict[str, str]:
    """Return labwright's own names, lower case, with what they stand for."""
    text = (files("labwright.tools.chemistry") / "names.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    return {**tables["names"], **tables["korean"]}


def nearest_names(name: str, limit: int = 3) -> tuple[str, ...]:
    """Return names that are spelled alike.

    Args:
        name: A name that does not resolve.
        limit: Most names returned.

    Returns:
        Names of different compounds, best first.
    """
    from rapidfuzz import fuzz, process

    wanted = name.lower()[:_LONGEST_NAME]
    candidates = [n for n in _fuzzy_names() if abs(len(n) - len(wanted)) <= 3]  # noqa: PLR2004
    found: dict[str, str] = {}
    for near, _, _ in process.extract(wanted, candidates, scorer=fuzz.ratio, limit=20,
                                      score_cutoff=70):  # fmt: skip
        entry = lookup(near)
        if entry is not None:
            found.setdefault(entry.smiles, near)
    return tuple(found.values())[:limit]


def corrected(name: str) -> Resolution | None:
    """Return the one compound that is a single typing slip away from a name.

    Args:
        name: A name that does not resolve, at least six characters long.

    Returns:
        The compound if all names one slip away (a letter added, lost, changed or swapped) mean
        the same structure; None otherwise: methanel may be methanol or methanal.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    wanted = name.lower()
    if len(wanted) < _SHORTEST_FUZZY or any(c.isdigit() for c in wanted):
        return None
    candidates = [n for n in _fuzzy_names() if abs(len(n) - len(wanted)) <= 1]
    near = process.extract(wanted, candidates, scorer=OSA.distance, score_cutoff=1, limit=20)
    found = [entry for entry in (lookup(match[0]) for match in near) if entry is not None]
    return found[0] if len({entry.smiles for entry in found}) == 1 else None


def synonyms(name: str) -> list[str]:
    """Return other names of a compound, as documents may write them.

    Args:
        name: A name that resolves.

    Returns:
        Its main names and formula-like short forms; empty if it is in no table.
    """
    entry = _table_entry(own_names().get(name.lower(), name))
    if entry is None:
        return []
    words = [
        n for n in entry.synonyms
        if _SHORTEST_FUZZY <= len(n) <= _LONGEST_SYNONYM and n.replace(" ", "").isalpha()
    ]  # fmt: skip
    if not re.search(r"C\d*H|C$", entry.formula or "C"):
        words.append(entry.formula)  # as inorganic compounds are written: CO2
    own = [n for n, target in own_names().items() if target in (name.lower(), entry.common_name)]
    return list(dict.fromkeys([str(entry.common_name), *own, *words]))


@cache
def _fuzzy_names() -> list[str]:
    names = [n for n in name_table().name_index if n.islower() and " " not in n]
    return [n for n in names if len(n) >= 4] + list(own_names())  # noqa: PLR2004
