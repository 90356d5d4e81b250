"""Finds tools and runs them: validated arguments in, evidence out."""

import importlib
import inspect
import pkgutil
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from importlib.metadata import PackageNotFoundError, entry_points, version
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadArgument, LabwrightError, LibraryFailed
from labwright.core.evidence import Call, Evidence, EvidenceKind
from labwright.core.finding import Finding
from labwright.tools.contract import Tool, as_tool, declared

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

_FOLDER = "labwright.tools"
_ENTRY_POINTS = "labwright.tools"


class Toolbox:
    """All tools that are installed.

    Args:
        services: What tools ask for by keyword-only parameter, e.g. ``{"store": store}``.

    Example:
        >>> "molecular_mass" in Toolbox().names
        True
    """

    def __init__(self, services: Mapping[str, Any] | None = None) -> None:
        self._services = dict(services or {})

    @cached_property
    def tools(self) -> dict[str, Tool]:
        """The tools by name; those of other packages come last and replace none."""
        found: dict[str, Tool] = {}
        for function in _functions():
            read = as_tool(function)
            found.setdefault(read.name, read)
        return found

    @property
    def names(self) -> list[str]:
        """Names of all tools."""
        return list(self.tools)

    def get(self, name: str) -> Tool:
        """Return a tool.

        Args:
            name: Its name.

        Returns:
            The tool.

        Raises:
            BadArgument: If there is none of that name; the nearest names are given.
        """
        if name in self.tools:
            return self.tools[name]
        from rapidfuzz.process import extract

        near = ", ".join(match[0] for match in extract(name, self.names, limit=3))
        raise BadArgument(f"There is no tool “{name}”.", f"Nearest: {near}. All: labwright tools.")

    def run(self, name: str, arguments: Mapping[str, Any]) -> Evidence:
        """Run a tool.

        Args:
            name: Its name.
            arguments: Its arguments, without services.

        Returns:
            Evidence without an id: the ledger gives one.

        Raises:
            BadArgument: If arguments are missing, unknown or not acceptable; ``LibraryFailed`` if a
                library gives up on them.
        """
        chosen = self.get(name)
        arguments = self._checked(chosen, arguments)
        services = {key: self._service(chosen, key) for key in chosen.services}
        began = time.perf_counter()
        finding = _call_safely(chosen, {**arguments, **services})
        seconds = time.perf_counter() - began
        return Evidence(kind=_kind(chosen, finding), finding=finding,
                        call=_call(chosen, arguments, seconds))  # fmt: skip

    def _service(self, chosen: Tool, key: str) -> Any:
        if key not in self._services:
            raise BadArgument(f"Tool “{chosen.name}” needs a workspace.", "Call it through a Lab.")
        return self._services[key]

    def _checked(self, chosen: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments as the tool takes them: a figure given as text is a number."""
        known = {p.name: p for p in chosen.parameters}
        shown = ", ".join(f"{p.name}{'' if p.required else ' (optional)'}" for p in known.values())
        if unknown := set(arguments) - set(known):
            raise BadArgument(
                f"Tool “{chosen.name}” has no parameter “{sorted(unknown)[0]}”.",
                f"It takes: {shown}.",
            )
        missing = [p.name for p in known.values() if p.required and p.name not in arguments]
        if missing:
            raise BadArgument(f"Tool “{chosen.name}” needs {missing[0]}=…", f"It takes: {shown}.")
        annotations = inspect.signature(chosen.function).parameters
        return {
            name: _as_declared(name, value, annotations[name].annotation)
            for name, value in arguments.items()
        }

    def as_langchain(self, name: str) -> "BaseTool":
        """Return a tool for any LangChain or LangGraph program.

        Args:
            name: Its name.

        Returns:
            A structured tool: the sentence is the content, the finding the artifact.
        """
        from langchain_core.tools import StructuredTool

        chosen = self.get(name)

        def call(**arguments: Any) -> tuple[str, Finding]:
            finding = self.run(name, arguments).finding
            return finding.sentence(), finding

        from pydantic import ConfigDict, Field, create_model

        signature = inspect.signature(chosen.function).parameters
        fields: dict[str, Any] = {
            p.name: (
                signature[p.name].annotation,
                Field(... if p.required else signature[p.name].default, description=p.description),
            )
            for p in chosen.parameters
        }
        return StructuredTool.from_function(
            call,
            name=name,
            args_schema=create_model(name, __config__=ConfigDict(extra="forbid"), **fields),
            description=chosen.summary,
            response_format="content_and_artifact",
            handle_tool_error=False,
        )


def _functions() -> Iterator[Any]:
    package = importlib.import_module(_FOLDER)
    for module in pkgutil.walk_packages(package.__path__, _FOLDER + "."):
        loaded = importlib.import_module(module.name)
        for _, function in inspect.getmembers(loaded, declared):
            if function.__module__ == module.name:
                yield function
    for entry in entry_points(group=_ENTRY_POINTS):
        yield entry.load()


def _as_declared(name: str, value: Any, annotation: Any) -> Any:
    from pydantic import ConfigDict, TypeAdapter, ValidationError

    try:
        finite = ConfigDict(allow_inf_nan=False)
        return TypeAdapter(annotation, config=finite).validate_python(value)
    except ValidationError as error:
        raise BadArgument(f"{name} cannot be {value!r}.", f"{error.errors()[0]['msg']}.") from error


def _call_safely(chosen: Tool, arguments: Mapping[str, Any]) -> Finding:
    try:
        return chosen.function(**arguments)
    except LabwrightError:
        raise
    except Exception as error:  # whatever a library raises, the caller gets one kind of it
        raise LibraryFailed(f"{chosen.name} failed: {type(error).__name__}: {error}") from error


def _kind(chosen: Tool, finding: Finding) -> EvidenceKind:
    if finding.quotes or chosen.declaration.agent == "retriever":
        return "passage"
    return "lookup" if "lookup" in chosen.declaration.needs else "computation"


def _call(chosen: Tool, arguments: Mapping[str, Any], seconds: float) -> Call:
    written = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
    return Call(
        tool=chosen.name,
        arguments=dict(arguments),
        versions=_versions(chosen),
        seconds=round(seconds, 4),
        code=f"lab.call({', '.join(filter(None, (repr(chosen.name), written)))})",
    )


_LIBRARIES = {
    "chemist": ("rdkit",), "materials": ("pymatgen", "spglib", "chgnet", "tblite"),
    "analyst": ("pint", "rdkit"), "retriever": (),
}  # fmt: skip
"""Libraries by agent whose version may change a result."""


def _versions(chosen: Tool) -> dict[str, str]:
    versions = {}
    for package in ("labwright", *_LIBRARIES[chosen.declaration.agent]):
        with suppress(PackageNotFoundError):
            versions[package] = version(package)
    return versions
