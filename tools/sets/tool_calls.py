"""A tool of the toolbox, made ready for every molecule of a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from labwright.core.errors import BadArgument
from labwright.tools.contract import Tool
from labwright.tools.sets.calculations import ToolCall
from labwright.tools.sets.columns import Column, properties
from labwright.tools.sets.engines import Engine, run
from labwright.tools.sets.members import Member
from labwright.tools.sets.molecule_file import MoleculeFile
from labwright.tools.sets.work import Work

_TRIED, _ENOUGH = 200, 12
"""Records on which a tool is tried to see what it finds, and results that suffice."""
_REST = Column("other_results", "quantities that few molecules have")


@dataclass(frozen=True)
class _Trial:
    """Asks a tool which quantities it finds."""

    call: ToolCall

    @property
    def columns(self) -> tuple[Column, ...]:
        return (_REST,)

    def values(self, member: Member, file: MoleculeFile) -> tuple[Any, ...]:
        found = self.call.finding(member, file).quantities
        return tuple(Column(q.key, q.name, q.unit, q.method, _kind(q.value)) for q in found)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "truth"
    return "text" if isinstance(value, str) else "number"


def as_calculation(
    name: str, file: MoleculeFile, arguments: Mapping[str, Any], engine: Engine, seconds: float
) -> ToolCall:
    """Make a tool ready for a file: its columns are what it finds for the first molecules.

    Args:
        name: Name of the tool.
        file: The file.
        arguments: Its arguments beside the molecule.
        engine: Where it will run.
        seconds: How long one molecule may take.

    Returns:
        The calculation.

    Raises:
        BadArgument: If there is no such tool, it does not take one molecule, its arguments do not
            fit, or it finds nothing for any of the first molecules.
    """
    from labwright.tools.toolbox import Toolbox

    box = Toolbox()
    if name not in box.tools:
        raise BadArgument(
            f"“{name}” is neither a tool nor a property.",
            f"Properties: {', '.join(properties())}. Tools: labwright tools.",
        )
    chosen = box.get(name)
    bare = ToolCall(chosen.module, name, _parameter(chosen, arguments), dict(arguments))
    work = Work(file, _Trial(bare), seconds)
    columns: dict[str, Column] = {}
    good, first = 0, ""
    engine = "serial" if engine == "serial" else "processes"
    for done in run(work, islice(file.records(), _TRIED), engine, 1):
        for outcome in done.outcomes:
            good += outcome.values is not None
            first = first or outcome.reason
            for column in outcome.values or ():
                columns.setdefault(column.key, column)
        if good >= _ENOUGH:
            break
    if not good:
        raise BadArgument(
            f"{name} finds nothing for the first molecules of “{file.path.name}”; "
            f"the first says: {first or 'there is none'}",
            "Check the column of structures and the arguments.",
        )
    return replace(bare, columns=(*columns.values(), _REST))


def _parameter(chosen: Tool, arguments: Mapping[str, Any]) -> str:
    """Return the parameter that takes the molecule, if all others are given or optional."""
    if chosen.services:
        raise BadArgument(
            f"Tool “{chosen.name}” works on a workspace, not on single molecules.",
            "Choose a tool that takes one molecule.",
        )
    takes = [p for p in chosen.parameters if p.kind == "molecule"]
    takes = [p for p in takes if p.name not in arguments]
    known = {p.name for p in chosen.parameters}
    if unknown := [key for key in arguments if key not in known]:
        raise BadArgument(
            f"Tool “{chosen.name}” has no parameter “{unknown[0]}”.",
            f"It takes: {', '.join(sorted(known))}.",
        )
    if not takes:
        raise BadArgument(
            f"Tool “{chosen.name}” takes no molecule.", "Choose a tool that takes one molecule."
        )
    others = [p.name for p in chosen.parameters
              if p.required and p.name not in arguments and p is not takes[0]]  # fmt: skip
    if others:
        raise BadArgument(
            f"Tool “{chosen.name}” needs {others[0]}=… beside the molecule.",
            "Give it among the arguments.",
        )
    return takes[0].name
