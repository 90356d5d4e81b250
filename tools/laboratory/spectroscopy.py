"""Absorption of light: Beer and Lambert, absorbance and transmittance."""

import math
from typing import Annotated

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.givens import SHORT, given, needed, number, result, shown, values
from labwright.tools.parameters import counted, measured

_LINEAR = 2.0


@tool(
    examples=(
        "Concentration for an absorbance of 0.45, ε = {quantity}, {quantity} cell",
        "Beer-Lambert: A = 0.8, c = {quantity}, l = {quantity}, find the molar absorptivity",
        "What absorbance does {quantity} give with an extinction coefficient of {quantity}?",
        "A = εcl with ε {quantity} and {quantity}",
        "path length needed for A = 1 at {quantity} and {quantity}",
    ),
    yields=(
        Yield("absorbance", ("absorbance", "Beer-Lambert", "Beer Lambert", "Beer's law",
                             "Beer–Lambert", "흡광도", "비어-람베르트", "비어 람베르트"), ""),
        Yield("absorptivity", ("molar absorptivity", "extinction coefficient",
                               "molar extinction coefficient", "몰 흡광 계수", "몰흡광계수"),
              "L/mol/cm"),
    ),
    domain="Dilute solutions, one absorbing species, monochromatic light.",
    agent="analyst",
)  # fmt: skip
def beer_lambert(
    absorbance: Annotated[
        float | None, counted("absorbance", "A =", "A=", "OD", "A of", "A")
    ] = None,
    absorptivity: Annotated[str, measured("L/mol/cm"), SHORT] = "",
    concentration: Annotated[str, measured("mol/L"), SHORT] = "",
    path: Annotated[str, measured("cm"), SHORT] = "",
) -> Finding:
    """Solve the law of Beer and Lambert for absorbance, absorptivity, concentration or path.

    Args:
        absorbance: Decadic absorbance.
        absorptivity: Molar absorptivity (extinction coefficient).
        concentration: Molar concentration.
        path: Path length; 1 cm if it is not given and not sought.

    Returns:
        The missing quantity by A = ε c l.

    Raises:
        BadArgument: If too few are given.

    Example:
        >>> beer_lambert(0.45, "6220 L/mol/cm").quantity("concentration").text()
        '72.3473 µmol/L'
    """  # fmt: skip
    a = number("absorbance", "absorbance", absorbance)
    e = given("absorptivity", "molar absorptivity", absorptivity, "L/mol/cm")
    c = given("concentration", "concentration", concentration, "mol/L")
    length = given("path", "path length", path, "cm")
    assumed = length.value is None and None in (a.value, e.value, c.value)
    if assumed:
        length = given("path", "path length, taken as usual", "1 cm", "cm")
    missing = [q for q in (a, e, c, length) if q.value is None]
    if len(missing) != 1:
        raise BadArgument(
            "For A = ε c l, too few or too many quantities are given.",
            "Give all but one of absorbance, absorptivity, concentration and path.",
        )
    at, sought = values(a, e, c, length), missing[0]
    value = {
        "absorbance": lambda: at["absorptivity"] * at["concentration"] * at["path"],
        "absorptivity": lambda: at["absorbance"] / (at["concentration"] * at["path"]),
        "concentration": lambda: at["absorbance"] / (at["absorptivity"] * at["path"]),
        "path": lambda: at["absorbance"] / (at["absorptivity"] * at["concentration"]),
    }[sought.key]()
    answer = result(sought.key, sought.name, value, sought.unit, method="A = ε · c · l",
                    conditions="path of 1 cm assumed" if assumed else "")  # fmt: skip
    strong = at.get("absorbance", value if sought is a else 0.0) > _LINEAR
    return Finding(
        statement="An absorbance of {absorbance} belongs to {concentration} with ε = "
        "{absorptivity} over {path}, by A = ε c l.",
        quantities=(answer, *shown(a, e, c, length)),
        caution="Above an absorbance of 2 stray light bends the line: dilute." if strong else
        "One absorbing species in dilute solution.",
    )  # fmt: skip


@tool(
    examples=(
        "Convert 35 % transmittance to absorbance",
        "What percent of the light passes at an absorbance of 1.2?",
        "transmittance for A = 0.3",
        "absorbance of a sample that transmits {quantity}",
    ),
    yields=(
        Yield("transmittance", ("transmittance", "percent transmittance", "%T", "투과도", "투과율"),
              "percent"),
    ),
    domain="Decadic absorbance.",
    agent="analyst",
)  # fmt: skip
def absorbance_and_transmittance(
    absorbance: Annotated[float | None, counted("absorbance", "A =", "A=", "OD")] = None,
    transmittance: Annotated[str, measured("percent"), SHORT] = "",
) -> Finding:
    """Convert between absorbance and transmittance.

    Args:
        absorbance: Decadic absorbance.
        transmittance: Transmittance in percent.

    Returns:
        The other one, by A = −log T.

    Raises:
        BadArgument: If not exactly one is given.

    Example:
        >>> absorbance_and_transmittance(transmittance="10 %").quantity("absorbance").text()
        '1.0000'
    """
    a = number("absorbance", "absorbance", absorbance, above=None)
    t = given("transmittance", "transmittance", transmittance, "percent")
    if (a.value is None) == (t.value is None):
        raise BadArgument("Not exactly one of absorbance and transmittance is given.", "Give one.")
    if t.value is not None:
        (percent,) = needed("A = −log T", t)
        if percent > 100:  # noqa: PLR2004 - percent
            raise BadArgument(f"{percent:g} % is more light than there was.", "Give up to 100 %.")
        answer = Quantity(key="absorbance", name="absorbance", value=2 - math.log10(percent) + 0.0,
                          decimals=4, method="A = −log T")  # fmt: skip
    else:
        (strength,) = needed("A = −log T", a)
        if not 0 <= strength <= 20:  # noqa: PLR2004 - nothing measures beyond
            raise BadArgument(f"An absorbance of {strength:g} is impossible.", "Give 0 to 20.")
        answer = result("transmittance", "transmittance", 10 ** (2 - strength), "percent",
                        "percent", method="T = 10^(−A)")  # fmt: skip
    return Finding(
        statement="An absorbance of {absorbance} is a transmittance of {transmittance}, by "
        "A = −log T.",
        quantities=(answer, *shown(a, t)),
    )
