"""Searching documents, molecules and stated properties at the command line."""

import json
from collections.abc import Sequence
from typing import Any

from labwright.core.errors import BadUsage
from labwright.session import Lab

_OPEN = "-"


def search_and_show(
    text: str, count: int, like: str, contains: str, conditions: Sequence[str], context: int,
    workspace: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Search and print hits; return the exit code."""
    where = _where(conditions)
    if not (text.strip() or like or contains or where):
        raise BadUsage("Nothing is asked for.", "Give words, --like, --contains or --where.")
    lab = Lab(workspace)
    hits = lab.search(text, count, like=like, contains=contains, where=where, context=context)
    if as_json:
        print(json.dumps([hit.model_dump() for hit in hits], ensure_ascii=False, indent=2))
        return 0 if hits else 3
    if not hits:
        held = lab.store.catalogue.counts()["documents"]
        print("Nothing found." if held else "No documents yet. Add some with: labwright add PATH")
        return 3
    for number, hit in enumerate(hits, 1):
        section = f", “{hit.section}”" if hit.section else ""
        why = f", {hit.why}" if hit.why else ""
        print(f"{number}. {hit.source}, p. {hit.page}{section}  (score {hit.score:.2f}{why})")
        print(f"   “{' '.join((hit.context or hit.quote).split())}”\n")
    return 0


def molecules_and_show(
    like: str, contains: str, formula: str, mass: tuple[float, float] | None, count: int,
    workspace: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Search molecules and print them; return the exit code."""
    if not (like or contains or formula or mass):
        raise BadUsage("Nothing is asked for.", "Give --like, --contains, --formula or --mass.")
    found = Lab(workspace).molecules(like, contains, formula, mass, k=count)
    if as_json:
        print(json.dumps([m.model_dump() for m in found], ensure_ascii=False, indent=2))
    else:
        print("\n".join(map(str, found)) or "No such molecule in the documents.")
    return 0 if found else 3


def records_and_show(
    compound: str, name: str, count: int, workspace: str | None, as_json: bool
) -> int:
    """Print stated properties; return the exit code."""
    from pathlib import Path

    found = Lab(workspace).records(compound, name, count)
    if as_json:
        rows = [{"file": file, **record.model_dump()} for file, record in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        lines = [f"{record} · {Path(file).name}" for file, record in found]
        print("\n".join(lines) or "The documents state nothing of the kind that was recognised.")
    return 0 if found else 3


def _where(conditions: Sequence[str]) -> dict[str, Any]:
    """Read conditions such as year=2020-2024 and tag=draft."""
    where: dict[str, Any] = {}
    for condition in conditions:
        name, sign, value = condition.partition("=")
        if not sign or not value.strip():
            raise BadUsage(
                f"“{condition}” is no condition.", "Write NAME=VALUE, as year=2020-2024."
            )
        if name == "year":
            where["year"] = _years(value)
        elif name == "tag":
            where["tag"] = (*where.get("tag", ()), value)
        else:
            where[name] = value
    return where


def _years(text: str) -> Any:
    first, sign, last = text.partition(_OPEN)
    try:
        if not sign:
            return int(first)
        return (int(first) if first else None, int(last) if last else None)
    except ValueError as error:
        raise BadUsage(f"“{text}” is no year.", "Write 2020, 2020-2024, 2020- or -2020.") from error
