"""Evaluating expressions with units."""

import math
from collections.abc import Callable
from typing import Any

from labwright.core.errors import BadArgument, LabwrightError
from labwright.core.quantity import unit_registry
from labwright.tools.laboratory.constants import constant
from labwright.tools.laboratory.expression_tree import CONSTANTS, Named, Node, Number, Operation

_SCALES = ("degC", "degF")
_MOST_FACTORIAL = 170
_LARGEST_POWER = 20

_PLAIN: dict[str, Callable[[float], float]] = {
    "ln": math.log, "log": math.log10, "log10": math.log10, "log2": math.log2, "exp": math.exp,
    "asin": math.asin, "acos": math.acos, "atan": math.atan, "sinh": math.sinh,
    "cosh": math.cosh, "tanh": math.tanh,
}  # fmt: skip
_ANGLES: dict[str, Callable[[float], float]] = {"sin": math.sin, "cos": math.cos, "tan": math.tan}
_ROOTS = {"sqrt": 0.5, "cbrt": 1 / 3}


def readings(node: Node) -> int:
    """Count the temperatures on a scale, such as 25 °C."""
    if isinstance(node, Operation):
        return sum(readings(operand) for operand in node.operands)
    return int(isinstance(node, Number) and node.unit in _SCALES)


def evaluate(node: Node) -> Any:
    """Evaluate an expression.

    Args:
        node: Its tree.

    Returns:
        A quantity of pint; temperatures on a scale are taken in kelvin.

    Raises:
        BadArgument: If units do not fit, or the result is no finite number.
    """
    if readings(node) > 1 and _adds(node):
        raise BadArgument("Two temperatures in °C cannot be added.", "Write them in kelvin.")
    try:
        value = _value(node)
        magnitude = float(value.magnitude)
    except LabwrightError:
        raise
    except ZeroDivisionError as error:
        raise BadArgument("This divides by zero.", "Check the calculation.") from error
    except OverflowError as error:
        raise BadArgument("The result is too large a number.", "Check it.") from error
    except Exception as error:  # pint raises many kinds for units that do not fit
        raise BadArgument(
            f"The calculation fails: {str(error)[:200]}.", "Check its units."
        ) from error
    if not math.isfinite(magnitude):
        raise BadArgument("The result is no finite number.", "Check the calculation.")
    return value


def _adds(node: Node) -> bool:
    if not isinstance(node, Operation):
        return False
    here = node.mark == "+" and all(readings(operand) for operand in node.operands)
    return here or any(_adds(operand) for operand in node.operands)


def _value(node: Node) -> Any:
    registry = unit_registry()
    if isinstance(node, Number):
        quantity = registry.Quantity(node.value, node.unit or "dimensionless")
        return quantity.to("kelvin") if node.unit in _SCALES else quantity
    if isinstance(node, Named):
        symbol, unit = CONSTANTS[node.name]
        value = math.pi if symbol == "pi" else constant(symbol)
        return registry.Quantity(value, unit or "dimensionless")
    operands = [_value(operand) for operand in node.operands]
    return _operated(node.mark, operands)


def _operated(mark: str, operands: list[Any]) -> Any:
    first = operands[0]
    if mark in ("+", "-") and len(operands) > 1:
        return first + operands[1] if mark == "+" else first - operands[1]
    if mark == "*":
        return first * operands[1]
    if mark == "/":
        return first / operands[1]
    if mark == "^":
        return _raised(first, operands[1])
    if mark == "neg":
        return -first
    return _applied(mark, first)


def _applied(mark: str, value: Any) -> Any:
    registry = unit_registry()
    if mark == "%":
        return value / 100
    if mark == "abs":
        return abs(value)
    if mark in _ROOTS:
        if value.magnitude < 0:
            raise BadArgument("The root of a negative number is not real.", "Check the sign.")
        return value ** _ROOTS[mark]
    if mark in _ANGLES:
        return registry.Quantity(_ANGLES[mark](float(value.to("radian").magnitude)), "")
    number = _bare(value, mark)
    if mark == "!":
        return registry.Quantity(_factorial(number), "")
    try:
        return registry.Quantity(_PLAIN[mark](number), "")
    except ValueError as error:
        raise BadArgument(f"{mark} of {number:g} is not defined.", "Check the argument.") from error


def _raised(base: Any, power: Any) -> Any:
    exponent = _bare(power, "a power")
    if base.dimensionless:
        number = float(base.to("").magnitude)
        if number < 0 and not exponent.is_integer():
            raise BadArgument("A fractional power of a negative number is not real.", "")
        return unit_registry().Quantity(number**exponent, "")
    if abs(exponent) > _LARGEST_POWER:
        raise BadArgument(f"A unit to the power {exponent:g} has no meaning.", "Check it.")
    whole = int(exponent) if exponent.is_integer() else exponent
    return base**whole


def _bare(value: Any, what: str) -> float:
    if not value.dimensionless:
        raise BadArgument(f"{what} takes a number without unit, not {value.units}.",
                          "Divide by the unit first.")  # fmt: skip
    return float(value.to("").magnitude)


def _factorial(number: float) -> float:
    if not number.is_integer() or not 0 <= number <= _MOST_FACTORIAL:
        raise BadArgument(f"The factorial of {number:g} cannot be computed.",
                          f"Give a whole number from 0 to {_MOST_FACTORIAL}.")  # fmt: skip
    return float(math.factorial(int(number)))
