"""Balancing chemical equations by exact whole-number arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.reactions.equations import Equation, read_equation
from labwright.tools.chemistry.reactions.null_space import extreme_solutions, null_space, whole
from labwright.tools.chemistry.reactions.species import Species, readings
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Reaction, one_of

_MEDIA = {"acidic": ("H2O", "H^+"), "basic": ("H2O", "OH^-")}
_MOST_ROWS = 20
_BY_PRODUCTS = ("H2O", "HCl", "HBr", "HI", "CO2", "N2", "H2", "NH3")


@dataclass(frozen=True)
class Balance:
    """How an equation is balanced.

    Args:
        equation: The equation, with what a medium adds.
        coefficients: One for each of its substances.
        others: Further independent solutions, where there is more than one.
    """

    equation: Equation
    coefficients: tuple[int, ...]
    others: tuple[tuple[int, ...], ...] = ()

    @property
    def pairs(self) -> list[tuple[Species, int]]:
        """Each substance with its coefficient."""
        return list(zip(self.equation.species, self.coefficients, strict=True))

    def written(self, coefficients: Sequence[int] = ()) -> str:
        """Write the equation with its coefficients, or with others."""
        numbers = coefficients or self.coefficients
        split = len(self.equation.left)
        left = _side(self.equation.left, numbers[:split])
        return f"{left} → {_side(self.equation.right, numbers[split:])}"


def _side(side: Sequence[Species], numbers: Sequence[int]) -> str:
    return " + ".join(
        f"{number} {species.text}" if number != 1 else species.text
        for species, number in zip(side, numbers, strict=True)
        if number
    )


def balanced(text: str, medium: str = "") -> Balance:
    """Balance an equation.

    Args:
        text: The equation.
        medium: ``acidic`` or ``basic`` adds H2O with H+ or OH−, and electrons where needed.

    Returns:
        Its coefficients, the smallest whole numbers.

    Raises:
        BadArgument: If it cannot be read, or cannot be balanced; the reason is named.

    Example:
        >>> balanced("H2 + O2 -> H2O").written()
        '2 H2 + O2 → 2 H2O'
    """
    equations = read_equation(text)
    found = [b for e in equations if (b := _solved(e, medium)) is not None]
    if not found:
        raise _impossible(equations[0], medium)
    return next((balance for balance in found if not balance.others), found[0])


def _solved(equation: Equation, medium: str) -> Balance | None:
    if not medium:
        return _solve(equation)
    helpers = [readings(text)[0] for text in _MEDIA[medium]]
    electron = readings("e-")[0]
    aside = {(h.atoms, h.charge) for h in (*helpers, electron)}
    bare = Equation(*(tuple(s for s in side if (s.atoms, s.charge) not in aside)
                      for side in (equation.left, equation.right)))  # fmt: skip
    if not bare.left or not bare.right:
        return None
    return _solve_with(bare, helpers) or _solve_with(bare, [*helpers, electron])


def _matrix(equation: Equation, helpers: Sequence[Species] = ()) -> list[list[int]]:
    columns = [(s, 1) for s in equation.left] + [(s, -1) for s in equation.right]
    columns += [(s, 1) for s in helpers]
    symbols = sorted({symbol for species, _ in columns for symbol, _ in species.atoms})
    rows = [[sign * species.count(symbol) for species, sign in columns] for symbol in symbols]
    return [*rows, [sign * species.charge for species, sign in columns]]


def _solve(equation: Equation) -> Balance | None:
    columns = len(equation.species)
    basis = null_space(_matrix(equation), columns)
    if not basis:
        return None
    solutions = extreme_solutions(basis, columns)
    total = [sum(numbers) for numbers in zip(*solutions, strict=True)]
    if not solutions or not all(total):
        return None
    # What was written counts where it balances: a mixture that somebody means.
    given = [species.given for species in equation.species]
    chosen = given if _balances(equation, given) else [Fraction(number) for number in total]
    smallest = whole(chosen)
    return Balance(equation, tuple(smallest),
                   tuple(map(tuple, solutions)) if len(solutions) > 1 else ())  # fmt: skip


def _solve_with(equation: Equation, helpers: Sequence[Species]) -> Balance | None:
    """Balance where water and its ions may stand on either side, or on none."""
    size = len(equation.species)
    basis = null_space(_matrix(equation, helpers), size + len(helpers))
    if len(basis) != 1:
        return None
    numbers = whole(basis[0])
    if numbers[0] < 0:
        numbers = [-number for number in numbers]
    if not all(number > 0 for number in numbers[:size]):
        return None
    added = list(zip(helpers, numbers[size:], strict=True))
    left = [(s, n) for s, n in added if n > 0]
    right = [(s, -n) for s, n in added if n < 0]
    split = len(equation.left)
    return Balance(
        Equation(equation.left + tuple(s for s, _ in left),
                 equation.right + tuple(s for s, _ in right)),
        (*numbers[:split], *(n for _, n in left), *numbers[split:size], *(n for _, n in right)),
    )  # fmt: skip


def _impossible(equation: Equation, medium: str) -> BadArgument:
    sides = [{symbol for species in side for symbol, _ in species.atoms}
             for side in (equation.left, equation.right)]  # fmt: skip
    written = " → ".join(
        " + ".join(s.text for s in side) for side in (equation.left, equation.right)
    )
    if lonely := sorted(sides[0] ^ sides[1]):
        stands = "stands" if len(lonely) == 1 else "stand"
        reason = f"{', '.join(lonely)} {stands} on one side only"
    elif any(s.charge for s in equation.species):
        reason = "no coefficients balance the atoms and the charge together"
    else:
        reason = "no coefficients, all positive, balance its atoms"
    where = f" in {medium} medium" if medium else ""
    remedy = "Add what is missing, or name the medium: acidic or basic."
    return BadArgument(
        f"“{written[:200]}” cannot be balanced{where}: {reason}.",
        remedy if not medium else "Add what is missing.",
    )


def _medium_words() -> dict[str, tuple[str, ...]]:
    return {
        "acidic": ("acidic solution", "acidic medium", "acidic", "in acid", "acid medium", "산성"),
        "basic": ("basic solution", "basic medium", "basic", "in base", "alkaline solution",
                  "alkaline medium", "alkaline", "염기성"),
    }  # fmt: skip


@tool(
    examples=(
        "Balance {reaction}",
        "Balance the equation {reaction}",
        "What are the stoichiometric coefficients in {reaction}?",
        "{reaction} balanced?",
        "Is {reaction} balanced?",
        "balance the half-reaction {reaction} in acidic solution",
        "Balance the redox equation {reaction} in basic medium",
    ),
    yields=(
        Yield("balanced_equation", ("balanced equation", "balanced chemical equation",
                                    "balance the equation", "balance the reaction",
                                    "balance the following", "stoichiometric coefficients",
                                    "balanced half-reaction", "계수를 맞춰", "반응식 균형",
                                    "균형 반응식")),
        Yield("coefficient_sum", ("sum of the coefficients", "sum of coefficients")),
        Yield("already_balanced", ("equation balanced", "is the equation balanced")),
    ),
    domain="Any equation of up to 30 substances; charges and electrons count, states do not.",
)  # fmt: skip
def balance_equation(
    reaction: Reaction, medium: Annotated[str, one_of(_medium_words), Field(max_length=20)] = ""
) -> Finding:
    """Balance a chemical equation with the smallest whole numbers.

    Args:
        reaction: An equation with an arrow or =, of formulae, ions, e- or names.
        medium: acidic or basic, where water and its ions are to be added; none by default.

    Returns:
        The balanced equation and each coefficient; all independent solutions where there are
        several.

    Raises:
        BadArgument: If it cannot be balanced; the reason is named.

    Example:
        >>> balance_equation("Fe + O2 = Fe2O3").quantity("balanced_equation").value
        '4 Fe + 3 O2 → 2 Fe2O3'
    """
    if medium and medium not in _MEDIA:
        raise BadArgument(f"“{medium[:40]}” is no medium.", "It is acidic or basic.")
    balance = balanced(reaction, medium)
    quantities = [
        Quantity(key="balanced_equation", name="balanced equation", value=balance.written(),
                 method="exact null space of the atom and charge balance"),
        Quantity(key="already_balanced", name="balanced as written", value=_was_balanced(balance)),
        Quantity(key="coefficient_sum", name="sum of the coefficients",
                 value=sum(balance.coefficients)),
        *(Quantity(key=f"coefficient_{number}", name=f"coefficient of {species.text}", value=value)
          for number, (species, value) in enumerate(balance.pairs, 1)),
    ]  # fmt: skip
    if not balance.others:
        return Finding(
            statement="The balanced equation is {balanced_equation}.",
            quantities=tuple(quantities),
            caution=f"H2O and ions of water were added for {medium} medium." if medium else "",
        )
    quantities.append(Quantity(key="solutions", name="simplest independent balances",
                               value=len(balance.others)))  # fmt: skip
    rows = [(str(n), balance.written(numbers))
            for n, numbers in enumerate(balance.others[:_MOST_ROWS], 1)]  # fmt: skip
    return Finding(
        statement="The equation has no single balance: {solutions} independent reactions are "
        "mixed in it, in any ratio; one possibility is {balanced_equation}.",
        quantities=tuple(quantities),
        table=(("no.", "independent balance"), *rows),
        caution="Which mixture of them takes place cannot be told from the formulae.",
    )


def _was_balanced(balance: Balance) -> bool:
    return _balances(balance.equation, [species.given for species in balance.equation.species])


def _balances(equation: Equation, numbers: Sequence[Fraction]) -> bool:
    return all(
        sum((a * n for a, n in zip(row, numbers, strict=True)), Fraction(0)) == 0
        for row in _matrix(equation)
    )


def completed(text: str) -> tuple[Balance, str]:
    """Balance an equation, adding one small by-product where it lacks one.

    Args:
        text: The equation, such as ``benzoic acid + ethanol -> ethyl benzoate``.

    Returns:
        The balance, and the by-product that was added; empty if none was.

    Raises:
        BadArgument: If it cannot be balanced, or has no single balance.

    Example:
        >>> completed("CH3COOH + C2H5OH -> C4H8O2")[1]
        'H2O'
    """
    try:
        balance, added = balanced(text), ""
    except BadArgument as error:
        for by_product in _BY_PRODUCTS:
            for equation in _read(text, error):
                more = Equation(equation.left, (*equation.right, readings(by_product)[0]))
                found = _solve(more)
                if found is not None and not found.others:
                    return found, by_product
        raise
    if balance.others and not _was_balanced(balance):
        raise BadArgument(
            f"“{text[:200]}” has no single balance: {len(balance.others)} reactions are mixed.",
            "Write one of them, or write balanced coefficients.",
        )
    return balance, added


def _read(text: str, error: BadArgument) -> list[Equation]:
    try:
        return read_equation(text)
    except BadArgument:
        raise error from None
