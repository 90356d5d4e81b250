"""Gases: the ideal law, a change of state, density, and van der Waals."""

from typing import Annotated

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity, unit_registry
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.constants import constant
from labwright.tools.laboratory.givens import (
    SHORT,
    Given,
    given,
    result,
    shown,
    temperature,
    unit_of,
    values,
    wanted,
)
from labwright.tools.parameters import measured

_STATE = ("pressure", "volume", "temperature")


@tool(
    examples=(
        "What volume does {quantity} of an ideal gas occupy at {quantity} and {quantity}?",
        "Pressure of {quantity} of gas in a {quantity} vessel at {quantity}",
        "PV=nRT: how many moles in {quantity} at {quantity}, {quantity}",
        "At what temperature does {quantity} of gas fill {quantity} at {quantity}?",
        "moles of {molecule} gas in a {quantity} cylinder at {quantity} and {quantity}",
        "ideal gas, n = {quantity}, V = {quantity}, T = {quantity}, P?",
    ),
    yields=(
        Yield("gas_pressure", ("ideal gas law", "ideal gas equation", "ideal gas", "PV=nRT",
                               "PV = nRT", "이상 기체", "이상기체"), "atm"),
    ),
    domain="Dilute gases: far from condensation, below about 10 bar.",
    agent="analyst",
)  # fmt: skip
def ideal_gas(
    pressure: Annotated[str, measured("Pa", "pressure"), SHORT] = "",
    volume: Annotated[str, measured("L", "volume"), SHORT] = "",
    amount: Annotated[str, measured("mol", "n ="), SHORT] = "",
    temperature_of_gas: Annotated[str, measured("kelvin", "temperature"), SHORT] = "",
) -> Finding:
    """Solve the ideal gas law for the one of pressure, volume, amount and temperature not given.

    Args:
        pressure: Absolute pressure.
        volume: Volume.
        amount: Amount of gas in moles.
        temperature_of_gas: Temperature.

    Returns:
        The missing quantity by p V = n R T.

    Raises:
        BadArgument: If not exactly one is missing.

    Example:
        >>> ideal_gas("1 atm", "", "1 mol", "0 °C").quantity("volume").text()
        '22.414 L'
    """
    p = given("pressure", "pressure", pressure, "Pa")
    v = given("volume", "volume", volume, "m**3")
    n = given("amount", "amount of gas", amount, "mol")
    t = temperature("temperature", temperature_of_gas)
    missing = wanted("an ideal gas (p V = n R T)", p, v, n, t)
    at, gas = values(p, v, n, t), constant("R")
    solved = {
        "pressure": lambda: at["amount"] * gas * at["temperature"] / at["volume"],
        "volume": lambda: at["amount"] * gas * at["temperature"] / at["pressure"],
        "amount": lambda: at["pressure"] * at["volume"] / (gas * at["temperature"]),
        "temperature": lambda: at["pressure"] * at["volume"] / (gas * at["amount"]),
    }
    answers = _state(missing, solved[missing.key](), "ideal gas, p V = n R T")
    return Finding(
        statement="{amount} of an ideal gas at {temperature} and {pressure} takes up {volume}, by "
        "p V = n R T.",
        quantities=(*answers, *shown(p, v, n, t), _gas_constant()),
        caution=_crowded(p, missing, answers[0]),
    )


@tool(
    examples=(
        "A gas at {quantity} and {quantity} is compressed to {quantity}: new pressure?",
        "Boyle's law: {quantity} at {quantity} expands to {quantity}",
        "{quantity} of gas at {quantity} is heated to {quantity} at constant pressure, new volume",
        "combined gas law P1V1/T1 = P2V2/T2",
        "What is the final temperature of a gas if its pressure doubles from {quantity} to "
        "{quantity}, starting at {quantity}?",
    ),
    yields=(
        Yield("final_pressure", ("combined gas law", "Boyle's law", "Boyle law", "Charles's law",
                                 "Charles' law", "Charles law", "Gay-Lussac's law", "P1V1",
                                 "보일 법칙", "샤를 법칙"), "atm"),
    ),
    domain="A fixed amount of an ideal gas; what is not given in both states stays constant.",
    agent="analyst",
)  # fmt: skip
def gas_change(
    initial_pressure: Annotated[str, measured("Pa", "initial", "from", "at"), SHORT] = "",
    final_pressure: Annotated[str, measured("Pa", "to", "final", "until"), SHORT] = "",
    initial_volume: Annotated[str, measured("L", "initial", "from", "occupies"), SHORT] = "",
    final_volume: Annotated[str, measured("L", "to", "final", "into"), SHORT] = "",
    initial_temperature: Annotated[str, measured("kelvin", "initial", "from", "at"), SHORT] = "",
    final_temperature: Annotated[str, measured("kelvin", "to", "final", "until"), SHORT] = "",
) -> Finding:
    """Follow a fixed amount of gas from one state to another by the combined gas law.

    Args:
        initial_pressure: Pressure before.
        final_pressure: Pressure after.
        initial_volume: Volume before.
        final_volume: Volume after.
        initial_temperature: Temperature before.
        final_temperature: Temperature after.

    Returns:
        The missing final or initial value by p1 V1/T1 = p2 V2/T2.

    Raises:
        BadArgument: If not exactly one value of the pairs that change is missing.

    Example:
        >>> gas_change("1 atm", "", "10 L", "5 L").quantity("final_pressure").text()
        '2 atm'
    """
    texts = {
        "pressure": (initial_pressure, final_pressure),
        "volume": (initial_volume, final_volume),
        "temperature": (initial_temperature, final_temperature),
    }
    pairs = {name: _pair(name, *both) for name, both in texts.items() if any(both)}
    missing = wanted("a change of state (p1 V1/T1 = p2 V2/T2)",
                     *(q for pair in pairs.values() for q in pair))  # fmt: skip
    name = next(name for name, pair in pairs.items() if missing in pair)
    before, after = pairs[name]
    change = 1.0
    for other, (first, second) in pairs.items():
        if other != name:
            step = (second.value or 1.0) / (first.value or 1.0)
            change *= step if (other == "temperature") != (name == "temperature") else 1 / step
    if name == "temperature":
        change = 1.0
        for other, (first, second) in pairs.items():
            if other != name:
                change *= (second.value or 1.0) / (first.value or 1.0)
    value = (before.value or 0.0) * change if missing is after else (after.value or 0.0) / change
    like = unit_of(before, after)
    answer = _like(missing, value, like)
    constant_ones = [name for name in _STATE if name not in pairs]
    kept = f" at constant {' and '.join(constant_ones)}" if constant_ones else ""
    told = ", ".join(f"{name} from {{initial_{name}}} to {{final_{name}}}" for name in pairs)
    return Finding(
        statement=f"For a fixed amount of ideal gas{kept}: {told}, by p1 V1/T1 = p2 V2/T2.",
        quantities=(answer, *(q for pair in pairs.values() for q in shown(*pair))),
        caution="Pressures are absolute, not gauge; the gas is ideal and none escapes.",
    )


def _gas_constant() -> Quantity:
    return Quantity(key="R", name="gas constant", value=constant("R"), unit="J/mol/K",
                    definition="exact, SI 2019 (CODATA)")  # fmt: skip


def _state(missing: Given, value: float, method: str) -> tuple[Quantity, ...]:
    """Return a pressure, volume, amount or temperature in the units that people use."""
    if missing.key == "pressure":
        pascal = result("pressure_pa", "pressure", value / 1000, "kPa", method=method)
        return (result("pressure", "pressure", value, "Pa", "atm", method=method), pascal)
    if missing.key == "temperature":
        celsius = value - 273.15
        return (
            result("temperature", "temperature", value, "K", method=method),
            Quantity(key="celsius", name="temperature", value=celsius, unit="degC", decimals=2),
        )
    if missing.key == "volume":
        return (result("volume", "volume", 1000 * value, "L", method=method),)
    return (result(missing.key, missing.name, value, "mol", method=method),)


def _pair(name: str, before: str, after: str) -> tuple[Given, Given]:
    keys = (f"initial_{name}", f"final_{name}")
    if name == "temperature":
        return (temperature(keys[0], before, "initial temperature"),
                temperature(keys[1], after, "final temperature"))  # fmt: skip
    unit = "Pa" if name == "pressure" else "L"
    return (given(keys[0], f"initial {name}", before, unit),
            given(keys[1], f"final {name}", after, unit))  # fmt: skip


def _like(missing: Given, value: float, unit: str) -> Quantity:
    if missing.unit == "kelvin":
        number = float(unit_registry().Quantity(value, "kelvin").to(unit or "kelvin").magnitude)
        return Quantity(key=missing.key, name=missing.name, value=float(f"{number:.12g}"),
                        unit=unit, method="p1 V1/T1 = p2 V2/T2")  # fmt: skip
    return result(missing.key, missing.name, value, missing.unit, unit,
                  method="p1 V1/T1 = p2 V2/T2")  # fmt: skip


def _crowded(p: Given, missing: Given, answer: Quantity) -> str:
    pascal = p.value or 0.0
    if missing.key == "pressure":
        pascal = float(unit_registry().Quantity(float(answer.value), answer.unit).to("Pa").m)
    if pascal > 1e6:  # noqa: PLR2004 - 10 bar
        return "Above about 10 bar a real gas differs from the ideal law by several percent."
    return "The pressure is absolute, not gauge."
