"""Figures, formulae, equations and files that a question names, and which parameter each fills."""

from typing import Annotated, Any

import pytest

from labwright.agents.figures import chosen, figures_for
from labwright.agents.filling import fill
from labwright.agents.intake.amounts import is_formula
from labwright.agents.intake.reader import Intake, mask
from labwright.agents.routes import Route
from labwright.agents.segments import Segment
from labwright.core.finding import Finding
from labwright.core.reading import Reading
from labwright.tools.contract import Tool, as_tool, tool
from labwright.tools.parameters import (
    Formula,
    Molecules,
    Question,
    Reaction,
    TableFile,
    counted,
    measured,
    one_of,
)
from labwright.tools.toolbox import Toolbox


@pytest.fixture(scope="module")
def intake() -> Intake:
    words = set("how much of the what is in and to from for with dilute balance mix at".split())
    return Intake(Toolbox(), lambda word: word in words)


def values(reading: Reading, kind: Any) -> list[str]:
    return [entity.value for entity in reading.of(kind)]


@pytest.mark.parametrize(("question", "expected"), [
    ("Dilute 5 mL of 2 M HCl to 0.1 M", ["5 mL", "2 M", "0.1 M"]),
    ("What is 3.5 kJ/mol in eV?", ["3.5 kJ/mol"]),
    ("heat it to 80 °C for 2 h under 1.5 atm", ["80 °C", "2 h", "1.5 atm"]),
    ("k = 3.2e-4 s-1 at 298 K", ["3.2e-4 s-1", "298 K"]),
    ("1 × 10^-3 mol/L", ["1 × 10^-3 mol/L"]),
    ("buffer of pH 7.4", ["7.4"]),
    ("wavelength of 532 nm, 12% yield", ["532 nm", "12%"]),
    ("a 250-mL flask", ["250-mL"]),
])  # fmt: skip
def test_figures_with_units_are_found(intake: Intake, question: str, expected: list[str]) -> None:
    assert values(intake.read(question), "quantity") == expected


@pytest.mark.parametrize("question", [
    "mass of 1,2-dibromoethane", "What is C5H12?", "the [M+H]+ ion of aspirin", "2-methylpropane",
    "Is 4-nitrophenol an acid?",
])  # fmt: skip
def test_numbers_inside_names_are_no_figures(intake: Intake, question: str) -> None:
    assert values(intake.read(question), "quantity") == []


@pytest.mark.parametrize(("question", "expected"), [
    ("Balance Fe + O2 -> Fe2O3", ["Fe + O2 -> Fe2O3"]),
    ("Balance: KMnO4 + HCl = KCl + MnCl2 + H2O + Cl2.", ["KMnO4 + HCl = KCl + MnCl2 + H2O + Cl2"]),
    ("2 H2 + O2 → 2 H2O, which is limiting?", ["2 H2 + O2 → 2 H2O"]),
    ("apply CC(=O)O.OCC>>CC(=O)OCC please", ["CC(=O)O.OCC>>CC(=O)OCC"]),
])  # fmt: skip
def test_equations_are_found_whole(intake: Intake, question: str, expected: list[str]) -> None:
    assert values(intake.read(question), "reaction") == expected


def test_a_formula_stands_beside_the_reading_as_a_molecule(intake: Intake) -> None:
    assert values(intake.read(r"electrons in \ce{NO}?"), "formula") == ["NO"]
    assert values(intake.read("isomers of C5H12?"), "formula") == ["C5H12"]
    assert values(intake.read("oxidation state of N in Cu(NO3)2"), "formula") == ["Cu(NO3)2"]


@pytest.mark.parametrize(("text", "expected"), [
    ("Cu(NO3)2", True), ("SO4^2-", True), ("NH4+", True), ("CuSO4·5H2O", True), ("CO", True),
    ("C₆H₁₂O₆", True), ("LiNi0.8Mn0.1Co0.1O2", True), ("[Fe(CN)6]4-", True),
    ("CCO", False), ("In", False), ("water", False), ("c1ccccc1", False), ("The", False),
])  # fmt: skip
def test_formulae_are_told_from_words_and_smiles(text: str, expected: bool) -> None:
    assert is_formula(text) is expected


def test_files_are_found_with_and_without_quotes(intake: Intake) -> None:
    reading = intake.read('cluster data/my.set.csv and then "my molecules.sdf"')
    assert values(reading, "datafile") == ["data/my.set.csv", "my molecules.sdf"]


def test_masked_questions_show_what_kind_of_thing_stands_where(intake: Intake) -> None:
    reading = intake.read("Dilute 5 mL of water in list.csv")
    assert mask(reading, intake.vocabulary) == "Dilute the amount of the molecule in the file"


@tool(examples=("x",), domain="any", agent="analyst")
def dilute(
    stock: Annotated[str, measured("mol/L", "stock", "from", "of")] = "",
    final: Annotated[str, measured("mol/L", "to", "final")] = "",
    taken: Annotated[str, measured("L", "take", "dilute", "add")] = "",
    made: Annotated[str, measured("L", "prepare", "make", "final volume")] = "",
    times: Annotated[int, counted("times", "steps")] = 1,
    solvent: Annotated[str, one_of(lambda: {"water": ("aqueous",), "ethanol": ("alcohol",)})] = "",
) -> Finding:
    """Dilute.

    Args:
        stock: Concentration before.
        final: Concentration after.
        taken: Volume before.
        made: Volume after.
        times: How often.
        solvent: In what.
    """
    return Finding(statement="done")


DILUTE: Tool = as_tool(dilute)


@pytest.mark.parametrize(("question", "expected"), [
    ("Dilute 5 mL of 2 M HCl to 0.1 M", {"taken": "5 mL", "stock": "2 M", "final": "0.1 M"}),
    ("How do I prepare 250 mL of 0.1 M NaOH from 2 M stock?",
     {"made": "250 mL", "stock": "2 M", "final": "0.1 M"}),
    ("from 2 mol/L to 50 mM", {"stock": "2 mol/L", "final": "50 mM"}),
])  # fmt: skip
def test_each_figure_goes_where_the_words_beside_it_say(
    intake: Intake, question: str, expected: dict[str, str]
) -> None:
    reading = intake.read(question)
    whole = Segment(0, len(reading.plain), reading.entities, ())
    assert figures_for(DILUTE, "quantity", whole, reading) == expected


def test_bare_numbers_and_choices_fill_what_they_are_named_for(intake: Intake) -> None:
    reading = intake.read("dilute 5 mL 3 times in aqueous solution")
    whole = Segment(0, len(reading.plain), reading.entities, ())
    assert figures_for(DILUTE, "number", whole, reading) == {"times": 3}
    [arguments] = fill(DILUTE, whole, Route(tool="dilute", score=1.0, why="named"), reading)
    assert arguments == {"taken": "5 mL", "times": 3, "solvent": "water"}
    solvent = next(p for p in DILUTE.parameters if p.name == "solvent")
    assert chosen(solvent, "in benzene") == ""


@tool(examples=("x",), domain="any")
def everything(
    formula: Formula, reaction: Reaction, molecules: Molecules, file: TableFile, question: Question
) -> Finding:
    """Take everything.

    Args:
        formula: A formula.
        reaction: A reaction.
        molecules: Molecules.
        file: A file.
        question: The question.
    """
    return Finding(statement="done")


def test_what_a_tool_must_have_and_the_question_lacks_makes_no_call(intake: Intake) -> None:
    made = as_tool(everything)
    route = Route(tool="everything", score=1.0, why="named")
    reading = intake.read("C5H12 with CCO, CCN in my.csv")
    molecules = tuple(e for e in reading.of("molecule"))
    whole = Segment(0, len(reading.plain), reading.entities, molecules)
    assert fill(made, whole, route, reading) == []
    reading = intake.read("C5H12 with Fe + O2 -> Fe2O3? and CCO, CCN in my.csv")
    molecules = tuple(e for e in reading.of("molecule"))
    whole = Segment(0, len(reading.plain), reading.entities, molecules)
    [arguments] = fill(made, whole, route, reading)
    assert arguments == {
        "formula": "C5H12", "reaction": "Fe + O2 -> Fe2O3", "molecules": ["CCO", "CCN"],
        "file": "my.csv", "question": reading.question,
    }  # fmt: skip
