"""First-order kinetics: half-life, time and what is left."""

import math
from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.givens import SHORT, Given, given, result, shown, unit_of
from labwright.tools.parameters import measured


@tool(
    examples=(
        "Half-life for a first-order rate constant of {quantity}",
        "How much of {quantity} is left after {quantity} if the half-life is {quantity}?",
        "first order reaction, half-life {quantity}: time until 10 % remain",
        "radioactive decay: {quantity} half-life, fraction left after {quantity}",
        "rate constant from a half life of {quantity}",
        "After {quantity} only {quantity} of the drug remains. What is its half-life?",
        "carbon dating: {quantity} of the activity is left, half-life {quantity}",
    ),
    yields=(
        Yield("half_life", ("half-life", "half life", "halflife", "t1/2", "t½", "first-order decay",
                            "first order decay", "radioactive decay", "반감기"), "s"),
    ),
    domain="First-order kinetics, radioactive decay included.",
    agent="analyst",
)  # fmt: skip
def first_order_decay(
    half_life: Annotated[
        str, measured("s", "half-life", "half life", "t1/2", "halflife"), SHORT
    ] = "",
    rate: Annotated[str, measured("1/s"), SHORT] = "",
    time: Annotated[str, measured("s", "after", "for", "elapsed", "within", "old"), SHORT] = "",
    remaining: Annotated[
        str, measured("percent", "left", "remains", "remaining", "until", "remain"), SHORT
    ] = "",
    initial_mass: Annotated[str, measured("g", "of", "initially", "start"), SHORT] = "",
    final_mass: Annotated[str, measured("g", "left", "to", "only", "remains"), SHORT] = "",
) -> Finding:
    """Relate half-life, rate constant, time and what is left in a first-order process.

    Args:
        half_life: Half-life.
        rate: Rate constant, instead of the half-life.
        time: Time that passes.
        remaining: What is left, in percent of the start.
        initial_mass: Mass at the start.
        final_mass: Mass left, instead of the percent.

    Returns:
        The missing one of half-life (with the rate constant), time and remaining part, by
        N = N0 exp(−k t) and t½ = ln 2/k.

    Raises:
        BadArgument: If too few or too many are given.

    Example:
        >>> first_order_decay("8.02 day", time="24.06 day").quantity("remaining").text()
        '12.5 %'
    """  # fmt: skip
    h = given("half_life", "half-life", half_life, "s")
    k = given("rate", "rate constant", rate, "1/s")
    t = given("time", "time", time, "s", zero=True)
    part = given("remaining", "part that is left", remaining, "percent")
    m0 = given("initial_mass", "mass at the start", initial_mass, "g")
    m1 = given("final_mass", "mass left", final_mass, "g")
    if h.value is not None and k.value is not None:
        raise BadArgument("Half-life and rate constant are both given.", "Give one of them.")
    left = _left(part, m0, m1)
    speed = k.value if k.value is not None else (
        math.log(2) / h.value if h.value is not None else None)  # fmt: skip
    if speed is None and left is not None and t.value:
        speed = -math.log(left) / t.value
        return _decay(speed, t.value, left, h, t, part, m0, m1, k)
    if speed is not None and t.value is not None and left is None:
        return _decay(speed, t.value, math.exp(-speed * t.value), h, t, part, m0, m1, k)
    if speed is not None and left is not None and t.value is None:
        return _decay(speed, -math.log(left) / speed, left, h, t, part, m0, m1, k)
    if speed is not None and t.value is None and left is None:
        return _constants(speed, h, k)
    raise BadArgument(
        "Half-life, time and the part that is left are not all but one given.",
        "Give two of: half-life or rate constant, time, what is left in percent or as masses.",
    )


def _left(part: Given, m0: Given, m1: Given) -> float | None:
    left = None
    if part.value is not None:
        left = part.value / 100
    elif m0.value is not None and m1.value is not None:
        left = m1.value / m0.value
    if left is not None and not 0 < left < 1:
        raise BadArgument(f"{100 * left:g} % cannot be what is left.", "Give it below 100 %.")
    return left


def _constants(speed: float, h: Given, k: Given) -> Finding:
    half = result("half_life", "half-life", math.log(2) / speed, "s", method="t½ = ln 2/k")
    if h.value is not None:
        half = h.shown
    constant_shown = _rate(speed, h, k)
    return Finding(
        statement="A first-order rate constant of {rate} is a half-life of {half_life}, by "
        "t½ = ln 2/k.",
        quantities=(half, constant_shown) if h.value is None else (constant_shown, half),
    )


def _rate(speed: float, h: Given, k: Given) -> Quantity:
    if k.value is not None:
        return k.shown
    unit = unit_of(h)
    per = f"1/{unit}" if unit else "1/s"
    return result("rate", "rate constant", speed, "1/s", per, method="k = ln 2/t½")


def _decay(
    speed: float, seconds: float, left: float, h: Given, t: Given, part: Given, m0: Given,
    m1: Given, k: Given,
) -> Finding:  # fmt: skip
    like = unit_of(h, t)
    half = h.shown if h.value is not None else result(
        "half_life", "half-life", math.log(2) / speed, "s", like, method="t½ = ln 2/k")  # fmt: skip
    span = t.shown if t.value is not None else result(
        "time", "time", seconds, "s", like, method="t = −ln(N/N0)/k")  # fmt: skip
    share = part.shown if part.value is not None else result(
        "remaining", "part that is left", 100 * left, "percent", "percent",
        method="N/N0 = exp(−k t)")  # fmt: skip
    figures = [half, span, share, _rate(speed, h, k), *shown(m0)]
    masses = ""
    if m0.value is not None:
        mass = m1.shown if m1.value is not None else result(
            "final_mass", "mass left", m0.value * left, "g", unit_of(m0))  # fmt: skip
        figures.append(mass)
        masses = ", {final_mass} of {initial_mass}"
    figures.sort(key=lambda q: q.definition == "given")
    return Finding(
        statement="With a half-life of {half_life} (rate constant {rate}), after {time} "
        f"{{remaining}} is left{masses}, by N = N0 exp(−k t).",
        quantities=tuple(figures),
    )
