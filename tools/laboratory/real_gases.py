"""Real gases by the equation of van der Waals."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.constants import constant
from labwright.tools.laboratory.givens import (
    SHORT,
    choice,
    given,
    needed,
    result,
    shown,
    temperature,
)
from labwright.tools.parameters import measured, one_of


@cache
def gases() -> Mapping[str, Mapping[str, object]]:
    """Return the table of gases."""
    import tomllib

    text = files("labwright.tools.laboratory").joinpath("gases.toml").read_text("utf-8")
    return tomllib.loads(text)


def _gas_words() -> dict[str, tuple[str, ...]]:
    return {key: (*_listed(row["words"]), key.replace("_", " ")) for key, row in gases().items()}


def _listed(words: object) -> tuple[str, ...]:
    return tuple(str(word) for word in words) if isinstance(words, list) else ()


@tool(
    examples=(
        "van der Waals pressure of {quantity} of {molecule} in {quantity} at {quantity}",
        "Use the van der Waals equation for {quantity} {molecule}, {quantity}, {quantity}",
        "How much does real {molecule} deviate from ideal, {quantity} in {quantity} at {quantity}?",
        "real gas pressure of {molecule}: {quantity}, {quantity}, {quantity}",
    ),
    yields=(
        Yield("real_pressure", ("van der Waals equation", "van der Waals pressure",
                                "van der Waals constants", "real gas pressure",
                                "반데르발스 상태 방정식", "반데르발스"), "atm"),
    ),
    domain="26 common gases, one phase; not near or below the boiling curve.",
    agent="analyst",
)  # fmt: skip
def van_der_waals(
    gas: Annotated[str, one_of(_gas_words), Field(max_length=60)],
    amount: Annotated[str, measured("mol"), SHORT],
    volume: Annotated[str, measured("L"), SHORT],
    temperature_of_gas: Annotated[str, measured("kelvin"), SHORT],
) -> Finding:
    """Compute the pressure of a real gas by van der Waals, beside that of an ideal one.

    Args:
        gas: The gas.
        amount: Amount in moles.
        volume: Volume.
        temperature_of_gas: Temperature.

    Returns:
        p = n R T/(V − n b) − a n²/V² with a = 27 R² Tc²/(64 pc) and b = R Tc/(8 pc) from the
        critical point (critical constants: ``chemicals``), the ideal pressure, and a and b.

    Raises:
        BadArgument: If the gas is not in the table, or would be no gas under these conditions.

    Example:
        >>> van_der_waals("carbon_dioxide", "1 mol", "1 L", "300 K").quantity(
        ...     "real_pressure").text()
        '22.1104 atm'
    """
    from chemicals.critical import Pc, Tc

    row = gases()[choice(gas, gases(), "gas")]
    name = gas.replace("_", " ")
    n = given("amount", "amount of gas", amount, "mol")
    v = given("volume", "volume", volume, "m**3")
    t = temperature("temperature", temperature_of_gas)
    moles, space, kelvin = needed("the van der Waals equation", n, v, t)
    critical, pressure, gas_constant = float(Tc(row["cas"])), float(Pc(row["cas"])), constant("R")
    a = 27 * (gas_constant * critical) ** 2 / (64 * pressure)
    b = gas_constant * critical / (8 * pressure)
    free = space - moles * b
    slope = 2 * a * moles**2 / space**3 - moles * gas_constant * kelvin / free**2
    real = moles * gas_constant * kelvin / free - a * moles**2 / space**2
    if free <= 0 or real <= 0 or (kelvin < critical and slope >= 0):
        raise BadArgument(
            f"{name} is no gas at {kelvin:.1f} K with {moles / space / 1000:.3g} mol/L.",
            "Give a larger volume or a higher temperature.",
        )
    figures = (
        _pressure("real_pressure", "pressure by van der Waals", real),
        _pressure("ideal_pressure", "pressure of an ideal gas",
                  moles * gas_constant * kelvin / space),
        result("a", "a", a, "Pa*m**6/mol**2", "bar*L**2/mol**2"),
        result("b", "b", b, "m**3/mol", "L/mol"),
        *shown(n, v, t),
    )  # fmt: skip
    return Finding(
        statement=f"{{amount}} of {name} in {{volume}} at {{temperature}} has a pressure of "
        "{real_pressure} by van der Waals (a = {a}, b = {b} from the critical point), against "
        "{ideal_pressure} for an ideal gas.",
        quantities=figures,
        caution="Van der Waals is a rough model of a real gas: errors of several percent are usual "
        "at high density, and condensation is not in it.",
    )


def _pressure(key: str, name: str, pascal: float) -> Quantity:
    return result(key, name, pascal, "Pa", "atm")
