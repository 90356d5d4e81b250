"""Functional groups and substructures."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadArgument, BadStructure, UnknownName
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import ReadMolecule, read_molecule
from labwright.tools.chemistry.refusals import refusal
from labwright.tools.chemistry.structures import read_smarts
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, Pattern

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_CARBON = 6
_LARGEST_RING = 8


class Group(BaseModel):
    """A functional group of ``groups.toml``."""

    model_config = ConfigDict(frozen=True)

    name: str
    smarts: str
    other: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    listed: bool = True
    by_ring: bool = False


@cache
def functional_group_table() -> tuple[Group, ...]:
    """Return the functional groups, special before general."""
    text = (files("labwright.tools.chemistry") / "groups.toml").read_text(encoding="utf-8")
    return tuple(Group(**entry) for entry in tomllib.loads(text)["group"])


def group_by_name(name: str) -> Group | None:
    """Return the functional group that a name means, or None.

    Args:
        name: Its name or another name for it; an ending such as “group” does not matter.

    Example:
        >>> group_by_name("carboxyl group").name
        'carboxylic acid'
    """
    wanted = name.lower().strip()
    for ending in (" groups", " group", " moiety", "s", ""):
        bare = wanted.removesuffix(ending) if ending else wanted
        for group in functional_group_table():
            if bare in (group.name.lower(), *(other.lower() for other in group.other)):
                return group
    return None


@tool(
    examples=(
        "Which functional groups does {molecule} have?",
        "List the functional groups in {molecule}",
        "What groups are present in {molecule}?",
        "What functional groups does {molecule} contain?",
    ),
    yields=(Yield("groups", ("functional groups", "functional group", "functionalities",
                             "functionality", "작용기", "기능기")),),
    domain="The groups of labwright's own table; a group outside it is not seen.",
)  # fmt: skip
def functional_groups(molecule: Molecule) -> Finding:
    """List the functional groups of a molecule with their numbers.

    Args:
        molecule: A name, CAS number, InChI or SMILES.

    Returns:
        One quantity a group that is present.

    Raises:
        BadStructure: If the structure cannot be read.

    Example:
        >>> functional_groups("aspirin").sentence()
        'aspirin has these functional groups: carboxylic acid ×1, ester ×1, benzene ring ×1.'
    """
    found = read_molecule(molecule)
    counts = _count_groups(found.mol)
    if not counts:
        listed = "none of the functional groups in the table"
    else:
        listed = "these functional groups: " + ", ".join(
            f"{name} ×{{{_key(name)}}}" for name in counts
        )
    return Finding(
        statement=f"{found.name} has {listed}.",
        quantities=tuple(Quantity(key=_key(n), name=n, value=c) for n, c in counts.items()),
        structures=(found.structure,),
    )


def _key(name: str) -> str:
    return name.replace(" ", "_").replace("-", "_")


def _count_groups(mol: "Mol") -> dict[str, int]:
    counts: dict[str, int] = {}
    hidden: dict[str, set[int]] = {}
    for group in functional_group_table():
        if not group.listed:
            continue
        taken = hidden.get(group.name, set())
        free = [m for m in _matches(mol, group) if not _hetero(mol, m) <= taken]
        if not free:
            continue
        counts[group.name] = len(free)
        for general in group.hides:
            hidden.setdefault(general, set()).update(*free)
    return counts


def _matches(mol: "Mol", group: Group) -> list[tuple[int, ...]]:
    """Return the atoms of each place where a molecule has a group."""
    found = [tuple(match) for match in mol.GetSubstructMatches(read_smarts(group.smarts))]
    if not group.by_ring:
        return found
    # A ring with two hetero atoms is one ring, so rings are counted and not atoms. A macrocycle
    # around smaller aromatic rings, as in porphyrin, is no ring that a chemist names.
    atoms = {index for match in found for index in match}
    rings = mol.GetRingInfo()
    return [
        tuple(ring)
        for ring, bonds in zip(rings.AtomRings(), rings.BondRings(), strict=True)
        if atoms & set(ring)
        and len(ring) <= _LARGEST_RING
        and all(mol.GetBondWithIdx(bond).GetIsAromatic() for bond in bonds)
    ]


def _hetero(mol: "Mol", match: tuple[int, ...]) -> set[int]:
    # Groups are told apart by their hetero atoms: an ester and an ether share a carbon chain.
    hetero = {index for index in match if mol.GetAtomWithIdx(index).GetAtomicNum() != _CARBON}
    return hetero or set(match)


@tool(
    examples=(
        "Does {molecule} contain a {pattern}?",
        "Is {pattern} a substructure of {molecule}?",
        "Search {molecule} for the SMARTS pattern {pattern}",
        "How many {pattern} groups are in {molecule}?",
        "Does {molecule} have {molecule} in it?",
        "Do {molecule} and {molecule} both have {molecule} as a part?",
    ),
    yields=(Yield("matches", ("substructure", "contain", "contains", "SMARTS", "부분구조",
                              "부분 구조", "포함")),),
    domain="Any molecule; a SMARTS, a functional group by name, or another molecule as pattern.",
)  # fmt: skip
def substructure(molecule: Molecule, pattern: Pattern) -> Finding:
    """Look for a substructure in a molecule and draw where it is.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        pattern: A functional group by name, a SMARTS, or another molecule.

    Returns:
        The number of matches, with the matched atoms highlighted in a drawing.

    Raises:
        BadStructure: If molecule or pattern cannot be read.

    Example:
        >>> substructure("aspirin", "ester").sentence()
        'aspirin contains ester (1 match).'
    """
    from labwright.tools.chemistry.drawing import draw_svg

    found = read_molecule(molecule)
    query, shown = read_pattern(pattern)
    group = group_by_name(pattern)
    matches = _matches(found.mol, group) if group else found.mol.GetSubstructMatches(query)
    atoms = sorted({index for match in matches for index in match})
    verb = "contains" if matches else "does not contain"
    ending = "match" if len(matches) == 1 else "matches"
    return Finding(
        statement=f"{found.name} {verb} {shown} ({{matches}} {ending}).",
        quantities=(
            Quantity(key="matches", name=f"matches of {shown}", value=len(matches)),
            Quantity(key="present", name=f"contains {shown}", value=bool(matches)),
        ),
        structures=_structures(found, pattern),
        figure=draw_svg(found.mol, highlight=atoms) if matches else "",
    )


def read_pattern(pattern: str) -> tuple[Any, str]:
    """Read what is looked for in a molecule.

    Args:
        pattern: A functional group by name, a SMARTS, or a molecule.

    Returns:
        The query molecule, and what it is called.

    Raises:
        BadArgument: If it is none of these.

    Example:
        >>> read_pattern("ester")[1]
        'ester'
    """
    if group := group_by_name(pattern):
        return read_smarts(group.smarts), group.name
    try:
        other = read_molecule(pattern)
    except (UnknownName, BadStructure):
        pass
    except BadArgument:
        if refusal(pattern) is not None:
            raise  # a polymer, mixture or shared name is no pattern either
        return read_smarts(pattern), pattern
    else:
        return other.mol, other.name
    try:
        return read_smarts(pattern), pattern
    except BadStructure as error:
        raise BadArgument(
            f"“{pattern}” is no functional group, SMARTS or molecule that is known here.",
            "Give a SMARTS such as [CX3](=O)[OX2H1], or a group such as ester.",
        ) from error


def _structures(found: ReadMolecule, pattern: str) -> Any:
    if group_by_name(pattern) is not None:
        return (found.structure,)
    try:
        return (found.structure, read_molecule(pattern).structure)
    except BadArgument:
        return (found.structure,)
