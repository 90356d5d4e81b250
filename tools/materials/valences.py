"""Whether usual oxidation states balance the charges of a composition."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product

Valences = tuple[tuple[str, float], ...]
"""Elements with their mean oxidation states."""

_SAME = 1e-6
_MOST_TRIALS = 20_000


@cache
def usual_states() -> dict[str, tuple[int, ...]]:
    """Return the usual oxidation states of the elements in inorganic solids."""
    text = (files("labwright.tools.materials") / "valences.toml").read_text(encoding="utf-8")
    return {symbol: tuple(states) for symbol, states in tomllib.loads(text)["states"].items()}


def balanced_valences(amounts: Mapping[str, float], charge: int = 0) -> list[Valences]:
    """Return the ways in which usual oxidation states add up to a charge.

    Every element has one state; where no whole numbers fit, one element may have a mean between
    two of its states, as Fe in Fe3O4. Negative states go to the more electronegative elements.

    Args:
        amounts: Atoms of each element.
        charge: The charge to reach.

    Returns:
        Each way; empty if there is none, or an element has no usual states.

    Example:
        >>> balanced_valences({"Li": 1, "Co": 1, "O": 2})
        [(('Li', 1.0), ('Co', 3.0), ('O', -2.0))]
    """
    if len(amounts) == 1 and not charge:
        return [((next(iter(amounts)), 0.0),)]
    if not set(amounts) <= set(usual_states()):
        return []
    trials = 1
    for symbol in amounts:
        trials *= len(usual_states()[symbol])
    if trials > _MOST_TRIALS:
        return []
    whole = list(dict.fromkeys(_whole(amounts, charge)))
    return whole or list(dict.fromkeys(_mixed(amounts, charge)))


def _whole(amounts: Mapping[str, float], charge: int) -> Iterator[Valences]:
    for states in product(*(usual_states()[symbol] for symbol in amounts)):
        total = sum(n * state for n, state in zip(amounts.values(), states, strict=True))
        if abs(total - charge) < _SAME * max(1.0, sum(amounts.values())):
            found = tuple((s, float(v)) for s, v in zip(amounts, states, strict=True))
            if _is_sensible(found):
                yield found


def _mixed(amounts: Mapping[str, float], charge: int) -> Iterator[Valences]:
    for mixed in amounts:
        positive = [state for state in usual_states()[mixed] if state > 0]
        if len(positive) < 2:  # noqa: PLR2004 - two states make a mean
            continue
        others = [symbol for symbol in amounts if symbol != mixed]
        for states in product(*(usual_states()[symbol] for symbol in others)):
            rest = sum(amounts[s] * state for s, state in zip(others, states, strict=True))
            mean = (charge - rest) / amounts[mixed]
            if not min(positive) < mean < max(positive):
                continue
            told = dict(zip(others, map(float, states), strict=True)) | {mixed: mean}
            found = tuple((symbol, told[symbol]) for symbol in amounts)
            if _is_sensible(found) and _is_metallic(mixed):
                yield found


def _is_sensible(found: Valences) -> bool:
    """Tell whether negative states stand with the more electronegative elements only."""
    positive = [electronegativity(symbol) for symbol, state in found if state > 0]
    negative = [electronegativity(symbol) for symbol, state in found if state < 0]
    return not positive or not negative or min(negative) > max(positive)


@cache
def electronegativity(symbol: str) -> float:
    """Return the electronegativity of an element on Pauling's scale."""
    from pymatgen.core.periodic_table import Element

    return float(Element(symbol).X)


@cache
def _is_metallic(symbol: str) -> bool:
    from pymatgen.core.periodic_table import Element

    element = Element(symbol)
    return bool(element.is_metal or element.is_metalloid)


def is_plain_salt(amounts: Mapping[str, float]) -> bool:
    """Tell whether only ions of single atoms are to be expected, so that balance is decisive.

    Atoms of other nonmetals than halogens and oxygen bind to their like, oxygen does in peroxides
    of the first two groups, and metals alone are alloys.

    Example:
        >>> is_plain_salt({"Na": 2, "Cl": 1}), is_plain_salt({"Fe": 1, "S": 2})
        (True, False)
    """
    from pymatgen.core.periodic_table import Element

    anions = {"O", "F", "Cl", "Br"} & set(amounts)
    metals = [Element(symbol) for symbol in amounts if symbol not in anions]
    if not anions or not metals or not all(element.is_metal for element in metals):
        return False
    peroxides = all(element.block == "s" or element.symbol in ("Zn", "Cd") for element in metals)
    return not ("O" in anions and peroxides)


def redox_metals(amounts: Mapping[str, float]) -> list[str]:
    """Return the transition metals that have several usual states.

    Example:
        >>> redox_metals({"Li": 1, "Ni": 0.8, "Co": 0.2, "O": 2})
        ['Ni', 'Co']
    """
    from pymatgen.core.periodic_table import Element

    known = usual_states()
    return [s for s in amounts if Element(s).is_transition_metal and len(known.get(s, ())) > 1]


def mean_of_redox_metals(amounts: Mapping[str, float], charge: int = 0) -> float | None:
    """Return the mean state of the transition metals, where all ways of balancing agree on it.

    Args:
        amounts: Atoms of each element.
        charge: The charge to reach.

    Returns:
        The mean; None where they do not agree, or there is no such metal.

    Example:
        >>> mean_of_redox_metals({"Li": 1, "Ni": 0.8, "Mn": 0.1, "Co": 0.1, "O": 2})
        3.0
    """
    metals = redox_metals(amounts)
    ways = balanced_valences(amounts, charge)
    sums = {round(sum(amounts[s] * v for s, v in way if s in metals), 6) for way in ways}
    if not metals or len(sums) != 1:
        return None
    return round(sums.pop() / sum(amounts[s] for s in metals), 6)
