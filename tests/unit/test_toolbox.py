"""The toolbox: declarations, errors, entry points, LangChain, and documented examples."""

import doctest
import importlib
import pkgutil
from collections import defaultdict

import pytest

from labwright.core.errors import BadArgument, BadStructure
from labwright.core.finding import Finding
from labwright.tools import toolbox as module
from labwright.tools.contract import Yield, as_tool, tool
from labwright.tools.parameters import Molecule
from labwright.tools.toolbox import Toolbox

TOOLBOX = Toolbox()
NAMES = TOOLBOX.names
RUNNABLE = [name for name in NAMES if not TOOLBOX.get(name).services]


def modules():
    for part in ("core", "tools", "knowledge", "agents"):
        package = importlib.import_module(f"labwright.{part}")
        yield package.__name__
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            yield found.name


@tool(examples=("Is {molecule} pretty?", "Rate {molecule}"), domain="Any.", agent="analyst")
def added_tool(molecule: Molecule, times: int = 1) -> Finding:
    """Say that a molecule is pretty.

    Args:
        molecule: The molecule, said
            on two lines.
        times: How often.
    """
    return Finding(statement=" ".join([f"{molecule} is pretty."] * times))


class EntryPoint:
    def __init__(self, function):
        self.load = lambda: function


@pytest.fixture
def extended(monkeypatch):
    found = [EntryPoint(added_tool)]
    monkeypatch.setattr(module, "entry_points", lambda group: found if group else [])
    return Toolbox()


# What every tool declares

FILLED_BY = {
    "molecule": ("molecules", "formula", "pattern"), "formula": (), "pattern": (), "element": (),
    "reaction": ("question",), "file": (), "quantity": ("question",),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_tool_says_what_it_does_and_for_what_it_is_valid(name):
    chosen = TOOLBOX.get(name)
    assert len(chosen.declaration.examples) >= 2
    assert chosen.summary.endswith(".")
    assert len(chosen.summary) <= 100
    assert chosen.declaration.domain
    assert all(parameter.description for parameter in chosen.parameters)
    assert "Example:" in (chosen.function.__doc__ or "")


@pytest.mark.parametrize("name", NAMES)
def test_examples_of_a_tool_name_only_entities_it_takes(name):
    chosen = TOOLBOX.get(name)
    for example in chosen.declaration.examples:
        for kind, others in FILLED_BY.items():
            if f"{{{kind}}}" in example and chosen.declaration.agent in ("chemist", "materials"):
                assert any(chosen.names_of(k) for k in (kind, *others)), example


def test_a_name_of_a_property_belongs_to_one_tool():
    owners = defaultdict(set)
    for one in TOOLBOX.tools.values():
        for said in one.declaration.yields:
            for word in said.names:
                owners[word.lower()].add(one.name)
    assert {word: tools for word, tools in owners.items() if len(tools) > 1} == {}


def test_the_known_tools_are_there():
    assert {"molecular_mass", "molecular_formula", "descriptors", "similarity", "depict",
            "search_documents", "compare_values"} <= set(NAMES)  # fmt: skip
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", modules())
def test_documented_examples_hold(name):
    loaded = importlib.import_module(name)
    result = doctest.testmod(loaded, optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


# Errors


@pytest.mark.parametrize(("slip", "meant"), [("molecular_mas", "molecular_mass"),
                                             ("similarty", "similarity")])  # fmt: skip
def test_an_unknown_tool_names_the_nearest(slip, meant):
    with pytest.raises(BadArgument) as caught:
        TOOLBOX.run(slip, {})
    assert slip in caught.value.message
    assert meant in caught.value.remedy


def test_an_unknown_parameter_lists_those_there_are():
    with pytest.raises(BadArgument, match="“mol”") as caught:
        TOOLBOX.run("count_atoms", {"mol": "water", "element": "O"})
    assert "molecule, element" in caught.value.remedy


def test_a_missing_parameter_is_named():
    with pytest.raises(BadArgument, match="element="):
        TOOLBOX.run("count_atoms", {"molecule": "water"})
    with pytest.raises(BadArgument, match="molecule="):
        TOOLBOX.run("descriptors", {})


def test_a_service_that_is_not_there_is_told():
    with pytest.raises(BadArgument, match="needs a workspace"):
        TOOLBOX.run("search_documents", {"query": "x"})
    with pytest.raises(BadArgument, match="no parameter “store”"):
        TOOLBOX.run("search_documents", {"query": "x", "store": None})


def test_an_undescribed_or_undeclared_function_is_no_tool():
    def bare(molecule: Molecule) -> Finding:
        """Do it."""

    with pytest.raises(BadArgument, match="not declared"):
        as_tool(bare)
    with pytest.raises(BadArgument, match="“molecule”.*no description"):
        as_tool(tool(examples=("a", "b"), domain="x")(bare))
    bare.__doc__ = None
    with pytest.raises(BadArgument, match="no docstring"):
        as_tool(bare)


# Runs


def test_a_run_gives_evidence_that_can_be_run_again():
    evidence = TOOLBOX.run("molecular_mass", {"molecule": "water"})
    assert (evidence.id, evidence.kind, evidence.call.tool) == ("", "computation", "molecular_mass")
    assert evidence.call.arguments == {"molecule": "water"}
    assert "call(" in evidence.call.code
    assert "molecular_mass" in evidence.call.code
    assert "molecule='water'" in evidence.call.code
    assert {"labwright", "rdkit"} <= set(evidence.call.versions)
    again = TOOLBOX.run("molecular_mass", {"molecule": "water"})
    assert again.key() == evidence.key()
    assert again.finding == evidence.finding


def test_evidence_from_a_name_table_is_a_lookup():
    assert TOOLBOX.run("resolve_name", {"molecule": "water"}).kind == "lookup"


def test_an_optional_molecule_keeps_its_kind():
    @tool(examples=("a", "b"), domain="x", yields=(Yield("k"),))
    def optional(first: Molecule, second: Molecule | None = None, *, store: object) -> Finding:
        """Do it.

        Args:
            first: One.
            second: Two.
        """

    read = as_tool(optional)
    assert read.names_of("molecule") == ["first", "second"]
    assert read.count("molecule") == 1
    assert read.services == ("store",)


# Tools of other packages


def test_a_tool_of_an_entry_point_is_found_and_runs(extended):
    assert extended.names == [*NAMES, "added_tool"]
    chosen = extended.get("added_tool")
    assert chosen.summary == "Say that a molecule is pretty."
    assert chosen.parameters[0].description == "The molecule, said on two lines."
    assert extended.run("added_tool", {"molecule": "x", "times": 2}).finding.sentence() == (
        "x is pretty. x is pretty.")  # fmt: skip


def test_a_tool_of_an_entry_point_replaces_none(monkeypatch):
    @tool(examples=("a", "b"), domain="x")
    def molecular_mass(molecule: Molecule) -> Finding:
        """Lie.

        Args:
            molecule: Any.
        """

    monkeypatch.setattr(module, "entry_points", lambda group: [EntryPoint(molecular_mass)])
    assert Toolbox().get("molecular_mass").summary == TOOLBOX.get("molecular_mass").summary


# LangChain


def test_a_langchain_call_gives_the_sentence_and_the_finding():
    chosen = TOOLBOX.as_langchain("molecular_mass")
    message = chosen.invoke(
        {"name": "molecular_mass", "args": {"molecule": "water"}, "id": "1", "type": "tool_call"}
    )
    assert "18.015 g/mol" in message.content
    assert isinstance(message.artifact, Finding)
    assert message.artifact.quantity("average_mass").text() == "18.015 g/mol"


@pytest.mark.parametrize("name", RUNNABLE)
def test_a_langchain_tool_shows_the_parameters_of_the_tool(name):
    shown = TOOLBOX.as_langchain(name)
    chosen = TOOLBOX.get(name)
    assert list(shown.args) == [p.name for p in chosen.parameters]
    assert shown.description == chosen.summary
    required = shown.get_input_schema().model_json_schema().get("required", [])
    assert required == [p.name for p in chosen.parameters if p.required]


def test_services_are_not_shown_to_a_model():
    assert "store" not in TOOLBOX.as_langchain("search_documents").args


def test_a_langchain_call_with_defaults_left_out_works():
    assert "63.60" in TOOLBOX.as_langchain("descriptors").invoke({"molecule": "aspirin"})


def test_a_langchain_call_raises_what_the_tool_raises():
    with pytest.raises(BadStructure):
        TOOLBOX.as_langchain("molecular_mass").invoke({"molecule": "C1CC("})
