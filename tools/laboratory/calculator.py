"""A calculator with units."""

import re
from collections.abc import Sequence
from typing import Any

from labwright.core.errors import BadArgument, TooLarge
from labwright.core.finding import Finding
from labwright.core.quantity import Quantity, same_dimension
from labwright.tools.contract import Yield, tool
from labwright.tools.laboratory.conversion import convert
from labwright.tools.laboratory.evaluation import evaluate, readings
from labwright.tools.laboratory.expression_tokens import Token, tokens_of
from labwright.tools.laboratory.expression_tree import (
    CONSTANTS,
    FUNCTIONS,
    Named,
    Node,
    Number,
    Operation,
)
from labwright.tools.laboratory.expressions import find_expression
from labwright.tools.laboratory.unit_words import leading_unit
from labwright.tools.laboratory.written_units import written_unit
from labwright.tools.parameters import Question

_LONGEST = 2000
_EXACT = 1e15
_TARGETS = ("in", "to", "as", "into")
# What a result is shown in if nothing is asked for, so that mol/L * mL does not stay as it is.
_SHOWN_IN = ("mol", "g", "L", "J", "J/mol", "mol/L", "g/L", "Pa", "s", "m", "1/s", "V", "K", "C",
             "J/mol/K", "g/mol", "W", "N", "A", "Hz", "m/s", "m**2", "percent")  # fmt: skip


@tool(
    examples=(
        "What is {quantity} * {quantity} in mmol?",
        "Calculate {quantity} / {quantity}",
        "ln(2) / 5730 years",
        "compute exp(-50 kJ/mol / (R * 300 K))",
        "What is the square root of 2 times 3?",
        "{quantity} of {quantity}",
        "h*c/(500 nm) in eV",
        "(12.5 - 3.7) / 4.2",
    ),
    yields=(
        Yield("calculated", ("calculator", "계산기"), ""),
    ),
    domain="Arithmetic with units, functions and constants of nature; no equations to be solved.",
    agent="analyst",
)  # fmt: skip
def calculate(question: Question) -> Finding:
    """Calculate an expression with units, functions and constants R, NA, kB, h, c, F, e, pi.

    Args:
        question: The calculation, alone or within a sentence; a unit behind “in” or “to” is that
            of the result.

    Returns:
        The result, in the unit asked for.

    Raises:
        BadArgument: If there is no clear calculation, or its units do not fit.
        TooLarge: If it is too long or nested too deeply.

    Example:
        >>> calculate("what is 3.2 mol/L * 250 mL in mmol?").quantity("calculated").text()
        '800 mmol'
    """
    if len(question) > _LONGEST:
        raise TooLarge(f"A calculation of {len(question)} characters is too long.",
                       f"Give at most {_LONGEST}.")  # fmt: skip
    tokens = tokens_of(question)
    node, end = find_expression(tokens)
    wanted = _wanted(tokens, end)
    value = evaluate(node)
    relation = ""
    if wanted and readings(node) > 1 and wanted in ("degC", "degF"):
        raise BadArgument("A difference of temperatures is no temperature on a scale.",
                          "Ask for it in K.")  # fmt: skip
    if wanted:
        unit = f"{value.units:D}" if not value.dimensionless else ""
        done = convert(float(value.magnitude), unit, wanted)
        number, unit, relation = done.value, wanted, done.relation
    else:
        number, unit = _settled(value)
    inputs: list[Quantity] = []
    shown = _written(node, inputs)
    by = f" (by {relation})" if relation else ""
    answer = Quantity(
        key="calculated",
        name="result",
        value=_tidy(number),
        unit=written_unit(unit),
        method="arithmetic",
    )
    return Finding(
        statement=f"{shown} = {{calculated}}{by}.",
        quantities=(answer, *inputs),
        caution=_caution(node),
    )


def _wanted(tokens: Sequence[Token], end: int) -> str:
    """Read the unit behind “in” or “to”, directly behind the calculation or a mark."""
    rest = [t for t in tokens[end:] if t.text not in ("=", "?", ",", ":")]
    if not rest or rest[0].text.lower() not in _TARGETS:
        return ""
    text = "".join((" " if t.spaced else "") + t.text for t in rest[1:8]).strip()
    text = re.sub(r"\?.*$", "", text)
    unit = leading_unit(text)[0]
    if not unit and text:
        raise BadArgument(f"“{text[:40]}” is no unit for the result.", "Write one such as mmol.")
    return {"farad": "degF"}.get(unit, unit) if text.strip() == "F" else unit


def _settled(value: Any) -> tuple[float, str]:
    """Return number and unit of a result for which no unit was asked."""
    if value.dimensionless:
        return float(value.to("").magnitude), ""
    powers = [float(power) for power in dict(value.unit_items()).values()]
    simple = len(powers) == 1 or (len(powers) == 2 and min(powers) < 0 < max(powers))  # noqa: PLR2004
    full = f"{value.units:D}"
    for usual in () if simple else _SHOWN_IN:
        if same_dimension(full, usual):
            return float(value.to(usual).magnitude), usual
    return float(value.magnitude), written_unit(f"{value.units:~D}")


def _tidy(number: float) -> float | int:
    tidy = float(f"{number:.12g}")
    return int(tidy) if tidy.is_integer() and abs(tidy) < _EXACT else tidy


def _written(node: Node, inputs: list[Quantity], inner: bool = False) -> str:
    """Write the expression as it was understood, with references to what was put in."""
    if isinstance(node, Number):
        key = f"input{len(inputs) + 1}"
        inputs.append(Quantity(key=key, name="value put in", value=_tidy(node.value),
                               unit=written_unit(node.unit), definition="given"))  # fmt: skip
        return f"{{{key}}}"
    if isinstance(node, Named):
        return node.name
    parts = [_written(operand, inputs, inner=True) for operand in node.operands]
    if node.mark in FUNCTIONS:
        return f"{node.mark}({parts[0].removeprefix('(').removesuffix(')')})" if _plain(
            parts[0]) else f"{node.mark}({parts[0]})"  # fmt: skip
    if node.mark in ("!", "%"):
        return f"{parts[0]}{' %' if node.mark == '%' else '!'}"
    text = f"−{parts[0]}" if node.mark == "neg" else f" {_sign(node.mark)} ".join(parts)
    return f"({text})" if inner else text


def _plain(text: str) -> bool:
    return text.startswith("(") and text.endswith(")") and text.count("(") == 1


def _sign(mark: str) -> str:
    return {"*": "×", "-": "−"}.get(mark, mark)


def _names(node: Node) -> set[str]:
    if isinstance(node, Operation):
        return set().union(*(_names(operand) for operand in node.operands))
    return {node.name} if isinstance(node, Named) else set()


def _angles(node: Node) -> bool:
    if not isinstance(node, Operation):
        return False
    bare = node.mark in ("sin", "cos", "tan") and all(
        isinstance(operand, Number) and not operand.unit for operand in node.operands)  # fmt: skip
    return bare or any(_angles(operand) for operand in node.operands)


def _caution(node: Node) -> str:
    notes = []
    if used := sorted(_names(node) - {"pi"}):
        listed = ", ".join(f"{name} in {CONSTANTS[name][1]}" for name in used)
        notes.append(f"Constants of CODATA: {listed}.")
    if _angles(node):
        notes.append("The angle is taken in radian.")
    if readings(node):
        notes.append("A temperature in °C is taken in kelvin.")
    return " ".join(notes)
