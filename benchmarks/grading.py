"""Whether a shown value is the expected one: numbers, yes and no, structures, names, mappings."""

import ast
import re
from collections.abc import Sequence
from typing import Any

from rdkit import Chem, rdBase

from labwright.core.errors import LabwrightError
from labwright.tools.chemistry.names import resolve

Record = dict[str, Any]
_MARKS = re.compile(r"\[(?:START|END)_\w+\]")
_YES = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}


def agrees(value: str, record: Record) -> bool:
    """Tell whether a value answers a record.

    Args:
        value: As shown.
        record: With ``answer``, ``answer_type``, and ``choices``, ``alt_answer``, ``answer_range``
            and tolerances where it has them.

    Returns:
        False also where the value cannot be read as what is expected.
    """
    wanted = [w for w in (record["answer"], record.get("alt_answer")) if w is not None]
    kind = str(record["answer_type"])
    if kind == "mcq":
        return _chosen(value, record) == set(map(str, record["answer"]))
    if kind == "range":
        return _in_range(value, record)
    if kind.startswith("atom_map"):
        return _maps(value, record["question"])
    if kind == "smiles" or kind.startswith("iupac_name"):
        return any(same_molecule(value, str(want)) for want in wanted)
    if kind in ("yesno", "label"):
        return any(_word(value) == _word(str(want)) for want in wanted)
    return any(_near(value, want, record) for want in wanted)


def _word(text: str) -> str:
    bare = text.strip().lower()
    return _YES.get(bare, bare)


def _near(value: str, wanted: Any, record: Record) -> bool:
    try:
        number, aim = float(value), float(wanted)
    except ValueError:
        return False
    tolerance = max((record.get("rel_tol") or 0) * abs(aim), record.get("abs_tol") or 0, 1e-9)
    return abs(number - aim) <= tolerance


def _in_range(value: str, record: Record) -> bool:
    given = record.get("answer_range") or record["answer"]
    low, high = ast.literal_eval(given) if isinstance(given, str) else given
    try:
        return float(low) <= float(value) <= float(high)
    except ValueError:
        return False


def _chosen(value: str, record: Record) -> set[str]:
    """Return the choices that a value means: by its words, or as a structure."""
    bare = value.strip().lower()
    exact = {c for c in record["choices"] if _MARKS.sub("", str(c)).strip().lower() == bare}
    return exact or {c for c in record["choices"] if same_molecule(value, str(c))}


def same_molecule(first: str, second: str) -> bool:
    """Tell whether two SMILES or names are one molecule, stereo included.

    Args:
        first: A SMILES or a name.
        second: Another.

    Returns:
        False also where either cannot be read.
    """
    keys = [_key(_MARKS.sub("", text).strip()) for text in (first, second)]
    return keys[0] != "" and keys[0] == keys[1]


def _key(text: str) -> str:
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(text) if text and " " not in text else None
        if mol is None:
            try:
                mol = Chem.MolFromSmiles(resolve(f"name:{text}").smiles)
            except LabwrightError:
                return ""
        return str(Chem.MolToSmiles(mol)) if mol is not None else ""


def _maps(value: str, question: str) -> bool:
    """Tell whether pairs of atoms carry the first molecule of a question over to the second."""
    two = [mol for word in question.split() if (mol := _molecule(word)) is not None][:2]
    try:
        pairs = dict(ast.literal_eval(value))
    except (ValueError, SyntaxError, TypeError):
        return False
    if len(two) < 2 or sorted(pairs) != list(range(two[0].GetNumAtoms())):
        return False
    if sorted(pairs.values()) != list(range(two[1].GetNumAtoms())):
        return False
    atoms = zip(*_atoms(two, pairs), strict=True)
    bonds = two[0].GetNumBonds() == two[1].GetNumBonds() and all(
        two[1].GetBondBetweenAtoms(pairs[b.GetBeginAtomIdx()], pairs[b.GetEndAtomIdx()]) is not None
        for b in two[0].GetBonds()
    )
    return bonds and all(one == other for one, other in atoms)


def _atoms(two: Sequence[Any], pairs: dict[int, int]) -> tuple[list[str], list[str]]:
    first = [atom.GetSymbol() for atom in two[0].GetAtoms()]
    return first, [two[1].GetAtomWithIdx(pairs[i]).GetSymbol() for i in range(len(first))]


def _molecule(word: str) -> Any:
    bare = word.strip(".,;")
    if len(bare) < 4 or (bare.isalpha() and bare.islower()):
        return None
    with rdBase.BlockLogs():
        return Chem.MolFromSmiles(bare)
