"""Comparing a stated value with a computed one."""

from labwright.core.finding import Finding
from labwright.core.quantity import Quantity
from labwright.tools.contract import tool
from labwright.tools.parameters import Decimals, Line, Number, UnitText


@tool(
    examples=(
        "Compare the value in the report with the computed one",
        "Does the published figure agree with the calculation?",
        "How far is the experimental value from the predicted value?",
    ),
    domain="Two values of the same unit.",
    agent="analyst",
)
def compare_values(
    name: Line, stated: Number, computed: Number, unit: UnitText = "", decimals: Decimals = 2
) -> Finding:
    """Compare a value stated in a document with a computed one.

    Args:
        name: What is compared.
        stated: The value in the document.
        computed: The computed value.
        unit: Unit of both.
        decimals: Decimals shown.

    Returns:
        Both values, and computed minus stated.

    Example:
        >>> compare_values("logP of aspirin", 1.19, 1.31).quantity("difference").text()
        '0.12'
    """
    shown = {"unit": unit, "decimals": decimals}
    return Finding(
        statement=f"For the {name}, the document states {{stated}} and the computation gives "
        "{computed_value}: computed minus stated is {difference}.",
        quantities=(
            Quantity(key="stated", name=f"{name}, stated", value=stated, unit=unit),
            Quantity(key="computed_value", name=f"{name}, computed", value=computed, **shown),
            Quantity(key="difference", name="computed minus stated",
                     value=round(computed - stated, 10), **shown),
        ),
    )  # fmt: skip
