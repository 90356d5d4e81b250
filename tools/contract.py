"""What makes a function a tool: its declaration, and how its parameters are filled."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from pydantic import Field

from labwright.core.errors import BadArgument
from labwright.core.finding import Finding

Cost = Literal["instant", "seconds", "minutes"]
Agent = Literal["chemist", "materials", "retriever", "analyst"]
ParameterKind = Literal[
    "molecule", "molecules", "formula", "pattern", "element", "property", "query", "reaction",
    "quantity", "number", "choice", "file", "question", "option", "service",
]  # fmt: skip
ToolFunction = TypeVar("ToolFunction", bound=Callable[..., Finding])

_ATTRIBUTE = "labwright_declaration"
_MOST_COUNTED, _LARGEST, _LONGEST_FIGURE = 10**12, 1e30, 200


@dataclass(frozen=True)
class Kind:
    """Which entity of a question fills a parameter.

    Args:
        name: Kind of the entity.
        unit: Of a quantity: a unit of its dimension, as pint reads it, or ``pH``; several that
            may be meant are parted by ``|``.
        cues: Of a quantity or number: words beside a figure that say that it is this one.
        words: Of a choice: what people say for each value.
        endings: Of a file: endings of names, such as ``.cif``.
    """

    name: ParameterKind
    unit: str = ""
    cues: tuple[str, ...] = ()
    words: Callable[[], Mapping[str, tuple[str, ...]]] | None = None
    endings: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> dict[str, Any]:
        """Bound what a figure or a choice may be: a model under a grammar must come to its end."""
        schema: dict[str, Any] = handler(source)
        inner = schema["schema"] if schema["type"] == "nullable" else schema
        if self.name == "number" and inner["type"] in ("int", "float"):
            most = _MOST_COUNTED if inner["type"] == "int" else _LARGEST
            inner.setdefault("ge", -most)
            inner.setdefault("le", most)
        if self.name in ("quantity", "choice") and inner["type"] == "str":
            inner.setdefault("max_length", _LONGEST_FIGURE)
        return schema


# A model under a grammar does not end what has no end.
_TEXT, _KEYS = Field(max_length=20_000), Field(max_length=32)

Molecule = Annotated[str, Kind("molecule"), _TEXT]
"""A SMILES, InChI, CAS number, formula or name of a compound."""
Pattern = Annotated[str, Kind("pattern"), _TEXT]
"""A SMARTS, the name of a functional group, or a molecule."""
Element = Annotated[str, Kind("element"), Field(max_length=3)]
"""A chemical symbol such as ``C``."""
PropertyKeys = Annotated[list[Annotated[str, Field(max_length=40)]], Kind("property"), _KEYS]
"""Keys of properties that the tool yields."""
Query = Annotated[str, Kind("query"), _TEXT]
"""Words to look for."""
Words = Annotated[list[Annotated[str, Field(max_length=200)]], _KEYS]
"""A few words or names."""
Molecules = Annotated[list[Annotated[str, _TEXT]], Kind("molecules"), Field(max_length=1000)]
"""All molecules of a question, in its order."""
Formula = Annotated[str, Kind("formula"), _TEXT]
"""A formula such as ``Cu(NO3)2`` or ``C5H12``, or a molecule, of which only the atoms count."""
Reaction = Annotated[str, Kind("reaction"), _TEXT]
"""An equation with an arrow or ``=``, or a reaction SMILES or SMARTS with ``>>``."""
Question = Annotated[str, Kind("question"), _TEXT]
"""The part of the question that the tool answers, word for word; the tool reads it itself."""
TableFile = Annotated[
    str,
    Kind(
        "file", endings=(".csv", ".tsv", ".sdf", ".smi", ".smiles", ".csv.gz", ".sdf.gz", ".smi.gz")
    ),
    _TEXT,
]
"""A file of molecules."""
CrystalFile = Annotated[
    str, Kind("file", endings=(".cif", ".xyz", ".vasp", ".poscar", "POSCAR", "CONTCAR")), _TEXT
]
"""A file with atoms and their places."""
Line = Annotated[str, Field(max_length=400)]
"""A name or a short sentence."""
Number = Annotated[float, Field(ge=-1e30, le=1e30)]
"""Any figure of chemistry."""
Decimals = Annotated[int, Field(ge=0, le=12)]
"""Decimals to be shown."""
MostMolecules = Annotated[int, Field(ge=1, le=10**9)]
"""Molecules from which on a file is refused."""
UnitText = Annotated[str, Field(max_length=40)]
"""A unit such as ``mAh/g``."""


def measured(unit: str, *cues: str) -> Kind:
    """Mark a parameter that a quantity with a unit fills.

    Args:
        unit: A unit of its dimension, as pint reads it; ``pH`` for a pH.
        *cues: Words near the figure that say that it is this one, such as ``stock``.

    Returns:
        The mark; the tool is given a text such as ``5 mL``, for ``core.measures.read_measure``.

    Example:
        >>> Volume = Annotated[str, measured("L", "stock")]
    """
    return Kind("quantity", unit=unit, cues=cues)


def counted(*cues: str) -> Kind:
    """Mark a parameter that a bare number fills.

    Args:
        *cues: Words near the number that say that it is this one.

    Returns:
        The mark.

    Example:
        >>> Count = Annotated[int, counted("top", "steps")]
    """
    return Kind("number", cues=cues)


def one_of(words: Callable[[], Mapping[str, tuple[str, ...]]]) -> Kind:
    """Mark a parameter that is one of a few values.

    Args:
        words: Gives what people say for each value; called when questions are first read.

    Returns:
        The mark.

    Example:
        >>> Colour = Annotated[str, one_of(lambda: {"red": ("reddish",)})]
    """
    return Kind("choice", words=words)


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


@dataclass(frozen=True)
class Parameter:
    """One parameter of a tool."""

    name: str
    kind: ParameterKind
    required: bool
    description: str
    mark: Kind = Kind("option")


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
