"""What is computed for each molecule of a set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from labwright.core.errors import LabwrightError
from labwright.core.finding import Finding
from labwright.tools.sets.columns import Column, compute, properties
from labwright.tools.sets.members import BadRecord, Member, read_structure
from labwright.tools.sets.molecule_file import MoleculeFile


class Calculation(Protocol):
    """A calculation that can be sent to another process."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """What it computes."""

    def values(self, member: Member, file: MoleculeFile) -> tuple[Any, ...]:
        """Compute one value a column; raises BadRecord where that cannot be."""


@dataclass(frozen=True)
class Properties:
    """Properties of the table in ``columns``.

    Args:
        keys: Their keys.
    """

    keys: tuple[str, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The properties."""
        return tuple(properties()[key].column for key in self.keys)

    def values(self, member: Member, file: MoleculeFile) -> tuple[Any, ...]:
        """Compute the properties of a member."""
        mol = read_structure(member, file)
        try:
            return tuple([function(mol) for function in _functions(self.keys)])
        except Exception:  # one that fails does not take the others along
            return self._one_by_one(mol, member)

    def _one_by_one(self, mol: Any, member: Member) -> tuple[Any, ...]:
        values: list[Any] = []
        faults: list[str] = []
        for key, function in zip(self.keys, _functions(self.keys), strict=True):
            try:
                values.append(function(mol))
            except Exception as error:  # whatever a library raises
                values.append(None)
                faults.append(f"{key}: {' '.join(str(error).split())[:100]}")
        member.fault = "; ".join(faults)
        return tuple(values)


@cache
def _functions(keys: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(compute(key) for key in keys)


@dataclass(frozen=True)
class Nothing:
    """No calculation: the columns of records are read, and a reason is given for all of them.

    Args:
        reason: Why they give no result.
        columns: What would have been computed.
    """

    reason: str
    columns: tuple[Column, ...] = ()

    def values(self, member: Member, file: MoleculeFile) -> tuple[Any, ...]:
        """Refuse a member."""
        raise BadRecord(self.reason)


@dataclass(frozen=True)
class Fingerprints:
    """Morgan fingerprints (radius 2) as bytes, with the SMILES.

    Args:
        bits: How many bits.
    """

    bits: int = 2048

    @property
    def columns(self) -> tuple[Column, ...]:
        """The fingerprint and the SMILES."""
        return (Column("fingerprint", "Morgan fingerprint"), Column("smiles", "SMILES"))

    def values(self, member: Member, file: MoleculeFile) -> tuple[Any, ...]:
        """Compute the fingerprint of a member."""
        from rdkit.Chem import MolToSmiles
        from rdkit.DataStructs import BitVectToBinaryText

        mol = read_structure(member, file)
        return BitVectToBinaryText(generator(self.bits).GetFingerprint(mol)), MolToSmiles(mol)


@cache
def generator(bits: int = 2048) -> Any:
    """Return the generator of Morgan fingerprints, radius 2."""
    from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator

    return GetMorganGenerator(radius=2, fpSize=bits)


def bits_of(fingerprint: bytes) -> Any:
    """Return a fingerprint that was sent as bytes as RDKit holds it."""
    from rdkit.DataStructs import CreateFromBinaryText

    text: Any = fingerprint  # its stubs say str; it takes and gives bytes
    return CreateFromBinaryText(text)


@dataclass(frozen=True)
class Likeness:
    """Tanimoto similarity of Morgan fingerprints to one molecule.

    Args:
        smiles: The molecule.
    """

    smiles: str

    @property
    def columns(self) -> tuple[Column, ...]:
        """The similarity and the SMILES."""
        return (Column("tanimoto", "Tanimoto similarity", "", "Morgan fingerprint, radius 2"),
                Column("smiles", "SMILES"))  # fmt: skip

    def values(self, member: Member, file: MoleculeFile) -> tuple[Any, ...]:
        """Compare a member with the molecule."""
        from rdkit.DataStructs import TanimotoSimilarity

        mol = read_structure(member, file)
        mine = generator().GetFingerprint(mol)
        smiles = member.text if file.notation == "smiles" else member.cells[file.structure]
        return float(TanimotoSimilarity(_fingerprint(self.smiles), mine)), smiles


@cache
def _fingerprint(smiles: str) -> Any:
    from rdkit.Chem import MolFromSmiles

    return generator().GetFingerprint(MolFromSmiles(smiles))


@dataclass(frozen=True)
class ToolCall:
    """Any tool that takes one molecule.

    Args:
        module: Module of its function.
        name: Name of its function.
        parameter: Its parameter that takes the molecule.
        arguments: Its other arguments, by name.
        columns: The quantities that have a column of their own; others come together in the last.
    """

    module: str
    name: str
    parameter: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()

    def finding(self, member: Member, file: MoleculeFile) -> Finding:
        """Call the tool on a member."""
        text = member.text
        if file.notation == "smiles":
            text = f"smiles:{text}"  # no name is looked for
        elif file.notation == "table":
            read_structure(member, file)
            text = f"smiles:{member.cells[1]}"
        if member.fault:
            raise BadRecord(member.fault)
        function = getattr(import_module(self.module), self.name)
        try:
            found = function(**{self.parameter: text}, **self.arguments)
        except LabwrightError as error:
            raise BadRecord(error.message.replace("“smiles:", "“")) from error
        if not isinstance(found, Finding):
            raise BadRecord(f"{self.name} found nothing")
        return found

    def values(self, member: Member, file: MoleculeFile) -> tuple[Any, ...]:
        """Call the tool and sort its quantities into the columns."""
        by_key = {q.key: q for q in self.finding(member, file).quantities}
        values: list[Any] = []
        for column in self.columns[:-1]:
            quantity = by_key.get(column.key)
            same = quantity is not None and quantity.unit == column.unit
            values.append(by_key.pop(column.key).value if same else None)
        more = "; ".join(f"{key} = {q.text()}" for key, q in by_key.items())
        return (*values, more or None)
