"""What molecules are kept by: limits on properties, rules, and parts they have or lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from labwright.tools.sets.columns import Column, compute, properties
from labwright.tools.sets.members import Member, read_structure
from labwright.tools.sets.molecule_file import MoleculeFile

_SIGNS = {(True, True): "=", (False, True): "≤", (False, False): "<"}


@dataclass(frozen=True)
class Limit:
    """A range that a property must lie in.

    Args:
        key: Key of the property.
        low: Lower end, or None.
        high: Upper end, or None.
        low_in: Whether the lower end itself is in it.
        high_in: Whether the upper end itself is in it.
    """

    key: str
    low: float | None = None
    high: float | None = None
    low_in: bool = True
    high_in: bool = True

    @property
    def text(self) -> str:
        """The condition as it is told."""
        name = properties()[self.key].column.name
        if self.low is not None and self.low == self.high:
            return f"{name} = {self.low:g}"
        low = "" if self.low is None else f"{self.low:g} {'≤' if self.low_in else '<'} "
        high = "" if self.high is None else f" {'≤' if self.high_in else '<'} {self.high:g}"
        return f"{low}{name}{high}"

    @property
    def key_of_value(self) -> str:
        """Key of the property that is written beside the molecule."""
        return self.key

    def holds(self, mol: Any) -> tuple[bool, Any]:
        """Return whether a molecule meets it, and the value of the property."""
        value = compute(self.key)(mol)
        high = self.high is None or value < self.high or (self.high_in and value == self.high)
        low = self.low is None or value > self.low or (self.low_in and value == self.low)
        return high and low, value


@dataclass(frozen=True)
class Part:
    """A part that a molecule must have.

    Args:
        smarts: The part as SMARTS or SMILES.
        name: What it is called.
        is_smiles: Whether it is a molecule written as SMILES.
    """

    smarts: str
    name: str
    is_smiles: bool = False

    @property
    def text(self) -> str:
        """The condition as it is told."""
        return f"contains {self.name}"

    @property
    def key_of_value(self) -> str:
        """Nothing is written beside the molecule."""
        return ""

    def holds(self, mol: Any) -> tuple[bool, Any]:
        """Return whether a molecule has the part."""
        return bool(mol.HasSubstructMatch(_query(self.smarts, self.is_smiles))), None


@cache
def _query(text: str, is_smiles: bool) -> Any:
    from rdkit import Chem

    return Chem.MolFromSmiles(text) if is_smiles else Chem.MolFromSmarts(text)


_RULES: dict[str, tuple[str, tuple[tuple[str, float], ...], int]] = {
    "lipinski": ("passes Lipinski's rule of five", (("lipinski_violations", 1),), 0),
    "veber": ("passes Veber's rules", (("rotatable_bonds", 10), ("tpsa", 140)), 0),
    "rule_of_three": ("passes the rule of three",
                      (("average_mass", 300), ("logp", 3), ("hbd", 3), ("hba", 3)), 0),
}  # fmt: skip
"""Name of each rule and the highest values it allows. Lipinski allows one limit broken (Lipinski
et al., Adv. Drug Deliv. Rev. 1997, 23, 3); Veber et al., J. Med. Chem. 2002, 45, 2615; rule of
three, without its optional terms: Congreve et al., Drug Discov. Today 2003, 8, 876."""
_STRICT = frozenset({("rule_of_three", "average_mass")})


@dataclass(frozen=True)
class Rule:
    """A rule of thumb with a name.

    Args:
        key: ``lipinski``, ``veber`` or ``rule_of_three``.
    """

    key: str

    @property
    def text(self) -> str:
        """The condition as it is told."""
        return _RULES[self.key][0]

    @property
    def key_of_value(self) -> str:
        """Nothing is written beside the molecule."""
        return ""

    def holds(self, mol: Any) -> tuple[bool, Any]:
        """Return whether a molecule passes the rule."""
        for key, most in _RULES[self.key][1]:
            value = compute(key)(mol)
            if value > most or (value == most and (self.key, key) in _STRICT):
                return False, None
        return True, None


@dataclass(frozen=True)
class Not:
    """A condition that must not hold."""

    condition: "Limit | Part | Rule"

    @property
    def text(self) -> str:
        """The condition as it is told."""
        return f"not ({self.condition.text})"

    @property
    def key_of_value(self) -> str:
        """As of the condition itself."""
        return self.condition.key_of_value

    def holds(self, mol: Any) -> tuple[bool, Any]:
        """Return whether a molecule does not meet the condition."""
        held, value = self.condition.holds(mol)
        return not held, value


Condition = Limit | Part | Rule | Not


@dataclass(frozen=True)
class Sieve:
    """Conditions, applied to every molecule of a set.

    Args:
        conditions: The conditions.
        any_of_them: Whether one that holds is enough.
    """

    conditions: tuple[Condition, ...]
    any_of_them: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """One for each condition, and one for each value."""
        return tuple(Column(c.text, c.text) for c in self.conditions)

    def values(self, member: Member, file: MoleculeFile) -> tuple[Any, ...]:
        """Return whether a member is kept, what each condition says, and the values."""
        mol = read_structure(member, file)
        results = [condition.holds(mol) for condition in self.conditions]
        held = [one for one, _ in results]
        kept = any(held) if self.any_of_them else all(held)
        return kept, held, [value for _, value in results]

    @property
    def text(self) -> str:
        """All conditions as they are told."""
        return told(self.conditions, self.any_of_them)


def told(conditions: Sequence[Condition], any_of_them: bool) -> str:
    """Return conditions in one line."""
    return (" or " if any_of_them else " and ").join(c.text for c in conditions)
