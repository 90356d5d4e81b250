"""Measures of waste: atom economy and E factor."""

import re
from collections.abc import Sequence

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.measures import read_measure
from labwright.core.quantity import Quantity
from labwright.tools.chemistry.reactions.amounts import matching
from labwright.tools.chemistry.reactions.balancing import Balance, completed
from labwright.tools.chemistry.reactions.species import Species
from labwright.tools.chemistry.reactions.stoichiometry import molar_mass
from labwright.tools.contract import Yield, tool
from labwright.tools.parameters import Molecule, Question, Reaction

_MASS = re.compile(
    r"(?<![\w.])(\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?)\s*(tonnes?|kilograms?|grams?|kg|mg|g|t)\b"
)
_UNITS = {"tonne": "metric_ton", "t": "metric_ton", "kilogram": "kg", "gram": "g"}
_WASTE = re.compile(r"waste|by-?products?|discard", re.I)
_PRODUCT = re.compile(r"(?<!by-)(?<!by)product\b|obtain|isolat|yield", re.I)
_SEPARATOR = re.compile(r"[,;.]\s|\band\b|\bwhile\b|\bfrom\b|\bper\b|\bfor\b|\bto (?:make|give)\b")


@tool(
    examples=(
        "What is the atom economy of {reaction}?",
        "atom economy for making {molecule} by {reaction}",
        "Calculate the atom efficiency: {reaction}",
        "How atom-economical is {reaction}?",
    ),
    yields=(Yield("atom_economy", ("atom economy", "atom efficiency", "atom-economical",
                                   "atom utilization", "원자 경제성", "원자경제성"), "percent"),),
    domain="One reaction that has a single balance; solvents, catalysts and yield do not count.",
)  # fmt: skip
def atom_economy(reaction: Reaction, product: Molecule = "") -> Finding:
    """Work out how much of the mass of the reactants ends in the wanted product.

    Args:
        reaction: The equation, balanced or not.
        product: The wanted product; the first on the right by default.

    Returns:
        Atom economy in percent: M(product) over the sum of M(reactants), each times its
        coefficient (Trost, Science 1991, 254, 1471).

    Raises:
        BadArgument: If the equation has no single balance, or the product is not in it.

    Example:
        >>> atom_economy("C2H4 + H2O -> C2H5OH").quantity("atom_economy").value
        100.0
    """
    balance, added = completed(reaction)
    wanted = _wanted(balance, product, len(balance.equation.right) - bool(added))
    numbers = dict(balance.pairs)
    reactants = sum(molar_mass(s) * numbers[s] for s in balance.equation.left)
    share = round(100 * molar_mass(wanted) * numbers[wanted] / reactants, 6)
    caution = "Solvents, reagents in excess, catalysts and the yield are not counted."
    if added:
        caution = f"It was counted that {added} forms as well. {caution}"
    return Finding(
        statement=f"The atom economy of {{balanced_equation}} for {wanted.text} is "
        "{atom_economy}.",
        quantities=(
            Quantity(key="atom_economy", name=f"atom economy for {wanted.text}", value=share,
                     unit="percent", decimals=2,
                     definition="mass of the wanted product over mass of all reactants, at full "
                     "conversion", method="balanced equation and standard atomic weights"),
            Quantity(key="balanced_equation", name="balanced equation", value=balance.written()),
        ),
        caution=caution,
    )  # fmt: skip


def _wanted(balance: Balance, product: str, own: int) -> Species:
    right = [species for species in balance.equation.right[:own] if not species.is_electron]
    if not right or any(s.is_electron for s in balance.equation.left):
        raise BadArgument("A half-reaction has no atom economy.", "Give the whole equation.")
    if not product.strip():
        return right[0]
    found = matching(product.removeprefix("smiles:"), right)
    if found is None:
        raise BadArgument(
            f"“{product[:60]}” is no product of the equation.",
            f"Name one of {', '.join(species.text for species in right)}.",
        )
    return found


@tool(
    examples=(
        "What is the E factor of a process with 12 kg of waste per 3 kg of product?",
        "Calculate the E-factor: inputs 50 g, 30 g and 200 g, product 40 g",
        "environmental factor if {quantity} of product and {quantity} of waste are formed",
        "E factor (waste per product): 250 kg waste, 10 kg product",
    ),
    yields=(Yield("e_factor", ("E factor", "E-factor", "environmental factor",
                               "waste per kg of product", "이팩터", "환경 인자")),),
    domain="Masses of waste or of inputs, and of the product, given in the question.",
)  # fmt: skip
def e_factor(question: Question) -> Finding:
    """Work out the E factor: the mass of waste for each mass of product.

    Args:
        question: The question with the mass of the product and of waste, or of all inputs.

    Returns:
        The E factor (Sheldon, Green Chem. 2007, 9, 1273).

    Raises:
        BadArgument: If a mass is missing, or less goes in than comes out.

    Example:
        >>> e_factor("12 kg of waste and 3 kg of product").quantity("e_factor").value
        4.0
    """
    product, waste, inputs = _masses(question)
    if len(product) != 1 or not (waste or inputs) or (waste and inputs):
        raise BadArgument(
            "The question does not say clearly what the masses of product and waste are.",
            "Write “12 kg waste, 3 kg product”, or the masses of all inputs and of the product.",
        )
    made = product[0]
    wasted = sum(waste) if waste else sum(inputs) - made
    if made <= 0 or wasted < 0:
        raise BadArgument(
            "The product weighs more than all inputs together, or nothing.",
            "Give the masses of all inputs, with solvents and reagents.",
        )
    how = "the waste given" if waste else "all inputs less the product"
    return Finding(
        statement="The E factor is {e_factor} ({waste} of waste for {product} of product).",
        quantities=(
            Quantity(key="e_factor", name="E factor", value=wasted / made, decimals=3,
                     definition="mass of waste over mass of product", method=how),
            Quantity(key="waste", name="waste", value=wasted, unit="kg"),
            Quantity(key="product", name="product", value=made, unit="kg"),
        ),
        caution="Whether water and recovered solvents count is a choice; here what was given "
        "counts.",
    )  # fmt: skip


def _masses(question: str) -> tuple[list[float], list[float], list[float]]:
    """Sort the masses of a question into product, waste, and inputs, by the words beside them."""
    product: list[float] = []
    waste: list[float] = []
    inputs: list[float] = []
    matches = list(_MASS.finditer(question))
    for number, match in enumerate(matches):
        unit = _UNITS.get(match[2].rstrip("s"), match[2])
        value = read_measure(f"{match[1]} {unit}", "kg", "The mass")
        kind = _kind(question, matches, number)
        (product if kind == "product" else waste if kind == "waste" else inputs).append(value)
    return product, waste, inputs


def _kind(question: str, matches: Sequence[re.Match[str]], number: int) -> str:
    match = matches[number]
    end = matches[number + 1].start() if number + 1 < len(matches) else len(question)
    start = matches[number - 1].end() if number else 0
    after = _SEPARATOR.split(question[match.end() : end])[0]
    before = _SEPARATOR.split(question[start : match.start()])[-1]
    for words in (after, before):
        if _WASTE.search(words):
            return "waste"
        if _PRODUCT.search(words):
            return "product"
    return "input"
