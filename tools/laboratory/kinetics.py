"""Rate constants: Arrhenius and Eyring."""

import math
from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.constants import constant
from labwright.tools.laboratory.givens import (
    SHORT,
    Given,
    given,
    needed,
    number,
    result,
    shown,
    temperature,
    wanted,
)
from labwright.tools.laboratory.written_units import written_unit
from labwright.tools.parameters import counted, measured

Barrier = Annotated[
    str, measured("J/mol", "Ea", "activation energy", "activation", "barrier"), SHORT
]
FirstTemperature = Annotated[str, measured("kelvin", "from", "first"), SHORT]
SecondTemperature = Annotated[str, measured("kelvin", "to", "second"), SHORT]


@tool(
    examples=(
        "Activation energy if k is {quantity} at {quantity} and {quantity} at {quantity}",
        "Arrhenius: Ea = {quantity}, k = {quantity} at {quantity}, find k at {quantity}",
        "By what factor does the rate increase from {quantity} to {quantity} with Ea {quantity}?",
        "The rate doubles between {quantity} and {quantity}: what is the activation energy?",
        "rate constant at {quantity} from two temperatures",
    ),
    yields=(
        Yield("activation_energy", ("activation energy", "Arrhenius equation", "Arrhenius",
                                    "활성화 에너지", "활성화에너지", "아레니우스"), "kJ/mol"),
    ),
    domain="Reactions of one barrier, over a small range of temperature.",
    agent="analyst",
)  # fmt: skip
def arrhenius(
    first_temperature: FirstTemperature,
    second_temperature: SecondTemperature,
    activation_energy: Barrier = "",
    first_rate: Annotated[str, measured("1/s"), SHORT] = "",
    second_rate: Annotated[str, measured("1/s"), SHORT] = "",
    ratio: Annotated[float | None, counted("factor", "times", "fold", "ratio")] = None,
) -> Finding:
    """Relate rate constants at two temperatures by the equation of Arrhenius.

    Args:
        first_temperature: Temperature of the first rate constant.
        second_temperature: Temperature of the second.
        activation_energy: Activation energy.
        first_rate: Rate constant at the first temperature, of any order.
        second_rate: Rate constant at the second temperature, in the same unit.
        ratio: Second over first rate constant, instead of the two.

    Returns:
        The activation energy from two rate constants or their ratio; or the ratio and the second
        rate constant from the activation energy, by ln(k2/k1) = −(Ea/R)(1/T2 − 1/T1).

    Raises:
        BadArgument: If too few or too many are given.

    Example:
        >>> arrhenius("300 K", "310 K", ratio=2).quantity("activation_energy").text()
        '53.5973 kJ/mol'
    """
    t1 = temperature("first_temperature", first_temperature, "first temperature")
    t2 = temperature("second_temperature", second_temperature, "second temperature")
    low, high = needed("the equation of Arrhenius", t1, t2)
    if low == high:
        raise BadArgument("Both temperatures are the same.", "Give two different ones.")
    unit = _rate_unit(first_rate, second_rate)
    k1 = given("first_rate", "first rate constant", first_rate, unit)
    k2 = given("second_rate", "second rate constant", second_rate, unit)
    e = given("activation_energy", "activation energy", activation_energy, "J/mol", above=None)
    factor = number("ratio", "ratio of rate constants", ratio)
    quotient = factor.value
    if quotient is None and k1.value is not None and k2.value is not None:
        quotient = k2.value / k1.value
    if (quotient is None) == (e.value is None):
        raise BadArgument(
            "One of activation energy and ratio of rate constants must be given, and only one.",
            "Give two rate constants, or the activation energy and one rate constant.",
        )
    span = (1 / low - 1 / high) / constant("R")
    put_in = shown(t1, t2, k1, k2)
    if quotient is not None:
        energy = math.log(quotient) / span
        return Finding(
            statement="Between {first_temperature} and {second_temperature} the rate constant "
            "changes by the factor {ratio}: the activation energy is {activation_energy}, by "
            "Arrhenius.",
            quantities=(
                result("activation_energy", "activation energy", energy / 1000, "kJ/mol", "kJ/mol",
                       method="Ea = R ln(k2/k1)/(1/T1 − 1/T2)"),
                Quantity(key="ratio", name="k2/k1", value=quotient), *put_in,
            ),
            caution="One barrier, the same over the whole range; two points give no error of it.",
        )  # fmt: skip
    return _rates(k1, k2, (e.value or 0.0) * span, (*put_in, *shown(e)), unit)


def _rates(
    k1: Given, k2: Given, exponent: float, put_in: tuple[Quantity, ...], unit: str
) -> Finding:
    if abs(exponent) > 600:  # noqa: PLR2004 - a float ends there
        raise BadArgument("The ratio of rate constants is beyond every number.", "Check the unit.")
    quotient = math.exp(exponent)
    figures = [Quantity(key="ratio", name="k2/k1", value=quotient, method="Arrhenius")]
    also = ""
    if k1.value is not None or k2.value is not None:
        missing, value = (k2, k1.value * quotient) if k1.value is not None else (
            k1, (k2.value or 0.0) / quotient)  # fmt: skip
        other = Quantity(key=missing.key, name=missing.name, value=value, unit=written_unit(unit),
                         method="k2 = k1 exp(−(Ea/R)(1/T2 − 1/T1))")  # fmt: skip
        figures.insert(0, other)
        also = ", from {first_rate} to {second_rate}"
    return Finding(
        statement="With an activation energy of {activation_energy}, going from "
        f"{{first_temperature}} to {{second_temperature}} changes the rate constant by the factor "
        f"{{ratio}}{also}, by Arrhenius.",
        quantities=(*figures, *put_in),
        caution="One barrier, the same over the whole range.",
    )


def _rate_unit(*rates: str) -> str:
    from labwright.core.measures import split_measure

    return next((u for text in rates if text.strip() and (u := split_measure(text)[1])), "1/s")


@tool(
    examples=(
        "Eyring: rate constant for a barrier of {quantity} at {quantity}",
        "What ΔG‡ corresponds to k = {quantity} at {quantity}?",
        "half-life of a reaction with a free energy barrier of {quantity}, {quantity}",
        "transition state theory rate at {quantity} for {quantity}",
    ),
    yields=(
        Yield("eyring_rate", ("Eyring", "Eyring equation", "transition state theory",
                              "free energy of activation", "ΔG‡", "아이링"), "1/s"),
    ),
    domain="Unimolecular steps; transmission coefficient of one.",
    agent="analyst",
)  # fmt: skip
def eyring(
    barrier: Annotated[str, measured("J/mol"), SHORT] = "",
    rate: Annotated[str, measured("1/s"), SHORT] = "",
    temperature_of_reaction: Annotated[str, measured("kelvin", "at"), SHORT] = "25 °C",
) -> Finding:
    """Convert between a free-energy barrier and a rate constant by the equation of Eyring.

    Args:
        barrier: Gibbs energy of activation ΔG‡.
        rate: First-order rate constant.
        temperature_of_reaction: Temperature.

    Returns:
        k = (kB T/h) exp(−ΔG‡/RT) or ΔG‡, and the half-life.

    Raises:
        BadArgument: If not exactly one of barrier and rate is given.

    Example:
        >>> eyring("80 kJ/mol", temperature_of_reaction="298.15 K").quantity("eyring_rate").text()
        '0.0599609 s⁻¹'
    """
    g = given("barrier", "Gibbs energy of activation", barrier, "J/mol", above=None)
    k = given("eyring_rate", "rate constant", rate, "1/s")
    t = temperature("temperature", temperature_of_reaction)
    missing = wanted("the equation of Eyring", g, k)
    (kelvin,) = needed("the equation of Eyring", t)
    attempts = constant("k") * kelvin / constant("h")
    thermal = constant("R") * kelvin
    if missing is k and (g.value or 0.0) / thermal > 600:  # noqa: PLR2004 - a float ends there
        raise BadArgument("Over this barrier nothing ever goes.", "Check the unit of the barrier.")
    value = (
        attempts * math.exp(-(g.value or 0.0) / thermal) if missing is k
        else thermal * math.log(attempts / (k.value or 1.0))
    )  # fmt: skip
    speed = value if missing is k else (k.value or 1.0)
    answer = (
        Quantity(key="eyring_rate", name="rate constant", value=value, unit="s⁻¹",
                 method="k = (kB T/h) exp(−ΔG‡/RT)", conditions="transmission coefficient one")
        if missing is k
        else result("barrier", g.name, value / 1000, "kJ/mol", "kJ/mol",
                    method="ΔG‡ = RT ln(kB T/(h k))")
    )  # fmt: skip
    half = result("half_life", "half-life", math.log(2) / speed, "s", method="ln 2/k")
    return Finding(
        statement="A barrier ΔG‡ of {barrier} at {temperature} is a rate constant of "
        "{eyring_rate}, a half-life of {half_life}, by the equation of Eyring.",
        quantities=(answer, half, *shown(g, k, t)),
        caution="An error of about 6 kJ/mol in the barrier is a factor of ten in the rate at room "
        "temperature.",
    )
