"""The balance of charges in a solution of acids and bases, solved exactly for the pH."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

PKW = 14.00
"""Ionic product of water at 25 °C: 13.995 (IAPWS R11-07), 14.00 in every textbook."""
_LOWEST, _HIGHEST = -2.0, 16.0
_HALVINGS = 60


@dataclass(frozen=True)
class Solute:
    """An acid, a base or a salt in water.

    Args:
        name: What it is called.
        words: What people say for it.
        pka: Stepwise pKa of its family; empty if it is wholly ionised.
        charge: Charge of the most protonated form.
        spectators: Charge per formula unit of ions that take no part.
    """

    name: str
    pka: tuple[float, ...]
    charge: int
    spectators: int
    words: tuple[str, ...] = field(default=())


@cache
def solutes() -> dict[str, Solute]:
    """Return the table of solutes by key."""
    import tomllib

    text = files("labwright.tools.laboratory").joinpath("acids.toml").read_text("utf-8")
    return {
        key: Solute(key.replace("_", " "), tuple(row["pka"]), row["charge"], row["spectators"],
                    tuple(row["words"]))
        for key, row in tomllib.loads(text).items()
    }  # fmt: skip


def named_solutes(text: str) -> list[str]:
    """Return the solutes of the table that a text names; a longer name hides those within it.

    Args:
        text: A question.

    Returns:
        Their names, each once.

    Example:
        >>> named_solutes("0.1 M HCl with 0.1 M sodium acetate")
        ['sodium acetate', 'hydrochloric acid']
    """
    words = [(word, solute.name) for solute in solutes().values() for word in solute.words]
    found: dict[str, None] = {}
    for word, name in sorted(words, key=lambda pair: -len(pair[0])):
        flags = re.I if " " in word or word.islower() else re.NOFLAG
        pattern = rf"(?<![\w(-]){re.escape(word)}(?![\w(-])"
        if re.search(pattern, text, flags):
            found[name] = None
            text = re.sub(pattern, " ", text, flags=flags)
    return list(found)


def fractions(ph: float, pka: Sequence[float]) -> list[float]:
    """Return which part of a family is in each form, the most protonated first.

    Args:
        ph: The pH.
        pka: Stepwise pKa.

    Returns:
        Fractions that add to one.

    Example:
        >>> fractions(4.0, [4.0])
        [0.5, 0.5]
    """
    exponents = [0.0]
    for step in pka:
        exponents.append(exponents[-1] + ph - step)
    largest = max(exponents)
    weights = [10.0 ** (exponent - largest) for exponent in exponents]
    return [weight / sum(weights) for weight in weights]


def deprotonated(ph: float, pka: Sequence[float]) -> float:
    """Return how many protons a molecule of a family has lost on average."""
    return sum(lost * part for lost, part in enumerate(fractions(ph, pka)))


def exact_ph(solute: Solute, concentration: float, pkw: float = PKW) -> float:
    """Solve the balance of charges for the pH; no approximation but that activities are one.

    Args:
        solute: What is dissolved.
        concentration: Its formal concentration in mol/L.
        pkw: Ionic product of water.

    Returns:
        The pH.

    Example:
        >>> round(exact_ph(solutes()["hydrochloric_acid"], 1e-8), 2)
        6.98
    """

    def surplus(ph: float) -> float:
        ions = solute.charge - deprotonated(ph, solute.pka) + solute.spectators
        return float(10.0**-ph - 10.0 ** (ph - pkw) + concentration * ions)

    low, high = _LOWEST, _HIGHEST
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if surplus(middle) > 0 else (low, middle)
    return (low + high) / 2
