"""The embedded tables of names, and names that are spelled or used alike."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadStructure
from labwright.tools.chemistry.names_file import own_tables
from labwright.tools.chemistry.naming.table_entries import fitting_structure
from labwright.tools.chemistry.notations import repeats_element
from labwright.tools.chemistry.refusals import instead_of, refusal
from labwright.tools.chemistry.structures import (
    canonical,
    composition,
    hill_order,
    read_formula,
    read_smiles,
)

_LONGEST_NAME = 500
_SHORTEST_FUZZY = 6
_LONGEST_SYNONYM = 30
# A hydrate as CuSO4·5H2O: salt, number of water, which may be one that cannot be counted.
HYDRATE = re.compile(r"(\S+?)\s*[·•∙⋅*.]\s*(\d+|[\d.]+|\d+/\d+|½|[nx]|)\s*H2O", re.ASCII)
_MOST_WATER = 24
_NUMBER_WORDS = "mono di tri tetra penta hexa hepta octa nona deca undeca dodeca".split()
_HYDRATE_NAME = re.compile(
    rf"\b({'|'.join(_NUMBER_WORDS)})hydrate\b|(?<=[a-z\d)])[·.*]\s*(\d*)\s*h2o\b"
)
_BRACKETED = re.compile(r"\(([A-Z][A-Za-z0-9]*)\)")
_ROMAN = re.compile(r"[IVX]+")


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
        The structure; None if it is unknown or names no single structure.
    """
    wanted = " ".join(name.split())
    if refusal(wanted) is not None:
        return None
    shown, target = _own_target(wanted)
    if target.startswith("smiles:"):
        smiles = canonical(read_smiles(target[7:]))
        return Resolution(given=name, name=shown, smiles=smiles, source="labwright name table")
    if (hydrate := HYDRATE.fullmatch(wanted)) is not None:
        return _hydrate(name, hydrate[1], hydrate[2])
    entry = _table_entry(target)
    if entry is None:
        return None
    try:
        fitting = fitting_structure(target, entry)
    except BadStructure:
        return None
    if fitting is None:
        return None
    smiles = fitting
    counts = read_formula(wanted) if target == wanted else None
    if counts and wanted != wanted.lower():
        if not wanted.isupper() and composition(smiles) != counts:
            return None  # NiO is not the NIO that is short for another name
        shown = fitting_name(str(entry.common_name or wanted), smiles, wanted)
    if _water_is_lost(target, smiles) or (target == wanted and _is_noise(wanted, smiles)):
        return None
    return Resolution(given=name, name=shown, smiles=smiles, source="name table of chemicals")


def _is_noise(name: str, smiles: str) -> bool:
    """Tell one or two letters that the table gives as a synonym: ON is not amiodarone."""
    if not name.isalpha() or len(name) > 2:  # noqa: PLR2004
        return False
    counts = composition(smiles)
    return counts not in (read_formula(name), {name.capitalize(): 1})


def _own_target(wanted: str) -> tuple[str, str]:
    """Follow our own names: the name to show, and a structure or a name of the other table."""
    own = own_names()
    shown = target = own_tables()["exact"].get(wanted, wanted)
    if target.startswith("smiles:"):
        return wanted, target
    # Korean name, English name, the form that is meant, its structure: three steps at most.
    for _ in range(3):
        step = own.get(target.lower())
        if step is None:
            break
        if step.startswith("smiles:"):
            return shown, step
        shown = target = step
    return shown, target


def _hydrate(given: str, salt: str, number: str) -> Resolution | None:
    """Return a salt with its water, as CuSO4·5H2O is written."""
    waters = int(number or 1) if number.isdigit() or not number else 0
    counts, base = read_formula(salt), lookup(salt)
    if base is None or not 0 < waters <= _MOST_WATER or composition(base.smiles) != counts:
        return None
    smiles = canonical(read_smiles(".".join([base.smiles, *["O"] * waters])))
    return Resolution(given=given, name=given, smiles=smiles, source=f"{base.source}, with water")


def _water_is_lost(name: str, smiles: str) -> bool:
    """Tell whether the table gives a hydrate without its water, as it does for some 800 names."""
    match = _HYDRATE_NAME.search(name.lower())
    if match is None:
        return False
    waters = _NUMBER_WORDS.index(match[1]) + 1 if match[1] else int(match[2] or 1)
    return smiles.split(".").count("O") != waters


def fitting_name(name: str, smiles: str, instead: str) -> str:
    """Return a name unless a formula in its brackets disagrees with the structure.

    Args:
        name: A name of the table, such as ``lead oxide (Pb2O3)``.
        smiles: The structure it stands for.
        instead: What to show if they disagree.

    Returns:
        The name, or the other text.

    Example:
        >>> fitting_name("lead oxide (Pb2O3)", "O=[Pb]", "PbO")
        'PbO'
    """
    for bracketed in _BRACKETED.findall(name):
        counts = read_formula(bracketed)
        element_alone = counts is not None and sum(counts.values()) == 1  # (S) is a descriptor
        roman = _ROMAN.fullmatch(bracketed) is not None
        if counts and not element_alone and not roman and composition(smiles) != counts:
            return instead
    return name


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
    return name_table().formula_index.get(hill_order(counts))


@cache
def name_table() -> Any:
    """Return the name table of the package ``chemicals``, wholly loaded (about a second)."""
    from chemicals.identifiers import pubchem_db

    pubchem_db.finish_loading()
    return pubchem_db


@cache
def own_names() -> dict[str, str]:
    """Return labwright's own names, lower case, with what they stand for."""
    tables = own_tables()
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

    wanted = " ".join(name.lower().split())[:_LONGEST_NAME]
    if refusal(wanted) is not None:
        return instead_of(wanted)[:limit]
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
    short = len(wanted) < _SHORTEST_FUZZY
    if short or any(c.isdigit() for c in wanted) or refusal(wanted) is not None:
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
    shown, target = _own_target(name)
    entry = _table_entry(shown)
    if entry is None or (found := lookup(name)) is None:
        return []
    if target.startswith("smiles:") and composition(entry.smiles) != composition(found.smiles):
        return []  # the table means another compound by this name
    words = [
        n for n in entry.synonyms
        if _SHORTEST_FUZZY <= len(n) <= _LONGEST_SYNONYM
        and n.replace(" ", "").isalpha()
        and refusal(n) is None
    ]  # fmt: skip
    if not re.search(r"C\d*H|C$", entry.formula or "C"):
        words.append(entry.formula)  # as inorganic compounds are written: CO2
    own = [n for n, target in own_names().items() if target in (name.lower(), entry.common_name)]
    return list(dict.fromkeys([str(entry.common_name), *own, *words]))


@cache
def _fuzzy_names() -> list[str]:
    names = [n for n in name_table().name_index if n.islower() and " " not in n]
    return [n for n in names if len(n) >= 4] + list(own_names())  # noqa: PLR2004
