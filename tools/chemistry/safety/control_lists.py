"""Lists of controlled chemicals: the ones that come along, and files of the user."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from labwright.core.errors import BadArgument, MissingFile, TooLarge
from labwright.tools.chemistry.structures import read_smarts, read_smiles

if TYPE_CHECKING:
    from rdkit.Chem import Mol

_LARGEST_FILE = 5_000_000
_FEWEST_ATOMS = 4


class Entry(BaseModel):
    """A chemical or a family of a list; ``except_in`` names a list whose members are not meant."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    smiles: tuple[str, ...] = ()
    smarts: str = ""
    unless: tuple[str, ...] = ()
    except_in: str = ""
    cas: str = ""


class ControlList(BaseModel):
    """A list with its source and date; ``guarded`` ones are given no routes to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    source: str
    date: str
    guarded: bool = False
    entry: tuple[Entry, ...]


@dataclass(frozen=True)
class Listed:
    """A place in a list where a molecule stands."""

    list: ControlList
    entry: Entry


@cache
def own_lists() -> tuple[ControlList, ...]:
    """Return the lists that come along.

    Example:
        >>> own_lists()[0].name
        'CWC Schedule 1'
    """
    path = files("labwright.tools.chemistry.safety") / "controlled.toml"
    return _parsed(path.read_text(encoding="utf-8"), "controlled.toml")


def lists_in(file: str) -> tuple[ControlList, ...]:
    """Read lists of the user.

    Args:
        file: Path of a TOML file with ``[[list]]`` tables: name, source, date, and
            ``[[list.entry]]`` with name and smiles or smarts.

    Returns:
        The lists.

    Raises:
        MissingFile: If there is no such file.
        BadArgument: If it does not follow the form.
    """
    path = Path(file.strip()).expanduser()
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise TooLarge(f"“{path}” is larger than 5 MB.", "Split the list.")
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise MissingFile(f"“{file[:200]}” cannot be opened.", "Give a TOML file.") from error
    lists = _parsed(text, path.name)
    for one in lists:
        for entry in one.entry:
            _check(one, entry)
    return lists


def _parsed(text: str, name: str) -> tuple[ControlList, ...]:
    try:
        return tuple(ControlList(**entry) for entry in tomllib.loads(text)["list"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValidationError) as error:
        raise BadArgument(
            f"“{name}” is no list of controlled chemicals: {str(error)[:200]}.",
            "It takes [[list]] with name, source and date, and [[list.entry]] with name and "
            "smiles or smarts.",
        ) from error


def _check(one: ControlList, entry: Entry) -> None:
    if not entry.smiles and not entry.smarts:
        raise BadArgument(
            f"“{entry.name[:80]}” in “{one.name[:80]}” has neither smiles nor smarts.",
            "Give one of them: a CAS number alone cannot be compared with a structure.",
        )
    for smiles in entry.smiles:
        read_smiles(smiles)
    if entry.smarts:
        read_smarts(entry.smarts)


def places(mol: "Mol", lists: tuple[ControlList, ...]) -> list[Listed]:
    """Find where a molecule stands in lists.

    Args:
        mol: The molecule, or a salt of it.
        lists: The lists.

    Returns:
        Each place; stereo is not compared.

    Example:
        >>> from rdkit.Chem import MolFromSmiles
        >>> [place.list.name for place in places(MolFromSmiles("O=C(Cl)Cl"), own_lists())]
        ['CWC Schedule 3']
    """
    forms = _forms(mol)
    found = [
        Listed(one, entry) for one in lists for entry in one.entry if _stands(mol, forms, entry)
    ]
    names = {place.list.name for place in found}
    return [place for place in found if place.entry.except_in not in names]


def _stands(mol: "Mol", forms: frozenset[str], entry: Entry) -> bool:
    if forms & _flat_forms(entry.smiles):
        return True
    if not entry.smarts or not mol.HasSubstructMatch(read_smarts(entry.smarts)):
        return False
    return not forms & _flat_forms(entry.unless)


@cache
def _flat_forms(smiles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_flat(read_smiles(text)) for text in smiles)


def _flat(mol: "Mol") -> str:
    from rdkit import Chem

    return str(Chem.MolToSmiles(mol, isomericSmiles=False))


def _forms(mol: "Mol") -> frozenset[str]:
    """Return a molecule as it is and, of a salt, its organic part without charge."""
    from rdkit import Chem, rdBase
    from rdkit.Chem.MolStandardize import rdMolStandardize

    forms = {_flat(mol)}
    parts = Chem.GetMolFrags(mol, asMols=True)
    with rdBase.BlockLogs():
        for part in parts:
            organic = any(atom.GetAtomicNum() == 6 for atom in part.GetAtoms())  # noqa: PLR2004
            if organic and part.GetNumAtoms() >= _FEWEST_ATOMS:
                forms.add(_flat(rdMolStandardize.Uncharger().uncharge(part)))
    return frozenset(forms)


def guarded(mol: "Mol") -> Listed | None:
    """Return the place of a molecule in a list to whose members no routes are given."""
    return next(iter(places(mol, tuple(one for one in own_lists() if one.guarded))), None)
