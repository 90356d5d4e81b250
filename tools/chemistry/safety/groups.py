"""Groups of atoms that speak of a hazard, read from their table and found in a molecule."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from labwright.tools.chemistry.structures import read_smarts

if TYPE_CHECKING:
    from rdkit.Chem import Mol

Kind = Literal["energetic", "peroxide", "reactive", "toxic"]
_MOST_MATCHES = 1000


class HazardGroup(BaseModel):
    """A group of ``hazards.toml``.

    Args:
        kind: Which hazard it speaks of.
        name: What it is called.
        smarts: What it looks like.
        unless: SMARTS; a molecule with one of them is not meant.
        danger_class: Of a peroxide former: its class.
        note: What to keep in mind.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    name: str
    smarts: str
    unless: tuple[str, ...] = ()
    danger_class: str = ""
    note: str = ""


@dataclass(frozen=True)
class Hit:
    """A group that a molecule has.

    Args:
        group: The group.
        atoms: Atoms of the molecule that belong to it.
    """

    group: HazardGroup
    atoms: tuple[int, ...]


@cache
def _table() -> dict[str, Any]:
    path = files("labwright.tools.chemistry.safety") / "hazards.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def table_version() -> str:
    """Return the version of the table of groups."""
    return str(_table()["version"])


@cache
def hazard_groups() -> tuple[HazardGroup, ...]:
    """Return all groups, in the order of the table.

    Example:
        >>> {group.kind for group in hazard_groups()} >= {"energetic", "toxic"}
        True
    """
    return tuple(
        HazardGroup(**{("danger_class" if key == "class" else key): value
                       for key, value in entry.items()})
        for entry in _table()["group"]
    )  # fmt: skip


def hazards_of(mol: "Mol", kind: Kind | None = None) -> list[Hit]:
    """Find the groups that a molecule has.

    Args:
        mol: The molecule.
        kind: Only groups of this kind; all by default.

    Returns:
        The groups, in the order of the table.

    Example:
        >>> from rdkit.Chem import MolFromSmiles
        >>> [hit.group.name for hit in hazards_of(MolFromSmiles("CCO[N+](=O)[O-]"), "energetic")]
        ['nitrate ester']
    """
    hits = []
    for group in hazard_groups():
        if kind is not None and group.kind != kind:
            continue
        matches = mol.GetSubstructMatches(read_smarts(group.smarts), maxMatches=_MOST_MATCHES)
        if not matches or any(mol.HasSubstructMatch(read_smarts(s)) for s in group.unless):
            continue
        hits.append(Hit(group, tuple(sorted({atom for match in matches for atom in match}))))
    return hits


def peroxide_class(smiles: str) -> str:
    """Return the class of a peroxide former that is listed by name.

    Args:
        smiles: Its canonical SMILES.

    Returns:
        ``A``, ``B`` or ``C``; empty if it is not in the list.

    Example:
        >>> peroxide_class("CC(C)OC(C)C")
        'A'
    """
    return _listed().get(_flat(smiles), "")


@cache
def _listed() -> dict[str, str]:
    listed: dict[str, str] = {}
    for letter, entries in _table()["peroxide_formers"].items():
        for smiles in entries:
            listed.setdefault(_flat(smiles), str(letter))
    return listed


def _flat(smiles: str) -> str:
    from rdkit import Chem

    return str(Chem.MolToSmiles(Chem.MolFromSmiles(smiles), isomericSmiles=False))
