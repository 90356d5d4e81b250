"""Any descriptor of RDKit's list, by its name."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.isolation import isolated
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.molecules import read_molecule
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, one_of

_SECONDS = 5.0
_MOST_ATOMS = 1000
_ENTRY = re.compile(r"^(\w+) = (.+)$", re.M)


@cache
def _spoken() -> Mapping[str, tuple[str, ...]]:
    """Return what people say for the descriptors that have a name beside RDKit's."""
    from importlib.resources import files

    text = (files(__package__) / "descriptor_names.txt").read_text(encoding="utf-8")
    return {name: tuple(said.split("; ")) for name, said in _ENTRY.findall(text)}


def descriptor_names() -> Mapping[str, tuple[str, ...]]:
    """Return RDKit's descriptors, each with what else it is called.

    Returns:
        Other names by RDKit's name.

    Example:
        >>> "Balaban index" in descriptor_names()["BalabanJ"]
        True
    """
    from rdkit.Chem import Descriptors

    spoken = _spoken()
    return {name: (name, *spoken.get(name, ())) for name, _ in Descriptors.descList}


@tool(
    examples=(
        "What is the Balaban J index of {molecule}?",
        "BertzCT of {molecule}",
        "RDKit descriptor LabuteASA for {molecule}",
        "Compute Kappa2 for {molecule} with RDKit",
        "Hall-Kier alpha of {molecule}",
        "maximum partial charge (Gasteiger) in {molecule}",
        "number of spiro atoms in {molecule}",
        "Chi1v connectivity index for {molecule}",
    ),
    yields=(
        Yield("rdkit_descriptor",
              ("RDKit descriptor", "Balaban J", "Balaban index", "BalabanJ", "BertzCT", "Bertz CT",
               "Bertz complexity", "Labute ASA", "LabuteASA", "Hall-Kier alpha", "HallKierAlpha",
               "kappa shape index", "Kier flexibility", "connectivity index", "EState index",
               "E-state index", "PEOE_VSA", "SlogP_VSA", "SMR_VSA", "EState_VSA", "BCUT2D",
               "spacial score")),
    ),
    domain="Molecules up to 1000 heavy atoms.",
)  # fmt: skip
def rdkit_descriptor(
    molecule: Molecule,
    descriptor: Annotated[str, one_of(descriptor_names), Field(max_length=40)],
) -> Finding:
    """Compute any descriptor of RDKit's list, such as BalabanJ, BertzCT, Kappa2 or PEOE_VSA3.

    Args:
        molecule: A name, CAS number, InChI or SMILES.
        descriptor: Its name in RDKit, in any case, or one of its other names.

    Returns:
        The value.

    Raises:
        BadArgument: If RDKit has no such descriptor, or it has no value for the molecule.
        TooLarge: If the molecule has over 1000 heavy atoms.

    Example:
        >>> rdkit_descriptor("benzene", "BalabanJ").quantity("rdkit_descriptor").text()
        '3.0000'
    """
    import math

    import rdkit

    name = _name(descriptor)
    found = read_molecule(molecule)
    if (atoms := found.mol.GetNumHeavyAtoms()) > _MOST_ATOMS:
        raise TooLarge(f"{found.name[:60]} has {atoms} heavy atoms.", f"Give up to {_MOST_ATOMS}.")
    value = isolated(value_of, found.smiles, name, seconds=_SECONDS)
    if math.isnan(value) or math.isinf(value):
        raise BadArgument(
            f"{name} has no value for {found.name}.", "Its atoms may have no parameters (a metal?)."
        )
    whole = name not in ("MolWt", "ExactMolWt", "HeavyAtomMolWt") and float(value).is_integer()
    counts = name.startswith(("Num", "fr_")) or name.endswith("Count")
    return Finding(
        statement=f"The descriptor {name} of {found.name} is {{rdkit_descriptor}}.",
        quantities=(
            Quantity(key="rdkit_descriptor", name=name,
                     value=int(value) if whole and counts else float(value),
                     decimals=None if whole and counts else 4, method=f"RDKit {rdkit.__version__}",
                     definition="; ".join(descriptor_names()[name][1:])),
        ),
        structures=(found.structure,),
    )  # fmt: skip


def _name(written: str) -> str:
    wanted = _folded(written)
    for name, said in descriptor_names().items():
        if wanted in {_folded(word) for word in said}:
            return name
    from difflib import get_close_matches

    near = get_close_matches(written, list(descriptor_names()), n=4, cutoff=0.5)
    raise BadArgument(
        f"“{written[:60]}” is no descriptor of RDKit.",
        f"Nearest: {', '.join(near)}." if near else "Give one such as BalabanJ or BertzCT.",
    )


def _folded(text: str) -> str:
    return re.sub(r"[\s_-]", "", text).lower()


def value_of(smiles: str, name: str) -> float:
    """Compute one descriptor; called in a process of its own, as some take long.

    Args:
        smiles: The molecule.
        name: RDKit's name of the descriptor.

    Returns:
        The value.
    """
    from rdkit.Chem import Descriptors, MolFromSmiles

    return float(dict(Descriptors.descList)[name](MolFromSmiles(smiles)))
