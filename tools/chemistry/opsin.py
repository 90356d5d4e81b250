"""Systematic names by OPSIN, where a Java runtime exists."""

from functools import cache

from labwright.core.errors import BadStructure
from labwright.knowledge.chemistry.opsin_process import java_present, opsin_process
from labwright.tools.chemistry.name_table import Resolution
from labwright.tools.chemistry.refusals import refusal
from labwright.tools.chemistry.structures import canonical, read_smiles

_LONGEST_NAME = 500


def from_opsin(name: str) -> Resolution | None:
    """Resolve a systematic name by OPSIN.

    Args:
        name: A systematic (IUPAC) name.

    Returns:
        The structure; None if OPSIN does not know it or finds it ambiguous, RDKit does
        not accept what it gives, or there is no Java runtime that answers.
    """
    if "\n" in name or not 1 < len(name) <= _LONGEST_NAME or refusal(name) is not None:
        return None
    smiles, unsure = _opsin(name) if java_present() else ("", False)
    if not smiles or unsure or "*" in smiles:  # * stands for the end of a polymer's unit
        return None
    try:
        structure = canonical(read_smiles(smiles))
    except BadStructure:
        return None  # such as IF7, whose valence RDKit does not allow
    return Resolution(given=name, name=name, smiles=structure, source="OPSIN")


def opsin_is_unsure(name: str) -> bool:
    """Tell whether OPSIN reads a name, but says that it may mean several compounds.

    Args:
        name: A name without line ends, such as ``trimethylbenzene``.
    """
    readable = "\n" not in name and 1 < len(name) <= _LONGEST_NAME
    return readable and java_present() and _opsin(name)[1]


@cache
def _opsin(name: str) -> tuple[str, bool]:
    """Return OPSIN's SMILES, and whether it warns that the name is ambiguous."""
    return opsin_process().ask(name)
