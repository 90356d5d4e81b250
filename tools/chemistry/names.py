"""Names to structures, from embedded tables and OPSIN, with the source named."""

import os
import re
import shutil
import tempfile
import tomllib
import warnings
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadArgument, BadStructure, UnknownName
from labwright.tools.chemistry.structures import canonical, read_formula, read_inchi, read_smiles

_CAS_DIGITS = 5
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


def resolve(text: str) -> Resolution:
    """Resolve any text that may stand for a molecule.

    Args:
        text: A SMILES, InChI, CAS number, name, or formula that only one known compound has. A
            prefix ``smiles:`` or ``name:`` settles which is meant.

    Returns:
        The structure, with its source.

    Raises:
        BadStructure: If it looks like a structure but cannot be read.
        UnknownName: If no local source knows it.
        BadArgument: If it has two readings; both are named.

    Example:
        >>> resolve("aspirin").smiles
        'CC(=O)Oc1ccccc1C(=O)O'
    """
    text = text.strip()
    prefix, _, rest = text.partition(":")
    if prefix.lower() == "smiles" and rest:
        return _from_smiles(rest.strip())
    if prefix.lower() == "name" and rest:
        return by_name(rest.strip())
    if text.startswith("InChI="):
        smiles = canonical(read_inchi(text))
        return Resolution(given=text, name=smiles, smiles=smiles, source="InChI")
    if is_cas(text):
        return _from_cas(text)
    if (readings := two_readings(text)) is not None:
        raise BadArgument(
            f"“{text}” has two readings: {readings[0].smiles} as SMILES, {readings[1].name} as a "
            "formula or name.",
            f"Write smiles:{text} or {readings[1].name}.",
        )
    if (known := lookup(text)) is not None:
        return known
    if looks_like_smiles(text):
        return _from_smiles(text)
    return by_name(text)


def by_name(name: str) -> Resolution:
    """Resolve a compound's name by the embedded tables, then by OPSIN.

    Args:
        name: A common, trade or systematic name.

    Returns:
        The structure, with its source.

    Raises:
        UnknownName: With the nearest names.
    """
    if (known := lookup(name)) is not None:
        return known
    if (systematic := from_opsin(name)) is not None:
        return systematic
    if read_formula(name) and any(c.isdigit() for c in name):
        raise UnknownName(name, note="It reads as a formula, which many structures share.")
    note = "" if java_present() else "(Systematic names need a Java runtime; none was found.)"
    raise UnknownName(name, nearest_names(name), note)


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
    if read_formula(wanted) and wanted != wanted.lower():
        shown = str(entry.common_name or wanted)
    return Resolution(given=name, name=shown, smiles=smiles, source="name table of chemicals")


def _table_entry(name: str) -> Any:
    table = name_table()
    if entry := table.name_index.get(name) or table.name_index.get(name.lower()):
        return entry
    counts = read_formula(name)
    # A formula with carbon and hydrogen belongs to many compounds; without, the table's one.
    if counts and not {"C", "H"} <= set(counts) and not _repeats(name):
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
    own = [n for n, target in own_names().items() if target in (name.lower(), entry.common_name)]
    return list(dict.fromkeys([str(entry.common_name), *own, *words]))


@cache
def _fuzzy_names() -> list[str]:
    names = [n for n in name_table().name_index if n.islower() and " " not in n]
    return [n for n in names if len(n) >= 4] + list(own_names())  # noqa: PLR2004


def from_opsin(name: str) -> Resolution | None:
    """Resolve a systematic name by OPSIN.

    Args:
        name: A systematic (IUPAC) name.

    Returns:
        The structure; None if OPSIN does not know it or there is no Java runtime.
    """
    if not java_present() or "\n" in name or not 1 < len(name) <= _LONGEST_NAME:
        return None
    smiles = _opsin(name)
    if not smiles:
        return None
    return Resolution(given=name, name=name, smiles=canonical(read_smiles(smiles)), source="OPSIN")


@cache
def _opsin(name: str) -> str:
    from py2opsin import py2opsin

    # Its temporary file has a fixed name unless told otherwise: two processes would mix answers.
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = py2opsin(name, tmp_fpath=os.path.join(folder, "names.txt"))
    return str(answer or "").strip()


def java_present() -> bool:
    """Tell whether a Java runtime is on the path."""
    return shutil.which("java") is not None


def is_cas(text: str) -> bool:
    """Tell whether a text is a CAS number with a right check digit.

    The check digit is the sum of the digits, weighted 1, 2, 3 … from the right, modulo 10 (CAS
    Registry Number format).

    Example:
        >>> is_cas("50-78-2"), is_cas("50-78-3")
        (True, False)
    """
    parts = text.split("-")
    if [len(p) for p in parts[1:]] != [2, 1] or not all(p.isdigit() for p in parts):
        return False
    digits = "".join(parts)
    if not _CAS_DIGITS <= len(digits) <= 2 * _CAS_DIGITS:
        return False
    total = sum(i * int(d) for i, d in enumerate(reversed(digits[:-1]), 1))
    return total % 10 == int(digits[-1])


def _from_cas(text: str) -> Resolution:
    entry = name_table().CAS_index.get(int(text.replace("-", "")))
    if entry is None:
        raise UnknownName(text, note="The embedded table holds about 70 000 CAS numbers.")
    smiles = canonical(read_smiles(entry.smiles))
    name = str(entry.common_name or text)
    return Resolution(given=text, name=name, smiles=smiles, source="CAS number")


def _from_smiles(text: str) -> Resolution:
    smiles = canonical(read_smiles(text))
    return Resolution(given=text, name=text, smiles=smiles, source="SMILES")


def looks_like_smiles(text: str) -> bool:
    """Tell whether a text is meant as a SMILES, well formed or not.

    Example:
        >>> looks_like_smiles("c1ccccc1"), looks_like_smiles("benzene")
        (True, False)
    """
    allowed = set("BCNOPSFIHbcnopslr[]()=#@+-/\\.%*0123456789$:~")
    inside_brackets = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if not text or not set(text) <= (allowed | (inside_brackets if "[" in text else set())):
        return False
    if text.isalpha():
        return _letters_are_smiles(text)
    if text[0].isdigit() or text.replace(".", "").replace("-", "").isdigit():
        return False
    return any(mark in text for mark in "=#()[]/\\@") or _has_ring(text)


def _letters_are_smiles(text: str) -> bool:
    # C-C chains such as CCO; not words (Sn, Bi), not formulae (NaCl).
    return (
        len(text) > 1
        and text == text.upper().replace("CL", "Cl").replace("BR", "Br")
        and (any(text.count(symbol) > 1 for symbol in "CNO") or set(text) <= set("CNO"))
    )


def _repeats(text: str) -> bool:
    # Nobody writes a formula with an element twice (CSSC), so such a text is a SMILES.
    symbols = re.findall("[A-Z][a-z]?", text)
    return len(symbols) > len(set(symbols))


def _has_ring(text: str) -> bool:
    digits = [c for c in text if c.isdigit()]
    paired = all(digits.count(d) % 2 == 0 for d in set(digits))
    return bool(digits) and paired and any(c in "cnos" for c in text) | ("C1" in text)


def two_readings(text: str) -> tuple[Resolution, Resolution] | None:
    """Return both readings of a text that is a SMILES and a formula or name as well.

    Args:
        text: A short text such as ``CO`` or ``NO``.

    Returns:
        The reading as SMILES and the other; None if there is one reading or none.
    """
    if not text.isalpha() or not _letters_are_smiles(text) or _repeats(text):
        return None
    other = lookup(text)
    if other is None:
        return None
    try:
        first = _from_smiles(text)
    except BadStructure:
        return None
    return None if first.smiles == other.smiles else (first, other)


def opsin_jar() -> Path | None:
    """Return the path of OPSIN's jar, if it is installed."""
    import py2opsin

    jars = list(Path(str(py2opsin.__file__)).parent.glob("*.jar"))
    return jars[0] if jars else None
