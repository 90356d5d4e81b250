"""Any text that may stand for a molecule, to its structure, with the source named."""

import re

from labwright.core.errors import BadArgument, BadStructure, UnknownName
from labwright.knowledge.chemistry.opsin_process import java_present
from labwright.tools.chemistry.name_table import (
    HYDRATE,
    Resolution,
    fitting_name,
    lookup,
    name_table,
    nearest_names,
    own_names,
)
from labwright.tools.chemistry.naming.check_digits import CAS_SHAPE, wrong_check_digit
from labwright.tools.chemistry.naming.salts import composed_salt
from labwright.tools.chemistry.naming.table_entries import fitting_structure, has_metal_beside_acid
from labwright.tools.chemistry.notations import (
    letters_are_smiles,
    looks_like_smiles,
    repeats_element,
)
from labwright.tools.chemistry.opsin import from_opsin, opsin_is_unsure
from labwright.tools.chemistry.refusals import refusal
from labwright.tools.chemistry.structures import canonical, read_formula, read_inchi, read_smiles

_WORD = re.compile(r"[a-z]{4}")
_UNCOUNTED = re.compile(r"[ -]hydrate$")  # of how much water it does not say
_SALT_MARK = re.compile(r"\s*;\s*")
_DESCRIPTOR = re.compile(r"\((?:\d+[a-z]?)?[rsez](?:,(?:\d+[a-z]?)?[rsez])*\)")
_LONG_ROW = 4
"""Letters from which on a row of atoms is no abbreviation."""
_ROW = re.compile(r"(?:Cl|Br|[BCNOPSFI])+")


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
        BadArgument: If it has two readings or names several compounds, which are named, or names
            a polymer, mixture or material.

    Example:
        >>> resolve("aspirin").smiles
        'CC(=O)Oc1ccccc1C(=O)O'
    """
    text = text.strip()
    if not text:
        raise UnknownName(text)
    prefix, _, rest = text.partition(":")
    if prefix.lower() == "smiles" and rest:
        return _from_smiles(rest.strip())
    if prefix.lower() == "name" and rest:
        return by_name(rest.strip())
    if text.startswith("InChI="):
        smiles = canonical(read_inchi(text))
        return Resolution(given=text, name=smiles, smiles=smiles, source="InChI")
    if CAS_SHAPE.fullmatch(text):
        return _from_cas(text)
    if (refused := refusal(text)) is not None:
        raise _with_smiles_reading(refused, text)
    _refuse_two_readings(text)
    if _is_row(text) and letters_are_smiles(text) and repeats_element(text):
        return _from_smiles(text)
    if (known := lookup(text)) is not None:
        return known
    if looks_like_smiles(text) or (_is_chain(text) and "H" not in text):
        return _from_smiles_or_name(text)
    return by_name(text)


def _from_smiles_or_name(text: str) -> Resolution:
    """Read a SMILES; N-[3-(methylamino)propyl]acetamide, which looks like one, is a name."""
    try:
        return _from_smiles(text)
    except BadStructure:
        if _WORD.search(text) and (systematic := _systematic(text)) is not None:
            return systematic
        raise


def _with_smiles_reading(refused: BadArgument, text: str) -> BadArgument:
    """Add to a refusal, as of PCP, what the text is as a SMILES."""
    if not _is_row(text) or len(text) < 2:  # noqa: PLR2004
        return refused
    try:
        smiles = _from_smiles(text).smiles
    except BadStructure:
        return refused
    return BadArgument(
        f"{refused.message} As SMILES it reads {smiles} ({_hill(smiles)}).",
        f"{refused.remedy} Write smiles:{text} for the SMILES.",
    )


def _systematic(name: str) -> Resolution | None:
    """Resolve by OPSIN, also where a catalogue's spelling stands in its way."""
    if _UNCOUNTED.search(name):
        return None
    spellings = dict.fromkeys((name, _SALT_MARK.sub(" ", name), _raised(name)))
    found = (from_opsin(spelling) for spelling in spellings)
    return next(
        (
            f.model_copy(update={"given": name, "name": name}) for f in found
            if f is not None and not has_metal_beside_acid(f.smiles)
        ), None,
    )  # fmt: skip


def _raised(name: str) -> str:
    """Write the descriptors of a name in lower case, (2r,3s), as they should be: (2R,3S)."""
    if name != name.lower():
        return name  # there a small r or s means a pseudoasymmetric centre
    return _DESCRIPTOR.sub(
        lambda match: re.sub(r"[rsez](?=[,)])", lambda letter: letter[0].upper(), match[0]), name
    )


def _is_chain(text: str) -> bool:
    """Tell a SMILES such as C1CC, whose ring is left open, from a formula."""
    return not text.isalpha() and read_formula(text) is not None and repeats_element(text)


def by_name(name: str) -> Resolution:
    """Resolve a compound's name by the embedded tables, then by OPSIN.

    Args:
        name: A common, trade or systematic name.

    Returns:
        The structure, with its source.

    Raises:
        UnknownName: With the nearest names.
    """
    if (refused := refusal(name)) is not None:
        raise refused
    if (known := lookup(name)) is not None:
        return known
    if (salt := composed_salt(name, _structure_of)) is not None:
        return Resolution(given=name, name=name, smiles=salt, source="its parts in the name table")
    if (systematic := _systematic(name)) is not None:
        return systematic
    if HYDRATE.fullmatch(" ".join(name.split())):
        raise UnknownName(
            name,
            note="It reads as a hydrate. Only a salt with a known formula and a whole number of "
            "water is read; the water is never left out.",
        )
    if read_formula(name) and any(c.isdigit() for c in name):
        raise UnknownName(
            name, note="It reads as a formula, which does not say which compound is meant."
        )
    if opsin_is_unsure(name):
        raise BadArgument(
            f"“{name}” may mean several compounds.",
            "Say where each group stands, as in 1,2,4-trimethylbenzene.",
        )
    note = "" if java_present() else "(Systematic names need a Java runtime; none was found.)"
    raise UnknownName(name, nearest_names(name), note)


def _structure_of(name: str) -> str | None:
    known = lookup(name)
    return None if known is None else known.smiles


def _from_cas(text: str) -> Resolution:
    if reason := wrong_check_digit(text):
        raise BadArgument(
            f"“{text}” is not a valid CAS number: {reason}.", "Check the number, or give a name."
        )
    entry = name_table().CAS_index.get(int(text.replace("-", "")))
    if entry is None:
        raise UnknownName(text, note="The embedded table holds about 70 000 CAS numbers.")
    smiles = fitting_structure(text, entry)
    if smiles is None:
        raise UnknownName(text, note="Its structure in the embedded table is not reliable.")
    name = fitting_name(str(entry.common_name or text), smiles, text)
    return Resolution(given=text, name=name, smiles=smiles, source="CAS number")


def _from_smiles(text: str) -> Resolution:
    smiles = canonical(read_smiles(text))
    return Resolution(given=text, name=text, smiles=smiles, source="SMILES")


def _refuse_two_readings(text: str) -> None:
    """Raise for a text such as CO, O or PCC that is a SMILES and something else as well."""
    if (readings := two_readings(text, wide=True)) is not None:
        first, other = readings
        raise BadArgument(
            f"“{text}” has two readings: {first.smiles} as SMILES ({_hill(first.smiles)}), "
            f"{other.name} as a formula or name.",
            f"Write smiles:{text} or {other.name}.",
        )
    if _is_row(text) and len(text) > 1 and not _is_plain_chain(text) and lookup(text) is None:
        try:
            first = _from_smiles(text)
        except BadStructure:
            return
        raise BadArgument(
            f"“{text}” has two readings: {first.smiles} as SMILES ({_hill(first.smiles)}), or an "
            "abbreviation that is not known here.",
            f"Write smiles:{text}, or the name in full.",
        )


def _hill(smiles: str) -> str:
    from rdkit.Chem.rdMolDescriptors import CalcMolFormula

    return CalcMolFormula(read_smiles(smiles))


def _is_row(text: str) -> bool:
    """Tell a row of atom symbols that SMILES allows without brackets."""
    return _ROW.fullmatch(text) is not None


def _is_plain_chain(text: str) -> bool:
    """Tell rows such as CCO and CCCl, which nobody means as an abbreviation, from PCC and CBS."""
    letters = set(text.replace("Cl", "").replace("Br", ""))
    if not letters - set("CNOS") and len(text) >= _LONG_ROW:
        return repeats_element(text)  # CSSC, NCCS
    return not letters - set("CNO") and (repeats_element(text) or letters_are_smiles(text))


def two_readings(text: str, *, wide: bool = False) -> tuple[Resolution, Resolution] | None:
    """Return both readings of a text that is a SMILES and a formula or name as well.

    Args:
        text: A short text such as ``CO`` or ``NO``.
        wide: Look at any row of atom symbols, such as ``OS`` or ``C``: right where a molecule is
            meant for certain, and too much in running text, which is full of abbreviations.

    Returns:
        The reading as SMILES and the other; None if there is one reading or none.
    """
    if wide:
        candidate = _is_row(text) and not (_is_plain_chain(text) and repeats_element(text))
        candidate = candidate or (_is_row(text) and text.lower() in own_names())
    else:
        candidate = (
            text.isalpha() and letters_are_smiles(text)
            and not repeats_element(text) and text.lower() not in own_names()
        )  # fmt: skip
    if not candidate or (other := lookup(text)) is None:
        return None
    try:
        first = _from_smiles(text)
    except BadStructure:
        return None
    if first.smiles == other.smiles or (text.lower() in own_names() and _cannot_be(first.smiles)):
        return None
    return first, other


def _cannot_be(smiles: str) -> bool:
    """Tell what nobody can mean: a halogen in a chain (NIS), or NH and SH on one atom (NCS)."""
    from rdkit import Chem

    mol = read_smiles(smiles)
    patterns = ("[F,Cl,Br,I;!D1;!D0]", "[N,S;!H0;D1][C,B;D2][N,O,S;!H0;D1]")
    return any(mol.HasSubstructMatch(Chem.MolFromSmarts(pattern)) for pattern in patterns)
