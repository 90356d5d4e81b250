"""How much reacts and forms: limiting reagent, theoretical yield, percent yield."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.reactions.amounts import (
    Amount,
    matching,
    percent_yield_in,
    read_amounts,
)
from labwright.tools.chemistry.reactions.balancing import Balance, completed
from labwright.tools.chemistry.reactions.species import Species
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Question, Reaction

_FIGURES = 5
_SAME = 1e-9


@dataclass(frozen=True)
class _Amounts:
    """Moles by substance: what there was, and how far the reaction can go."""

    given: dict[Species, float]
    obtained: dict[Species, float]
    extent: float
    limiting: Species | None


def molar_mass(species: Species) -> float:
    """Return the molar mass of a substance in g/mol, from the standard atomic weights of RDKit.

    Example:
        >>> from labwright.tools.chemistry.reactions.species import readings
        >>> round(molar_mass(readings("H2O")[0]), 3)
        18.015
    """
    from rdkit.Chem import GetPeriodicTable

    table = GetPeriodicTable()
    return float(sum(table.GetAtomicWeight(symbol) * n for symbol, n in species.atoms))


@tool(
    examples=(
        "How many grams of product form from {quantity} of the reactant in {reaction}?",
        "{quantity} of one and {quantity} of the other react: {reaction}. "
        "Which is the limiting reagent?",
        "Theoretical yield for {reaction} starting from {quantity}",
        "percent yield if {quantity} were weighed in and {quantity} obtained, {reaction}",
        "{reaction} - how much of the reagent is needed to make {quantity} of product?",
        "What mass of the excess reagent is left over when {quantity} react? {reaction}",
    ),
    yields=(
        Yield("limiting_reagent", ("limiting reagent", "limiting reactant", "한계 반응물",
                                   "한계 시약")),
        Yield("theoretical_yield", ("theoretical yield", "maximum yield", "이론적 수득량",
                                    "이론 수득량"), "g"),
        Yield("percent_yield", ("percent yield", "percentage yield", "% yield",
                                "퍼센트 수득률", "수득률"), "percent"),
        Yield("left_over", ("excess reagent", "excess reactant", "left over"), "g"),
    ),
    domain="One reaction that has a single balance; masses, moles, or solutions of known molarity.",
)  # fmt: skip
def stoichiometry(reaction: Reaction, question: Question) -> Finding:
    """Work out limiting reagent, theoretical yield and percent yield of a reaction.

    Args:
        reaction: The equation, balanced or not.
        question: The question with the amounts, such as 5.0 g of H2 and 20 g of O2.

    Returns:
        What limits, what forms at most, what is left over, and the percent yield where an amount
        obtained is given.

    Raises:
        BadArgument: If no amount is given, or it is not clear to which substance one belongs.

    Example:
        >>> stoichiometry("H2 + O2 -> H2O", "4.0 g H2 and 16 g O2").quantity(
        ...     "limiting_reagent").value
        'O2'
    """
    balance, added = completed(reaction)
    amounts = _sorted_amounts(balance, read_amounts(question, reaction, balance.equation.species))
    asked = _asked(question, reaction, balance, amounts)
    wanted = percent_yield_in(question)
    quantities, statement = _answer(balance, amounts, asked, wanted)
    caution = [f"It was counted that {added} forms as well." if added else ""]
    if not amounts.given:
        caution.append("A yield of 100 % is assumed.")
    elif len(amounts.given) < len(balance.equation.left):
        caution.append("What has no amount in the question is taken to be in excess.")
    return Finding(
        statement=statement, quantities=tuple(quantities), table=_table(balance, amounts),
        caution=" ".join(filter(None, caution)),
    )  # fmt: skip


def _sorted_amounts(balance: Balance, amounts: Sequence[Amount]) -> _Amounts:
    if not amounts:
        raise BadArgument(
            "The question gives no amount in grams or moles.",
            "Write such as 5.0 g of H2, 0.2 mol O2, or 25 mL of 0.5 M HCl.",
        )
    left, right = balance.equation.left, balance.equation.right
    given: dict[Species, float] = {}
    obtained: dict[Species, float] = {}
    for amount in amounts:
        species = amount.species
        if species is None and amount.obtained and len(_products(balance)) == 1:
            species = _products(balance)[0]
        if species is None or species.is_electron:
            raise BadArgument(
                f"It is not clear of which substance there are {amount.text}.",
                f"Name one of the equation beside it: {', '.join(s.text for s in left + right)}.",
            )
        if not amount.value > 0:
            raise BadArgument(f"“{amount.text}” is no amount of a substance that is there.")
        side = given if species in left else obtained
        if species in side:
            raise BadArgument(
                f"There are two amounts of {species.text} in the question.", "Give one."
            )
        side[species] = amount.moles(molar_mass(species))
    numbers = dict(balance.pairs)
    if given:
        extents = {species: moles / numbers[species] for species, moles in given.items()}
        least = min(extents.values())
        limiting = [s for s, extent in extents.items() if extent <= least * (1 + _SAME)]
        return _Amounts(given, obtained, least, limiting[0])
    extents = {species: moles / numbers[species] for species, moles in obtained.items()}
    if len(obtained) > 1:
        raise BadArgument("Amounts of several products are given.", "Give one of them.")
    return _Amounts({}, obtained, max(extents.values()), None)


def _products(balance: Balance) -> list[Species]:
    return [species for species in balance.equation.right if not species.is_electron]


def _asked(question: str, reaction: str, balance: Balance, amounts: _Amounts) -> Species | None:
    """Return the substance that the question names without an amount."""
    import re

    text = question.replace(reaction, " ") if reaction else question
    known = {*amounts.given, *amounts.obtained}
    pattern = r"(?:how (?:much|many \w+ of)|(?:mass|grams|moles|amount|yield) of)\s+([^\s,?]+)"
    for match in re.finditer(pattern, text, re.I):
        found = matching(match[1], balance.equation.species)
        if found is not None and found not in known:
            return found
    return None


def _answer(
    balance: Balance, amounts: _Amounts, asked: Species | None, wanted: float | None
) -> tuple[list[Quantity], str]:
    numbers = dict(balance.pairs)
    main = _main(balance, amounts, asked)
    quantities = [Quantity(key="balanced_equation", name="balanced equation",
                           value=balance.written())]  # fmt: skip
    parts: list[str] = []
    if amounts.given and amounts.limiting is not None:
        quantities.append(Quantity(key="limiting_reagent", name="limiting reagent",
                                   value=amounts.limiting.text))  # fmt: skip
        quantities += _pair("theoretical", f"theoretical yield of {main.text}", main,
                            amounts.extent * numbers[main], "theoretical_yield")  # fmt: skip
        parts.append("{limiting_reagent} limits the reaction")
        parts.append(f"at most {{theoretical_yield}} ({{theoretical_moles}}) of {main.text} form")
        parts += _left_over(quantities, balance, amounts)
        parts += _yields(quantities, amounts, main, numbers[main], wanted)
    needed = [asked] if asked is not None and asked in balance.equation.left else []
    if not amounts.given:
        needed = needed or [s for s in balance.equation.left if not s.is_electron]
    for number, species in enumerate(needed, 1):
        quantities += _pair(f"needed_{number}", f"{species.text} needed", species,
                            amounts.extent * numbers[species], f"needed_mass_{number}")  # fmt: skip
        parts.append(f"{{needed_mass_{number}}} ({{needed_{number}_moles}}) of {species.text} are "
                     "needed")  # fmt: skip
    return quantities, f"By {{balanced_equation}}, {'; '.join(parts)}."


def _main(balance: Balance, amounts: _Amounts, asked: Species | None) -> Species:
    right = _products(balance)
    if not right:
        raise BadArgument("The equation has no product but electrons.")
    if asked is not None and asked in right:
        return asked
    return next((species for species in right if species in amounts.obtained), right[0])


def _pair(key: str, name: str, species: Species, moles: float, mass_key: str) -> list[Quantity]:
    mass = moles * molar_mass(species)
    return [
        Quantity(key=mass_key, name=name, value=mass, unit="g", decimals=_decimals(mass),
                 method="balanced equation and standard atomic weights"),
        Quantity(key=f"{key}_moles", name=f"{name}, amount of substance", value=moles, unit="mol",
                 decimals=_decimals(moles)),
    ]  # fmt: skip


def _left_over(quantities: list[Quantity], balance: Balance, amounts: _Amounts) -> list[str]:
    numbers = dict(balance.pairs)
    parts: list[str] = []
    for species, moles in amounts.given.items():
        rest = moles - amounts.extent * numbers[species]
        if rest <= moles * _SAME:
            continue
        key = "left_over" if not parts else f"left_over_{len(parts) + 1}"
        quantities += _pair(key, f"{species.text} left over", species, rest, key)
        parts.append(f"{{{key}}} of {species.text} are left over")
    return parts


def _yields(
    quantities: list[Quantity], amounts: _Amounts, main: Species, number: int, wanted: float | None
) -> list[str]:
    parts = []
    if main in amounts.obtained:
        share = 100 * amounts.obtained[main] / (amounts.extent * number)
        quantities.append(Quantity(key="percent_yield", name=f"percent yield of {main.text}",
                                   value=share, unit="percent", decimals=2))  # fmt: skip
        parts.append("the percent yield is {percent_yield}"
                     + (", more than is possible" if share > 100.005 else ""))  # noqa: PLR2004  # fmt: skip
    elif wanted is not None:
        moles = amounts.extent * number * wanted / 100
        quantities += _pair("expected", f"{main.text} at the yield given", main, moles,
                            "expected_yield")  # fmt: skip
        parts.append("at the yield given {expected_yield} are obtained")
    return parts


def _decimals(value: float) -> int:
    return max(0, _FIGURES - 1 - floor(log10(abs(value)))) if value else 2


def _table(balance: Balance, amounts: _Amounts) -> tuple[tuple[str, ...], ...]:
    rows = []
    for species, number in balance.pairs:
        if species.is_electron:
            continue
        mass, turned = molar_mass(species), amounts.extent * number
        there = amounts.given.get(species)
        rows.append((species.text, str(number), f"{mass:.3f}",
                     "" if there is None else f"{there:.5g}", f"{turned:.5g}",
                     f"{turned * mass:.5g}"))  # fmt: skip
    return (("substance", "coefficient", "g/mol", "mol given", "mol reacting or formed",
             "g reacting or formed"), *rows)  # fmt: skip
