"""Chemical equations as people write them, taken apart into two sides."""

import re
from dataclasses import dataclass, replace
from itertools import islice, product

from labwright.core.errors import BadArgument, TooLarge
from labwright.tools.chemistry.reactions.species import Species, readings

_ARROW = re.compile(
    r"<=+>|<-+>|[-=–—−]+>|→|⟶|➔|⇌|⇄|↔|⇒|⟹|⟷|\\(?:to|rightarrow|rightleftharpoons)|=+|＝|"
    r"\b(?:gives?|yields?|forms?|produces?|to form|to give)\b"
)
_SPACED_PLUS = re.compile(r"\s+(?:\+|and)\s+|\s*＋\s*|\+\s+(?=[A-Za-z(\[\d])")
_CLOSE_PLUS = re.compile(r"\+(?!\((?:s|l|g|aq|cr|sol)\))(?=[A-Za-z(\[{\d])", re.I)
_LONGEST = 4000
_MOST_SPECIES = 30
_MOST_READINGS = 64


@dataclass(frozen=True)
class Equation:
    """An equation with its two sides.

    Args:
        left: What reacts.
        right: What forms.
    """

    left: tuple[Species, ...]
    right: tuple[Species, ...]

    @property
    def species(self) -> tuple[Species, ...]:
        """All substances, left before right."""
        return self.left + self.right


def read_equation(text: str) -> list[Equation]:
    """Read an equation, in each way that the charges in it can be meant.

    Args:
        text: Such as ``H2 + O2 -> H2O``, or a reaction SMILES.

    Returns:
        The likeliest reading first.

    Raises:
        BadArgument: If it has no arrow or an empty side, or a term cannot be read.
        TooLarge: If it has more than 30 substances.

    Example:
        >>> [s.text for s in read_equation("Fe3+ + e- = Fe2+")[0].species]
        ['Fe^3+', 'e-', 'Fe^2+']
    """
    if len(text) > _LONGEST:
        raise TooLarge(f"The equation has {len(text)} characters; at most {_LONGEST} are read.")
    sides = _smiles_sides(text) if ">" in text and _is_reaction_smiles(text) else _sides(text)
    if sum(map(len, sides)) > _MOST_SPECIES:
        raise TooLarge(
            f"The equation has {sum(map(len, sides))} substances; at most {_MOST_SPECIES} are "
            "balanced.",
            "Split it into steps.",
        )
    left, right = ([readings(term) for term in side] for side in sides)
    return [
        Equation(_merged(choice[: len(left)]), _merged(choice[len(left) :]))
        for choice in islice(product(*left, *right), _MOST_READINGS)
    ]


def _merged(side: tuple[Species, ...]) -> tuple[Species, ...]:
    """Write a substance that stands twice on one side once."""
    merged: dict[tuple[object, ...], Species] = {}
    for species in side:
        key = (species.text, species.atoms, species.charge)
        before = merged.get(key)
        merged[key] = (
            species if before is None else replace(before, given=before.given + species.given)
        )
    return tuple(merged.values())


def _sides(text: str) -> tuple[list[str], list[str]]:
    parts = _ARROW.split(text.strip().strip("“”\"'.?!,;"))
    if len(parts) != 2 or not all(part.strip() for part in parts):  # noqa: PLR2004
        raise BadArgument(
            f"“{text[:80]}” is no equation with two sides.",
            "Write it with one arrow, as in H2 + O2 -> H2O.",
        )
    return _terms(parts[0]), _terms(parts[1])


def _terms(side: str) -> list[str]:
    found = []
    for part in _SPACED_PLUS.split(side.strip()):
        found += [term for term in _CLOSE_PLUS.split(part) if term.strip()]
    return found


def _is_reaction_smiles(text: str) -> bool:
    from rdkit import Chem, rdBase

    bare = text.strip()
    if bare.count(">") != 2 or " " in bare:  # noqa: PLR2004
        return False
    first, _, last = bare.split(">")
    with rdBase.BlockLogs():
        return all(side and Chem.MolFromSmiles(side) is not None for side in (first, last))


def _smiles_sides(text: str) -> tuple[list[str], list[str]]:
    first, _, last = text.strip().split(">")
    return ([f"smiles:{part}" for part in first.split(".")],
            [f"smiles:{part}" for part in last.split(".")])  # fmt: skip
