"""What makes a function a tool: its declaration, and how its parameters are filled."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding
from labwright.tools.parameters import Kind, ParameterKind

Cost = Literal["instant", "seconds", "minutes"]
Agent = Literal["chemist", "materials", "retriever", "analyst"]
ToolFunction = TypeVar("ToolFunction", bound=Callable[..., Finding])

_ATTRIBUTE = "labwright_declaration"


@dataclass(frozen=True)
class Yield:
    """A property that a tool computes.

    Args:
        key: Key of the quantity in the finding.
        names: What people call it, in any language; matched as whole words.
        unit: Its unit.
    """

    key: str
    names: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Declaration:
    """What a tool says of itself beside its docstring."""

    examples: tuple[str, ...]
    yields: tuple[Yield, ...]
    domain: str
    agent: Agent
    cost: Cost
    needs: tuple[str, ...]


_OPTION = Kind("option")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a tool."""

    name: str
    kind: ParameterKind
    required: bool
    description: str
    mark: Kind = _OPTION


@dataclass(frozen=True)
class Tool:
    """A declared function with all that is read from it.

    Args:
        name: Name of the function.
        function: The function itself.
        declaration: What was declared.
        summary: First line of its docstring.
        parameters: Its parameters without services.
        services: Names of keyword-only parameters that the toolbox fills.
    """

    name: str
    function: Callable[..., Finding] = field(repr=False)
    declaration: Declaration
    summary: str
    parameters: tuple[Parameter, ...]
    services: tuple[str, ...]

    def count(self, kind: ParameterKind) -> int:
        """Return how many parameters of a kind must be filled."""
        return sum(p.kind == kind and p.required for p in self.parameters)

    def names_of(self, kind: ParameterKind) -> list[str]:
        """Return the parameters of a kind."""
        return [p.name for p in self.parameters if p.kind == kind]

    @property
    def takes_figures(self) -> bool:
        """Whether it computes with figures, an equation or a file that the question gives."""
        kinds = ("quantity", "number", "question", "reaction", "file")
        return any(p.kind in kinds for p in self.parameters)

    @property
    def module(self) -> str:
        """Module that the function is imported from."""
        return str(self.function.__module__)


def tool(
    *,
    examples: tuple[str, ...],
    yields: tuple[Yield, ...] = (),
    domain: str,
    agent: Agent = "chemist",
    cost: Cost = "instant",
    needs: tuple[str, ...] = (),
) -> Callable[[ToolFunction], ToolFunction]:
    """Declare a function as a tool; the function itself stays as it is.

    Args:
        examples: Questions it answers, with ``{molecule}``, ``{formula}``, ``{pattern}``,
            ``{element}``, ``{reaction}``, ``{quantity}``, ``{file}`` where an entity stands. They
            route questions, and they appear in the documentation.
        yields: Properties it computes.
        domain: For what it is valid.
        agent: Which agent uses it.
        cost: How long a call takes.
        needs: What it needs beside Python: ``network``, ``java``, ``documents``, or an extra.

    Returns:
        A decorator.
    """
    declaration = Declaration(examples, yields, domain, agent, cost, needs)

    def declare(function: ToolFunction) -> ToolFunction:
        setattr(function, _ATTRIBUTE, declaration)
        return function

    return declare


def declared(function: Any) -> bool:
    """Tell whether an object is a declared tool function."""
    return inspect.isfunction(function) and hasattr(function, _ATTRIBUTE)


def as_tool(function: Callable[..., Finding]) -> Tool:
    """Read a declared function.

    Args:
        function: A function under the ``tool`` decorator.

    Returns:
        The tool.

    Raises:
        BadArgument: If it breaks the contract, e.g. a parameter without description.
    """
    declaration = getattr(function, _ATTRIBUTE, None)
    if not isinstance(declaration, Declaration):
        raise BadArgument(f"{function!r} is not declared as a tool.", "Decorate it with @tool.")
    name = str(getattr(function, "__name__", "tool"))
    summary, described = _read_docstring(function, name)
    parameters, services = [], []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            services.append(parameter.name)
            continue
        if parameter.name not in described:
            raise BadArgument(
                f"Parameter “{parameter.name}” of tool “{name}” has no description.",
                "Describe it under Args: in the docstring.",
            )
        mark = _mark(_annotation(function, parameter))
        parameters.append(
            Parameter(
                name=parameter.name,
                kind=mark.name,
                required=parameter.default is inspect.Parameter.empty,
                description=described[parameter.name],
                mark=mark,
            )
        )
    return Tool(name, function, declaration, summary, tuple(parameters), tuple(services))


def _annotation(function: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    if not isinstance(parameter.annotation, str):
        return parameter.annotation
    return get_type_hints(function, include_extras=True)[parameter.name]


def _mark(hint: Any) -> Kind:
    if get_origin(hint) is Annotated:
        for mark in get_args(hint)[1:]:
            if isinstance(mark, Kind):
                return mark
    marks = [_mark(part) for part in get_args(hint)]  # Molecule | None
    return next((mark for mark in marks if mark.name != "option"), Kind("option"))


def _read_docstring(function: Callable[..., Any], name: str) -> tuple[str, dict[str, str]]:
    text = inspect.getdoc(function)
    if not text:
        raise BadArgument(f"Tool “{name}” has no docstring.", "Its first line is what users read.")
    described: dict[str, str] = {}
    inside, last = False, ""
    for line in text.splitlines()[1:]:
        if line.strip() and not line.startswith(" "):
            inside = line.strip() == "Args:"
        elif inside and line.startswith("    ") and not line.startswith("     "):
            last, _, described_as = line.strip().partition(":")
            described[last] = described_as.strip()
        elif inside and last and line.strip():
            described[last] += " " + line.strip()
    return text.splitlines()[0], described
