"""Gibbs energy: from enthalpy and entropy, and with the equilibrium constant."""

import math
from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.constants import constant
from labwright.tools.laboratory.givens import (
    SHORT,
    given,
    needed,
    number,
    result,
    shown,
    temperature,
    values,
    wanted,
)
from labwright.tools.parameters import counted, measured

Energy = Annotated[
    str, measured("J/mol", "ΔG", "delta G", "dG", "Gibbs", "free energy", "ΔG°"), SHORT
]
Kelvin = Annotated[str, measured("kelvin", "at", "temperature", "T ="), SHORT]


@tool(
    examples=(
        "ΔG for ΔH = {quantity} and ΔS = {quantity} at {quantity}",
        "Is a reaction with ΔH {quantity} and ΔS {quantity} spontaneous at {quantity}?",
        "At what temperature does a reaction become spontaneous, ΔH = {quantity}, ΔS = {quantity}?",
        "Gibbs free energy change from enthalpy {quantity} and entropy {quantity}, {quantity}",
        "entropy change if ΔG = {quantity} and ΔH = {quantity} at {quantity}",
    ),
    yields=(
        Yield("gibbs", ("Gibbs free energy", "Gibbs energy", "free energy change", "ΔG = ΔH − TΔS",
                        "ΔG=ΔH-TΔS", "spontaneous", "깁스 자유 에너지", "깁스 에너지"), "kJ/mol"),
    ),
    domain="Enthalpy and entropy taken as the same at all temperatures.",
    agent="analyst",
)  # fmt: skip
def gibbs_energy(
    enthalpy: Annotated[
        str, measured("J/mol", "ΔH", "delta H", "dH", "enthalpy", "ΔH°"), SHORT
    ] = "",
    entropy: Annotated[str, measured("J/mol/K", "ΔS", "delta S", "dS", "entropy"), SHORT] = "",
    temperature_of_reaction: Kelvin = "",
    gibbs: Energy = "",
) -> Finding:
    """Relate Gibbs energy, enthalpy, entropy and temperature: the missing one of four.

    Args:
        enthalpy: Change of enthalpy.
        entropy: Change of entropy.
        temperature_of_reaction: Temperature; without it, and without ΔG, the temperature at which
            ΔG is zero is given.
        gibbs: Change of Gibbs energy.

    Returns:
        The missing quantity by ΔG = ΔH − TΔS.

    Raises:
        BadArgument: If too few are given, or no temperature above zero fits.

    Example:
        >>> gibbs_energy("-92.2 kJ/mol", "-198.7 J/mol/K", "298 K").quantity("gibbs").text()
        '-32.9874 kJ/mol'
    """  # fmt: skip
    h = given("enthalpy", "enthalpy change", _molar(enthalpy), "J/mol", above=None)
    s = given("entropy", "entropy change", _molar(entropy), "J/mol/K", above=None)
    t = temperature("temperature", temperature_of_reaction)
    g = given("gibbs", "Gibbs energy change", _molar(gibbs), "J/mol", above=None)
    if t.value is None and g.value is None and h.value is not None and s.value is not None:
        g = given("gibbs", "Gibbs energy change", "0 J/mol", "J/mol", above=None)
    missing = wanted("ΔG = ΔH − TΔS", h, s, t, g)
    at = values(h, s, t, g)
    if missing is t and at["entropy"] == 0:
        raise BadArgument("Without a change of entropy no temperature can be found.", "Give ΔS.")
    solved = {
        "gibbs": lambda: at["enthalpy"] - at["temperature"] * at["entropy"],
        "enthalpy": lambda: at["gibbs"] + at["temperature"] * at["entropy"],
        "entropy": lambda: (at["enthalpy"] - at["gibbs"]) / at["temperature"],
        "temperature": lambda: (at["enthalpy"] - at["gibbs"]) / at["entropy"],
    }
    value = solved[missing.key]()
    if missing is t and value <= 0:
        raise BadArgument(
            "At no temperature above zero are these energies in balance.",
            "With ΔH and ΔS of opposite sign the reaction runs the same way at all temperatures.",
        )
    unit = {"temperature": "K", "entropy": "J/mol/K"}.get(missing.key, "kJ/mol")
    scale = 1000 if unit == "kJ/mol" else 1
    answer = result(missing.key, missing.name, value / scale, unit, method="ΔG = ΔH − TΔS")
    sign = at.get("gibbs", value if missing is g else 0.0)
    verdict = "spontaneous" if sign < 0 else "not spontaneous" if sign > 0 else "at equilibrium"
    return Finding(
        statement="With ΔH = {enthalpy} and ΔS = {entropy} at {temperature}, ΔG = {gibbs} by "
        f"ΔG = ΔH − TΔS: the reaction is {verdict}.",
        quantities=(answer, *shown(h, s, t, g),
                    Quantity(key="verdict", name="direction", value=verdict)),
        caution="ΔH and ΔS are taken as independent of temperature; both belong to the same "
        "reaction as written.",
    )  # fmt: skip


@tool(
    examples=(
        "Equilibrium constant from ΔG° = {quantity} at {quantity}",
        "ΔG° for K = 1.8e-5 at {quantity}",
        "What K corresponds to a free energy of {quantity}?",
        "convert an equilibrium constant of 1e6 to kJ/mol, 25 °C",
        "binding free energy from a dissociation constant of {quantity}",
    ),
    yields=(
        Yield("equilibrium_constant", ("ΔG = -RT ln K", "ΔG=-RTlnK", "ΔG = −RT ln K",
                                       "equilibrium constant from", "평형 상수", "평형상수"), ""),
        Yield("standard_gibbs", ("binding free energy", "standard Gibbs energy",
                                 "standard free energy"), "kJ/mol"),
    ),
    domain="Thermodynamic equilibrium constants, without unit.",
    agent="analyst",
)  # fmt: skip
def gibbs_and_equilibrium(
    gibbs: Energy = "",
    equilibrium_constant: Annotated[
        float | None,
        counted("K =", "K=", "Keq", "equilibrium constant", "constant of", "Ka", "Kb", "Ksp", "K"),
    ] = None,
    dissociation_constant: Annotated[
        str, measured("mol/L", "Kd", "KD", "dissociation constant"), SHORT
    ] = "",
    temperature_of_reaction: Kelvin = "25 °C",
) -> Finding:
    """Convert between standard Gibbs energy and equilibrium constant.

    Args:
        gibbs: Standard Gibbs energy of the reaction.
        equilibrium_constant: Equilibrium constant.
        dissociation_constant: Dissociation constant of a complex; the energy is that of binding.
        temperature_of_reaction: Temperature.

    Returns:
        K or ΔG° by ΔG° = −RT ln K.

    Raises:
        BadArgument: If not exactly one of them is given.

    Example:
        >>> gibbs_and_equilibrium("-5.708 kJ/mol").quantity("equilibrium_constant").text()
        '9.99996'
    """  # fmt: skip
    g = given("standard_gibbs", "standard Gibbs energy", _molar(gibbs), "J/mol", above=None)
    k = number("equilibrium_constant", "equilibrium constant", equilibrium_constant)
    d = given("dissociation_constant", "dissociation constant", dissociation_constant, "mol/L")
    t = temperature("temperature", temperature_of_reaction)
    (kelvin,) = needed("ΔG° = −RT ln K", t)
    if sum(q.value is not None for q in (g, k, d)) != 1:
        raise BadArgument("Not exactly one of Gibbs energy and equilibrium constant is given.",
                          "Give one of them.")  # fmt: skip
    thermal = constant("R") * kelvin
    if g.value is not None:
        return _constant_of(g.value / thermal, shown(g, t))
    energy = thermal * math.log(d.value) if d.value is not None else (
        -thermal * math.log(k.value or 1.0))  # fmt: skip
    what = "binding with a dissociation constant of {dissociation_constant}"
    if d.value is None:
        what = "an equilibrium constant of {equilibrium_constant}"
    answer = result("standard_gibbs", "standard Gibbs energy", energy / 1000, "kJ/mol", "kJ/mol",
                    method="ΔG° = −RT ln K")  # fmt: skip
    kilocalories = Quantity(key="in_kcal", name="standard Gibbs energy", value=energy / 4184,
                            unit="kcal/mol", decimals=3)  # fmt: skip
    return Finding(
        statement=f"For {what} at {{temperature}}, ΔG° is {{standard_gibbs}} ({{in_kcal}}), by "
        "ΔG° = −RT ln K.",
        quantities=(answer, kilocalories, *shown(k, d, t)),
        caution="The constant is against a standard state of 1 mol/L.",
    )


def _constant_of(exponent: float, put_in: tuple[Quantity, ...]) -> Finding:
    power = -exponent / math.log(10)
    if abs(power) > 300:  # noqa: PLR2004 - a float ends there
        raise BadArgument("The equilibrium constant is beyond every number.", "Check the unit.")
    return Finding(
        statement="ΔG° = {standard_gibbs} at {temperature} is an equilibrium constant of "
        "{equilibrium_constant}, by ΔG° = −RT ln K.",
        quantities=(
            Quantity(key="equilibrium_constant", name="equilibrium constant", value=10.0**power,
                     method="K = exp(−ΔG°/RT)"),
            Quantity(key="log_k", name="log10 of the equilibrium constant", value=power,
                     decimals=3),
            *put_in,
        ),
        caution="The constant is without unit, against standard states of 1 bar and 1 mol/L.",
    )  # fmt: skip


def _molar(text: str) -> str:
    """Read an energy without “per mole” as one per mole of reaction, as textbooks write it."""
    from labwright.core.measures import pint_unit, split_measure
    from labwright.core.quantity import same_dimension

    if not text.strip():
        return ""
    value, unit = split_measure(text)
    bare = any(same_dimension(unit, kind) for kind in ("J", "J/K"))
    return f"{value!r} {pint_unit(unit)}/mol" if bare else text
