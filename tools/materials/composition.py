"""The composition of a solid: fractions by mass and by atoms, and its balance of charges."""

from math import gcd

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.materials.formulae import SolidFormula, read_solid_formula
from labwright.tools.materials.valences import (
    Valences,
    balanced_valences,
    is_plain_salt,
    mean_of_redox_metals,
    redox_metals,
)
from labwright.tools.parameters import Formula

_STATES = "usual oxidation states of Greenwood and Earnshaw, Chemistry of the Elements, 1997"
_SHOWN_WAYS = 6
_WHOLE = 1e-6


@tool(
    examples=(
        "What is the composition of {formula} in weight percent?",
        "mass fractions of the elements in {formula}",
        "How much of {formula} is each metal by weight and by atoms?",
        "Is {formula} charge balanced?",
        "atomic percent of each element, cathode {formula}",
        "Break {formula} down into elements: wt%, at%, formula mass of one unit, valences",
        "Which valence do the metals have in {formula} if the charges add up to zero?",
        "Reduce {formula} to its simplest formula",
    ),
    yields=(
        Yield("mass_fractions", ("mass fractions", "weight fractions", "elemental wt%",
                                 "composition by weight", "질량 분율"), "percent"),
        Yield("atomic_fractions", ("atomic fractions", "atomic percent", "atomic percentages",
                                   "at%", "원자 분율"), "percent"),
        Yield("charge_neutral", ("charge neutrality", "charge neutral", "charge balanced",
                                 "charge balance of the formula", "전하 중성")),
        Yield("reduced_formula", ("reduced formula", "simplest formula unit")),
    ),
    domain="Any formula, amounts may be fractions; valences for inorganic solids only.",
    agent="materials",
)  # fmt: skip
def composition(formula: Formula) -> Finding:
    """Break a formula down: mass and atomic fractions, formula mass, valences, charge balance.

    Args:
        formula: A formula such as LiFePO4 or LiNi0.8Mn0.1Co0.1O2, or a compound by name.

    Returns:
        Each element's share by mass and by atoms, the mass of one formula unit (IUPAC atomic
        masses as in pymatgen), the reduced formula, and whether usual oxidation states add up to
        the charge written.

    Raises:
        BadArgument: If it is no formula, or leaves an amount open.

    Example:
        >>> composition("NaCl").quantity("mass_fraction_na").text()
        '39.337 %'
    """
    read = read_solid_formula(formula)
    mass = formula_mass(read.amounts)
    ways = balanced_valences(read.amounts, read.charge)
    quantities = [
        Quantity(key="formula_mass", name="mass of one formula unit", value=mass, unit="g/mol",
                 decimals=3, definition=f"of {read.shown}, natural isotopes"),
        Quantity(key="reduced_formula", name="reduced formula", value=reduced(read)),
        *_fractions(read, mass),
        *_balance(read, ways),
    ]  # fmt: skip
    neutral = "charge_neutral" if not read.charge else "charge_matches"
    shares = ", ".join(f"{s} {{mass_fraction_{s.lower()}}}" for s in read.amounts)
    return Finding(
        statement=f"{read.shown} has a formula mass of {{formula_mass}} and consists by mass of "
        f"{shares}. {_said_of(read, ways, neutral)}",
        quantities=tuple(quantities),
        structures=read.structures,
        table=_table(read, mass, ways),
        caution=_caution(read, ways),
    )


def formula_mass(amounts: dict[str, float]) -> float:
    """Return the mass of one formula unit in g/mol.

    Example:
        >>> round(formula_mass({"Na": 1, "Cl": 1}), 2)
        58.44
    """
    from pymatgen.core.periodic_table import Element

    return sum(float(Element(symbol).atomic_mass) * n for symbol, n in amounts.items())


def reduced(read: SolidFormula) -> str:
    """Return the formula with the smallest whole numbers; as written where there are none.

    Example:
        >>> reduced(read_solid_formula("Li2Fe2P2O8"))
        'LiFePO4'
    """
    counts = [round(n) for n in read.amounts.values()]
    if any(abs(n - c) > _WHOLE for n, c in zip(read.amounts.values(), counts, strict=True)):
        return read.shown
    common = gcd(*counts)
    parts = zip(read.amounts, counts, strict=True)
    return "".join(s + (str(c // common) if c > common else "") for s, c in parts)


def _fractions(read: SolidFormula, mass: float) -> list[Quantity]:
    made = []
    for symbol, count in read.amounts.items():
        by_mass = 100 * formula_mass({symbol: count}) / mass
        made += [
            Quantity(key=f"mass_fraction_{symbol.lower()}", name=f"mass fraction of {symbol}",
                     value=by_mass, unit="percent", decimals=3),
            Quantity(key=f"atomic_fraction_{symbol.lower()}", name=f"atomic fraction of {symbol}",
                     value=100 * count / read.total, unit="percent", decimals=3),
        ]  # fmt: skip
    return made


def _balance(read: SolidFormula, ways: list[Valences]) -> list[Quantity]:
    made = []
    if ways or is_plain_salt(read.amounts):
        made = [
            Quantity(key="charge_matches" if read.charge else "charge_neutral",
                     name="usual oxidation states add up to the charge", value=bool(ways),
                     definition=f"to {read.charge:+d}" if read.charge else "to zero",
                     method=_STATES),
        ]  # fmt: skip
    if len(ways) == 1:
        made += [
            Quantity(key=f"oxidation_state_{symbol.lower()}",
                     name=f"oxidation state of {symbol}", value=_shown_state(state),
                     method=_STATES)
            for symbol, state in ways[0]
        ]  # fmt: skip
    metals = redox_metals(read.amounts)
    mean = mean_of_redox_metals(read.amounts, read.charge)
    if len(ways) > 1 and mean is not None and len(metals) > 1:
        made.append(
            Quantity(key="mean_oxidation_state", name=f"mean oxidation state of {_list(metals)}",
                     value=_shown_state(mean), method=_STATES)
        )  # fmt: skip
    return made


def _said_of(read: SolidFormula, ways: list[Valences], neutral: str) -> str:
    if len(ways) == 1 and len(read.amounts) > 1:
        states = ", ".join(f"{s} {{oxidation_state_{s.lower()}}}" for s, _ in ways[0])
        return f"Usual oxidation states add up to its charge ({{{neutral}}}): {states}."
    mean = mean_of_redox_metals(read.amounts, read.charge)
    metals = redox_metals(read.amounts)
    if len(ways) > 1 and mean is not None and len(metals) > 1:
        return (
            f"Usual oxidation states add up to its charge in several ways ({{{neutral}}}); in all "
            f"of them {_list(metals)} have the mean {{mean_oxidation_state}}."
        )
    if not ways and not is_plain_salt(read.amounts):
        return "Usual oxidation states do not balance it, which for its elements says nothing."
    several = " in several ways" if len(ways) > 1 else ""
    return f"Whether usual oxidation states add up to its charge: {{{neutral}}}{several}."


def _caution(read: SolidFormula, ways: list[Valences]) -> str:
    if not ways:
        return (
            "Not covered: unusual oxidation states, alloys, peroxides, disulfides and other "
            "compounds with bonds between like atoms, and organic compounds."
        )
    if len(ways) > 1:
        listed = "; ".join(
            ", ".join(f"{s} {_shown_state(v)}" for s, v in way) for way in ways[:_SHOWN_WAYS]
        )
        more = f"; and {len(ways) - _SHOWN_WAYS} more" if len(ways) > _SHOWN_WAYS else ""
        return f"The formula alone does not decide between these valences: {listed}{more}."
    mixed = [symbol for symbol, state in ways[0] if abs(state - round(state)) > _WHOLE]
    return f"The state of {mixed[0]} is a mean over its atoms." if mixed else ""


def _table(read: SolidFormula, mass: float, ways: list[Valences]) -> tuple[tuple[str, ...], ...]:
    states = dict(ways[0]) if len(ways) == 1 else {}
    rows = [
        (
            symbol,
            f"{count:g}",
            f"{100 * formula_mass({symbol: count}) / mass:.3f}",
            f"{100 * count / read.total:.3f}",
            _shown_state(states[symbol]) if symbol in states else "",
        )
        for symbol, count in read.amounts.items()
    ]
    return ("element", "atoms", "mass %", "atomic %", "oxidation state"), *rows


def _shown_state(state: float) -> str:
    return "0" if abs(state) < _WHOLE else f"{state:+.4g}".replace("-", "−")


def _list(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
