"""Sets of limits that a drug, a lead or a fragment usually keeps."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from labwright.core.quantity import Quantity

if TYPE_CHECKING:
    from rdkit.Chem import Mol


@dataclass(frozen=True)
class Limit:
    """A range of one measured value; None leaves a side open."""

    key: str
    low: float | None
    high: float | None

    def keeps(self, value: float) -> bool:
        """Tell whether a value lies inside, its ends included."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def shown(self) -> str:
        """Return the range as people write it."""
        if self.low is None:
            return f"at most {self.high:g}"
        if self.high is None:
            return f"at least {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class RuleSet:
    """A published set of limits, and how many of them may be broken."""

    key: str
    name: str
    source: str
    allowed: int
    said: tuple[str, ...]
    limits: tuple[Limit, ...]

    def broken(self, measured: Mapping[str, Quantity]) -> list[Limit]:
        """Return the limits that the values break."""
        return [limit for limit in self.limits if not limit.keeps(float(measured[limit.key].value))]


@cache
def rule_sets() -> dict[str, RuleSet]:
    """Return all rule sets by key."""
    text = (files(__package__) / "rule_sets.toml").read_text(encoding="utf-8")
    return {
        key: RuleSet(
            key,
            entry["name"],
            entry["source"],
            entry["allowed"],
            tuple(entry["said"]),
            tuple(Limit(name, _end(low), _end(high)) for name, low, high in entry["limits"]),
        )
        for key, entry in tomllib.loads(text).items()
    }


def rule_words() -> Mapping[str, tuple[str, ...]]:
    """Return what people call each rule set, by key."""
    return {key: rules.said for key, rules in rule_sets().items()}


def _end(value: float | str) -> float | None:
    return None if isinstance(value, str) else float(value)


def measured_values(mol: "Mol") -> dict[str, Quantity]:
    """Measure what the rule sets limit.

    Args:
        mol: The molecule.

    Returns:
        Quantities by key.
    """
    from rdkit.Chem import rdMolDescriptors
    from rdkit.Chem.Crippen import MolLogP, MolMR  # type: ignore[attr-defined]
    from rdkit.Chem.Descriptors import MolWt  # type: ignore[attr-defined]

    counts = rdMolDescriptors
    carbons = sum(atom.GetAtomicNum() == 6 for atom in mol.GetAtoms())  # noqa: PLR2004
    hydrogens = sum(atom.GetTotalNumHs() for atom in mol.GetAtoms())
    found = (
        Quantity(key="average_mass", name="average molecular mass", value=MolWt(mol),
                 unit="g/mol", decimals=2),
        Quantity(key="logp", name="logP (Crippen)", value=MolLogP(mol), decimals=2),
        Quantity(key="lipinski_donors", name="N-H and O-H bonds",
                 value=counts.CalcNumLipinskiHBD(mol)),
        Quantity(key="lipinski_acceptors", name="N and O atoms",
                 value=counts.CalcNumLipinskiHBA(mol)),
        Quantity(key="rotatable_bonds", name="rotatable bonds",
                 value=counts.CalcNumRotatableBonds(mol)),
        Quantity(key="tpsa", name="TPSA", value=counts.CalcTPSA(mol), unit="angstrom**2",
                 decimals=2),
        Quantity(key="molar_refractivity", name="molar refractivity", value=MolMR(mol),
                 unit="cm³/mol", decimals=2),
        Quantity(key="all_atoms", name="atoms, hydrogens included",
                 value=mol.GetNumAtoms() + hydrogens),
        Quantity(key="rings", name="rings", value=counts.CalcNumRings(mol)),
        Quantity(key="carbons", name="carbon atoms", value=carbons),
        Quantity(key="heteroatoms", name="atoms other than C and H",
                 value=counts.CalcNumHeteroatoms(mol)),
    )  # fmt: skip
    return {quantity.key: quantity for quantity in found}
