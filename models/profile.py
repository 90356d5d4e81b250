"""What a language model can do, so that nobody asks it for more."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

ToolChoice = Literal["auto", "required", "named", "none"]
SchemaBy = Literal["server", "grammar", "repair"]


_FREE = ("Apache-2.0", "MIT", "BSD-3-Clause")
"""Licences that ask nothing of who uses an answer."""


class ModelProfile(BaseModel):
    """Abilities of a model as served here; what was not measured counts as absent.

    Args:
        name: Name shown in answers.
        place: Where it runs: ``in process``, or the address of its server.
        server: Kind of server, as found.
        remote: Whether it runs on another machine.
        licence: Its licence, where known.
        context: Tokens it can read and write in one call.
        tools: Ways of asking for a tool call that it obeys.
        schema_by: What makes a reply follow a JSON schema: the server, a grammar in this
            process, or repair alone.
        streams: Whether text arrives piece by piece.
        streams_tools: Whether tool calls arrive whole in a stream.
        exact: Whether SMILES, LaTeX and Korean come back byte for byte.
        chooses: Whether labels can be scored in one pass.
        embeds: Whether the server also embeds texts.
        images: Whether it reads images.
        reasons: Whether it thinks aloud before it answers.
        parallel: Calls it serves at once.
        plans: Whether a plan it writes can be relied on.
        phrases: Whether a lead sentence of its own adds to an answer.
        measured: Where these figures come from.

    Example:
        >>> EMBEDDED.plans
        False
    """

    model_config = ConfigDict(frozen=True)

    name: str
    place: str = "in process"
    server: str = ""
    remote: bool = False
    licence: str = ""
    context: int = 2048
    tools: tuple[ToolChoice, ...] = ()
    schema_by: SchemaBy = "repair"
    streams: bool = False
    streams_tools: bool = False
    exact: bool = False
    chooses: bool = False
    embeds: bool = False
    images: bool = False
    reasons: bool = False
    parallel: int = 1
    plans: bool = False
    phrases: bool = False
    measured: str = ""

    def shown(self) -> str:
        """Return the name as answers show it, with the address of a model elsewhere."""
        return f"{self.name} at {self.place} (another machine)" if self.remote else self.name

    def remarks(self) -> list[str]:
        """Return what every answer must say of the model: where its words went, who owns them."""
        said = []
        if self.remote:
            said.append(
                f"Question and evidence may have gone to the model at {self.place}, on another "
                "machine."
            )
        if self.licence and self.licence not in _FREE:
            said.append(f"The language model is under the licence “{self.licence}”.")
        return said


EMBEDDED = ModelProfile(
    name="SmolLM2-135M-Instruct (embedded)",
    licence="Apache-2.0",
    context=8192,
    tools=("required", "named", "none"),
    schema_by="grammar",
    streams=True,
    streams_tools=True,
    chooses=True,
    measured="labwright doctor --probe, 2026-11-24, see docs/models.md",
)

SILENT = ModelProfile(name="none", context=0, measured="no language model")
