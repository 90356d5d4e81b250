"""What a language model can do, so that nobody asks it for more."""

from pydantic import BaseModel, ConfigDict


class ModelProfile(BaseModel):
    """Abilities of a model, as measured.

    Args:
        name: Name shown in answers.
        context: Tokens it can read.
        native_tools: Whether it emits tool calls that can be relied on.
        plans: Whether a plan it writes can be relied on.
        phrases: Whether a lead sentence of its own adds to an answer.
        measured: Where the figures come from.

    Example:
        >>> EMBEDDED.plans
        False
    """

    model_config = ConfigDict(frozen=True)

    name: str
    context: int = 2048
    native_tools: bool = False
    plans: bool = False
    phrases: bool = False
    measured: str = ""


EMBEDDED = ModelProfile(
    name="SmolLM2-135M-Instruct (embedded)",
    context=2048,
    measured="benchmarks/ablation.py: choice of tools and prose, see docs/measurements.md",
)

SILENT = ModelProfile(name="none", context=0, measured="no language model")
