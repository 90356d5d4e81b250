"""Several metals in one compound: oxidation states by their frequency in crystals."""

from collections.abc import Mapping
from fractions import Fraction

from labwright.core.isolation import isolated

_SECONDS = 6.0
_MOST = 5


def guesses(counts: Mapping[str, int], charge: Fraction) -> list[dict[str, Fraction]]:
    """Return assignments for elements that carry a charge together, the likeliest first.

    Args:
        counts: Atoms by element.
        charge: Their charge together.

    Returns:
        At most five assignments (pymatgen, Composition.oxi_state_guesses).
    """
    if charge.denominator != 1:
        return []
    return isolated(guesses_of, dict(counts), int(charge), seconds=_SECONDS)


def guesses_of(counts: dict[str, int], charge: int) -> list[dict[str, Fraction]]:
    """Ask pymatgen; called in a process of its own, as many atoms take long."""
    from pymatgen.core import Composition

    found = Composition(counts).oxi_state_guesses(target_charge=charge)
    return [
        {str(s): Fraction(float(v)).limit_denominator(64) for s, v in guess.items()}
        for guess in found[:_MOST]
    ]
