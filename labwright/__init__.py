"""labwright: a research assistant for chemists and materials scientists, on their own machine.

Example:
    >>> import labwright as lw
    >>> lab = lw.Lab()                                    # doctest: +SKIP
    >>> print(lab.ask("What is the logP of aspirin?"))    # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labwright.core.answer import Answer as Answer
    from labwright.core.errors import LabwrightError as LabwrightError
    from labwright.core.finding import Finding as Finding
    from labwright.core.plan import Plan as Plan
    from labwright.core.quantity import Quantity as Quantity
    from labwright.session import Lab as Lab

_NAMES = {
    "Answer": "labwright.core.answer",
    "Finding": "labwright.core.finding",
    "Lab": "labwright.session",
    "LabwrightError": "labwright.core.errors",
    "Plan": "labwright.core.plan",
    "Quantity": "labwright.core.quantity",
}
__all__ = ["Answer", "Finding", "Lab", "LabwrightError", "Plan", "Quantity"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: importing labwright costs next to nothing."""
    if name in _NAMES:
        return getattr(import_module(_NAMES[name]), name)
    raise AttributeError(f"module 'labwright' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *_NAMES])
