"""Structures and numbers written out: SMILES, InChI, InChIKey, CAS number."""

import re
from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from labwright.knowledge.chemistry.formula import formulae
from labwright.knowledge.chemistry.keys import Structure, identify, identify_inchi
from labwright.knowledge.chemistry.mention import MentionKind

_CAS = re.compile(r"(?<![\d\w./-])(\d{2,7}-\d{2}-\d)(?![\d\w/-])")
_INCHI = re.compile(r"InChI=1S?/[^\s\"'<>|]+")
_INCHIKEY = re.compile(r"(?<![A-Z-])[A-Z]{14}-[A-Z]{8}[SN][A-Z]-[A-Z](?![A-Z-])")
_SMILES = re.compile(
    r"(?<![^\s\"'“‘`(,;:=|])(?:Cl|Br|[BCNOPSFIcnos]|\[[^\[\]\s]{1,12}\])"
    r"(?:Cl|Br|[BCNOPSFIbcnops]|\[[^\[\]\s]{1,12}\]|[-=#()/\\.@+%\d]){2,400}(?![^\s\"'”’`),;:.|])"
)
_RING = re.compile(r"[A-Za-z\])](\d)[^\d]*[A-Za-z\])(]\d*\1")
_CUE = re.compile(r"(?i)SMILES\b[^.\n]{0,30}$")
_SHORTEST, _FEWEST_ATOMS, _FEWEST_CUED = 7, 5, 2
_LONGEST = 400
_LOWEST_CAS = 50


class Notation(NamedTuple):
    """A structure or number written out.

    Args:
        kind: How it is written.
        start: Where it begins.
        end: Offset behind it.
        structure: Its structure, where the writing says it.
    """

    kind: MentionKind
    start: int
    end: int
    structure: Structure | None


def is_cas(text: str) -> bool:
    """Tell whether a text is a CAS number with a right check digit.

    The check digit is the sum of the digits, weighted 1, 2, 3 … from the right, modulo 10 (format
    of the CAS Registry Number).

    Example:
        >>> is_cas("7732-18-5"), is_cas("2024-05-1")
        (True, False)
    """
    if not _CAS.fullmatch(text) or int(text.partition("-")[0]) < _LOWEST_CAS:
        return False
    *digits, check = (int(sign) for sign in text if sign != "-")
    return sum(weight * digit for weight, digit in enumerate(reversed(digits), 1)) % 10 == check


def notations(text: str) -> list[Notation]:
    """Find the structures and CAS numbers that are written out in a text.

    Args:
        text: Text as it stands in the document.

    Returns:
        Those that RDKit or the check digit confirms.

    Example:
        >>> [(n.kind, n.structure.smiles) for n in notations("the SMILES OCC of the solvent")]
        [('smiles', 'CCO')]
    """
    found = [
        Notation("cas", *match.span(1), None) for match in _CAS.finditer(text) if is_cas(match[1])
    ]
    if "InChI=1" in text:
        found += filter(None, map(_inchi, _INCHI.finditer(text)))
    found += [Notation("inchikey", *m.span(), None) for m in _INCHIKEY.finditer(text)]
    for match in _SMILES.finditer(text):
        cued = _CUE.search(text, max(0, match.start() - 60), match.start()) is not None
        if found_here := _smiles(match, cued):
            found.append(found_here)
    return sorted(found, key=lambda notation: notation.start)


def _inchi(match: re.Match[str]) -> Notation | None:
    """Read an InChI; what a sentence put behind it is taken off."""
    written = match[0]
    while written:
        if (structure := identify_inchi(written)) is not None:
            return Notation("inchi", match.start(), match.start() + len(written), structure)
        if written[-1] not in ".,;:)]”’":
            return None
        written = written[:-1]
    return None


def _smiles(match: re.Match[str], cued: bool) -> Notation | None:
    written = match[0].rstrip(".")
    if written.count(")") > written.count("("):
        written = written.rstrip(")")
    structure = _read_smiles(written, cued)
    if structure is None:
        return None
    return Notation("smiles", match.start(), match.start() + len(written), structure)


@lru_cache(maxsize=20_000)
def _read_smiles(written: str, cued: bool) -> Structure | None:
    """Read what may be a SMILES; without a word that says so it must look like nothing else."""
    if not (len(written) <= _LONGEST and (cued or _looks_meant(written))):
        return None
    structure = identify(written)
    fewest = _FEWEST_CUED if cued else _FEWEST_ATOMS
    if structure is None or structure.atoms < fewest or "C" not in structure.smiles.upper():
        return None
    return structure


def _looks_meant(written: str) -> bool:
    if len(written) < _SHORTEST or written.isalpha() or any(
        f.start == 0 and f.end == len(written) for f in formulae(written)
    ):  # fmt: skip
        return False
    letters = Counter(sign for sign in written if sign.isalpha())
    carbon = letters["C"] + letters["c"]
    marked = "=" in written or "#" in written or "@" in written or "[" in written
    ring = _RING.search(written) is not None
    branched = re.search(r"\([-=#/\\]?(?:[BCNOPSFIcnos]|\[)", written) is not None
    return carbon > 1 and (ring or (marked and branched) or (marked and "C" * 2 in written))
