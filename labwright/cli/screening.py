"""Running over a file of molecules with progress on the screen."""

import json
from collections.abc import Sequence
from typing import Any

from labwright.core.errors import BadUsage, ModelCanMend
from labwright.tools.sets.columns import chosen_keys
from labwright.tools.sets.mapping import MappedSet, Progress, map_tool

_FAULTS = 10
_INTERRUPTED = 130


def screen_and_show(
    file: str, wanted: str, tool: str, arguments: Sequence[str], options: dict[str, Any],
    as_json: bool,
) -> int:  # fmt: skip
    """Compute for every molecule of a file, with a progress bar; return the exit code."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    if tool and wanted:
        raise BadUsage("--tool and --compute do not go together.", "Give one of them.")
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
               TextColumn("{task.fields[rate]}"))  # fmt: skip
    console = Console(stderr=True)
    done = 0
    with Bar(*columns, console=console, disable=as_json, transient=True) as bar:
        task = bar.add_task("starting", total=1.0, rate="")

        def moved(now: Progress) -> None:
            nonlocal done
            done = now.records
            bar.update(task, completed=now.fraction, description=_counts(now), rate=_rate(now))

        try:
            what = tool or chosen_keys(wanted)
            made = map_tool(
                what, file, progress=moved, arguments=_arguments(tool, arguments), **options
            )
        except ModelCanMend as error:
            raise BadUsage(error.message, error.remedy) from error
        except KeyboardInterrupt:
            console.print(f"Stopped after {done:,} records; what is done stays beside the output, "
                          "ending in .partial. The same command goes on.")  # fmt: skip
            return _INTERRUPTED
    print(json.dumps(_told(made), ensure_ascii=False, indent=2) if as_json else _text(made))
    return 0 if made.records > made.bad else 1


def _counts(now: Progress) -> str:
    return f"{now.records:,} records" + (f", {now.bad:,} bad" if now.bad else "")


def _rate(now: Progress) -> str:
    minutes, seconds = divmod(max(0, round(now.left)), 60)
    hours, minutes = divmod(minutes, 60)
    left = f"{hours}:{minutes:02}:{seconds:02} left" if now.left >= 0 else ""
    return f"{now.rate:,.0f}/s  {left}"


def _arguments(tool: str, pairs: Sequence[str]) -> dict[str, Any]:
    if pairs and not tool:
        raise BadUsage("--set is for a tool.", "Name it with --tool.")
    parsed: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise BadUsage(f"“{pair}” is not KEY=VALUE.", "Write for example pattern=ester.")
        parsed[key] = _value(tool, key, value)
    return parsed


def _value(tool: str, key: str, value: str) -> Any:
    """Read a value as the parameter of the tool has it: a list by commas, a number, a text."""
    import inspect

    from pydantic import TypeAdapter, ValidationError

    from labwright.tools.toolbox import Toolbox

    box = Toolbox()
    wanted = inspect.signature(box.get(tool).function).parameters.get(key)
    if wanted is None:
        return value
    several = [part.strip() for part in value.split(",")]
    for candidate in (value, several):
        try:
            return TypeAdapter(wanted.annotation).validate_python(candidate)
        except ValidationError:
            continue
    raise BadUsage(f"{key}={value} does not fit tool “{tool}”.", f"See: labwright tools {tool}")


def _told(made: MappedSet) -> dict[str, Any]:
    return {
        "output": str(made.output), "provenance": str(made.provenance), "records": made.records,
        "bad": made.bad, "bad_records": [fault._asdict() for fault in made.faults],
        "columns": {name: column.unit for name, column in made.columns.items()},
        "seconds": round(made.seconds, 3), "resumed_after": made.resumed, "notes": made.notes,
    }  # fmt: skip


def _text(made: MappedSet) -> str:
    rate = (made.records - made.resumed) / max(made.seconds, 1e-3)
    lines = [f"{made.output}  {made.records:,} records, {made.bad:,} without result, "
             f"{made.seconds:.1f} s ({rate:,.0f}/s)"]  # fmt: skip
    if made.resumed:
        lines.append(f"An earlier run had done the first {made.resumed:,}.")
    lines += [f"  {fault}" for fault in made.faults[:_FAULTS]]
    if made.bad > _FAULTS:
        lines.append(f"  and {made.bad - _FAULTS:,} more; all are in the table")
    return "\n".join((*lines, *made.notes))
