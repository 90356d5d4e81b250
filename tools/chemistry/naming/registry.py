"""CAS registry numbers: their check digit, and what the embedded table holds."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.name_table import name_table
from labwright.tools.chemistry.naming.check_digits import CAS_SHAPE, check_digit
from labwright.tools.chemistry.notations import is_cas
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, Question

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_MOST_NUMBERS = 5
_WRITTEN = re.compile(rf"(?<![\d-]){CAS_SHAPE.pattern}(?![\d-])", re.ASCII)


@tool(
    examples=(
        "What is the CAS number of {molecule}?",
        "CAS for {molecule}",
        "Look up the CAS registry number of {molecule}",
        "Which compound has the CAS number {molecule}?",
        "I need the CAS no. of {molecule} for an order form",
        "{molecule}의 CAS 번호",
    ),
    yields=(
        Yield("cas_number", ("CAS number", "CAS registry number", "CAS RN", "CAS no", "CAS-number",
                             "CAS Registry", "CAS 번호", "카스번호")),
    ),
    domain="The embedded table: about 76 500 CAS numbers of common compounds.",
    needs=("lookup",),
)  # fmt: skip
def cas_number(molecule: Molecule) -> Finding:
    """Find the CAS registry number of a compound, or say whose a given number is.

    Args:
        molecule: A name, SMILES or InChI; or a CAS number to check.

    Returns:
        The CAS number; for a given number also whether its check digit is right.

    Raises:
        BadArgument: If the table holds no number for exactly this structure.

    Example:
        >>> cas_number("aspirin").quantity("cas_number").value
        '50-78-2'
    """
    text = molecule.strip()
    if CAS_SHAPE.fullmatch(text):
        return _checked(text)
    found = read_molecule(text)
    numbers = _numbers(found, text)
    if not numbers:
        raise BadArgument(
            f"The embedded table holds no CAS number for {found.name} ({found.smiles}).",
            "A number is never guessed. Check whether another stereoisomer, salt or hydrate is "
            "meant.",
        )
    first, *others = numbers
    more = f" The table lists this structure also under {', '.join(others[:_MOST_NUMBERS])}."
    return Finding(
        statement=f"The CAS number of {found.name} is {{cas_number}}.",
        quantities=(
            Quantity(key="cas_number", name="CAS number", value=first,
                     method="name table of chemicals, by name or InChIKey"),
        ),
        structures=(found.structure,),
        caution=(more if others else "").strip(),
    )  # fmt: skip


@tool(
    examples=(
        "Is 50-78-2 a valid CAS number?",
        "Check the CAS number 7732-18-5",
        "Is the check digit of CAS 64-17-5 right?",
        "validate CAS 58-08-2",
        "Is 71-43-3 a real CAS registry number or a typo?",
    ),
    yields=(
        Yield("valid_cas", ("valid CAS number", "valid CAS", "CAS check digit",
                            "validate CAS", "check the CAS number")),
    ),
    domain="Any number of the shape of a CAS number; its compound if the embedded table holds it.",
    needs=("lookup",),
)  # fmt: skip
def check_cas_number(question: Question) -> Finding:
    """Check the check digit of a CAS registry number, and say whose number it is.

    Args:
        question: A text with one CAS number in it.

    Returns:
        Whether its check digit is right, the reason if not, and its compound if it is known.

    Raises:
        BadArgument: If there is no such number in the text.

    Example:
        >>> check_cas_number("50-78-3").quantity("valid_cas").value
        False
    """
    numbers = _WRITTEN.findall(question[:20_000])
    if not numbers:
        raise BadArgument(
            "There is no CAS number in the text.",
            "It has two to seven digits, two digits and a check digit, as 50-78-2.",
        )
    return _checked(numbers[0])


def _checked(text: str) -> Finding:
    valid = is_cas(text)
    quantities = [
        Quantity(key="given_number", name="number to check", value=text),
        Quantity(key="valid_cas", name="valid CAS number", value=valid,
                 method="weighted digit sum modulo ten"),
        Quantity(key="check_digit", name="check digit that belongs to it",
                 value=check_digit(text)),
    ]  # fmt: skip
    said = "Whether {given_number} is a valid CAS number: {valid_cas}"
    if not valid:
        quantities.append(Quantity(key="last_digit", name="its last digit", value=int(text[-1])))
        return Finding(
            statement=f"{said}; its check digit should be {{check_digit}} and is {{last_digit}}.",
            quantities=tuple(quantities),
        )
    said += "; its check digit {check_digit} is right"
    if text.replace("-", "") not in _known_numbers():
        return Finding(
            statement=f"{said}.",
            quantities=tuple(quantities),
            missing=f"No compound with the CAS number {text} is in the embedded table.",
        )
    found = read_molecule(text)
    return Finding(
        statement=f"{said}, and it belongs to {found.name} ({found.smiles}).",
        quantities=(*quantities, Quantity(key="cas_number", name="CAS number", value=text)),
        structures=(found.structure,),
    )


def _numbers(found: ReadMolecule, text: str) -> list[str]:
    """Return the CAS numbers of a structure; that of the name that was given stands first."""
    wanted = {entry.CASs for entry in entries_of(found.mol)}
    numbers = sorted(wanted, key=lambda number: (len(number), number))
    named = name_table().name_index.get(text.lower()) or name_table().name_index.get(found.name)
    if named is not None and named.CASs in wanted:
        numbers = [named.CASs, *(n for n in numbers if n != named.CASs)]
    return numbers


@cache
def _known_numbers() -> frozenset[str]:
    return frozenset(str(number) for number in name_table().CAS_index)


@cache
def _entries_by_key() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for entry in name_table().CAS_index.values():
        if entry.InChI_key:
            found.setdefault(entry.InChI_key, []).append(entry)
    return found


def entries_of(mol: "Mol") -> list[Any]:
    """Return the entries of the embedded table that have exactly the structure of a molecule.

    Args:
        mol: The molecule.

    Returns:
        Entries with its InChIKey, and as many parts: InChI may not tell ions from their salt.
    """
    from rdkit import Chem

    parts = len(Chem.GetMolFrags(mol))
    entries = _entries_by_key().get(inchikey(mol), [])
    return [entry for entry in entries if len(entry.smiles.split(".")) == parts]


def inchikey(mol: "Mol") -> str:
    """Return the InChIKey of a molecule; empty if InChI cannot be made.

    Args:
        mol: The molecule.
    """
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        return str(Chem.MolToInchiKey(mol) or "")
