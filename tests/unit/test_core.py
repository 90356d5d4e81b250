"""Quantities, ledger, plans, answers, settings, workspace and errors."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.core import errors
from labwright.core.answer import Answer, Balance, Claim
from labwright.core.errors import (
    BadArgument,
    BadSetting,
    BadStructure,
    CorruptStore,
    LabwrightError,
    MissingExtra,
    UnknownName,
)
from labwright.core.evidence import Call, Evidence, Ledger
from labwright.core.finding import Finding, Quote, Structure, render_references
from labwright.core.plan import Plan, Step
from labwright.core.quantity import Quantity, same_dimension
from labwright.core.settings import Settings, load_settings
from labwright.core.workspace import Workspace

SCRIPT = "<script>alert(1)</script>"


def quantity(value, unit="", decimals=None, key="q"):
    return Quantity(key=key, name="thing", value=value, unit=unit, decimals=decimals)


def computed(number, tool="t", kind="computation"):
    return Evidence(
        kind=kind,
        finding=Finding(statement="{n}", quantities=(quantity(number, key="n"),)),
        call=Call(tool=tool, arguments={"n": number}),
    )


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    for name in [*Settings.model_fields, "workspace"]:
        monkeypatch.delenv(f"LABWRIGHT_{name.upper()}", raising=False)


# Quantity


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "shown"),
    [
        (180.1587, "g/mol", 3, "180.159 g/mol"),
        (63.6, "angstrom**2", 2, "63.60 Å²"),
        (135.0, "degC", 1, "135.0 °C"),
        (40.0, "percent", None, "40 %"),
        (7, "count", None, "7"),
        (7, "", 3, "7"),
        (True, "", None, "yes"),
        (False, "", None, "no"),
        ("C9H8O4", "", None, "C9H8O4"),
        (-0.5, "", 1, "-0.5"),
    ],
)
def test_quantity_is_written_for_people(value, unit, decimals, shown):
    assert quantity(value, unit, decimals).text() == shown


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "expected"),
    [
        (135.0, "degC", "kelvin", 408.15),  # 0 °C is 273.15 K (BIPM)
        (1.0, "kcal/mol", "kJ/mol", 4.184),  # thermochemical calorie (NIST SP 811)
        (1.0, "angstrom", "nm", 0.1),
        (25.0, "percent", "dimensionless", 0.25),
        (1.0, "eV", "J", 1.602177e-19),  # CODATA 2018
    ],
)
def test_quantity_converts_to_known_values(value, unit, wanted, expected):
    assert quantity(value, unit).to(wanted).value == pytest.approx(expected, rel=1e-6)


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_conversion_there_and_back_keeps_six_figures(value):
    there = quantity(value, "g/mol").to("kg/mol")
    assert there.to("g/mol").value == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize("unit", ["kelvin", "nonsense_unit", "g/", "", "((", "1/0"])
def test_conversion_to_an_unfit_unit_says_so(unit):
    with pytest.raises(BadArgument) as caught:
        quantity(1.0, "g/mol").to(unit)
    assert "thing" in caught.value.message


@pytest.mark.parametrize("value", ["C6H6", True])
def test_what_is_no_number_cannot_be_converted(value):
    with pytest.raises(BadArgument, match="not a number"):
        quantity(value).to("g")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [("J", "eV", True), ("g", "m", False), ("", "percent", True), ("g", "foo bar", False)],
)
def test_same_dimension(first, second, same):
    assert same_dimension(first, second) is same


# Findings


def test_references_are_replaced_and_other_braces_stay():
    template = "{q} of {other} in {1,2} and {q}"
    assert render_references(template, (quantity(2, "g"),)) == "2 g of {other} in {1,2} and 2 g"


def test_a_value_that_looks_like_a_reference_is_not_replaced_again():
    values = (quantity("{b}", key="a"), quantity("x", key="b"))
    assert render_references("{a}", values) == "{b}"


@given(st.text(alphabet=st.characters(exclude_characters="{")))
def test_text_without_references_stays(text):
    assert render_references(text, (quantity(1),)) == text


# Ledger


@given(st.lists(st.integers(0, 8), max_size=25))
def test_ledger_enters_a_fact_once_and_ids_stay(numbers):
    ledger = Ledger()
    first = {}
    for number in numbers:
        entered = ledger.add(computed(number))
        assert first.setdefault(number, entered.id) == entered.id
    assert [e.evidence.id for e in ledger.entries] == [f"C{i + 1}" for i in range(len(first))]
    ledger.check()


@given(st.integers(1, 6), st.data())
def test_any_changed_entry_is_noticed(length, data):
    ledger = Ledger()
    for number in range(length):
        ledger.add(computed(number))
    at = data.draw(st.integers(0, length - 1))
    forged = ledger.entries[at].evidence.model_copy(update={"finding": Finding(statement="9")})
    ledger.entries[at] = ledger.entries[at].model_copy(update={"evidence": forged})
    with pytest.raises(CorruptStore, match=f"C{at + 1} was changed"):
        ledger.check()


def test_swapped_and_removed_entries_are_noticed():
    ledger = Ledger()
    for number in range(3):
        ledger.add(computed(number))
    swapped = Ledger(entries=[ledger.entries[1], ledger.entries[0], ledger.entries[2]])
    beheaded = Ledger(entries=ledger.entries[1:])
    for forged in (swapped, beheaded):
        with pytest.raises(CorruptStore):
            forged.check()


def test_ledger_survives_json():
    ledger = Ledger()
    for number in range(3):
        ledger.add(computed(number))
    again = Ledger.model_validate_json(ledger.model_dump_json())
    again.check()
    assert again == ledger
    assert again.add(computed(1)).id == "C2"


def test_ids_are_numbered_by_kind_and_picked_in_the_order_asked():
    ledger = Ledger()
    ids = [ledger.add(computed(i, kind=kind)).id
           for i, kind in enumerate(["computation", "passage", "computation", "lookup", "user"])]  # fmt: skip
    assert ids == ["C1", "P1", "C2", "L1", "U1"]
    assert [e.id for e in ledger.pick(["U1", "X9", "C1"])] == ["U1", "C1"]
    assert ledger.get("X9") is None
    assert [pair[0] for pair in ledger.quantities("n")] == ids
    assert ledger.quantities("no such key") == []


# Plan


def test_a_step_is_ready_when_all_its_needs_are_done():
    plan = Plan(steps=tuple(
        Step(id=i, agent="chemist", task="", tool="t", needs=needs)
        for i, needs in [("a", ()), ("b", ("a",)), ("c", ("a", "b"))]
    ))  # fmt: skip
    assert [s.id for s in plan.ready(set())] == ["a"]
    assert [s.id for s in plan.ready({"a"})] == ["b"]
    assert [s.id for s in plan.ready({"a", "b"})] == ["c"]
    assert plan.ready({"a", "b", "c"}) == []


# Answer


def full_answer():
    quote = Quote(text=f"words {SCRIPT}", document="d", source=f"{SCRIPT}.md", page=2,
                  section=SCRIPT, start=3, end=9)  # fmt: skip
    passage = Evidence(id="P1", kind="passage", finding=Finding(statement="x", quotes=(quote,)),
                       call=Call(tool="search_documents"))  # fmt: skip
    call = Evidence(
        id="C1", kind="computation",
        finding=Finding(statement="y", figure="<svg></svg>",
                        structures=(Structure(name="water", smiles="O"),)),
        call=Call(tool="molecular_mass", arguments={"molecule": SCRIPT}, code=SCRIPT,
                  versions={"rdkit": "1", "labwright": "0"}),
    )  # fmt: skip
    return Answer(
        question=f"What is {SCRIPT}?", thread="t", status="partial",
        claims=[Claim(text=f"It says “{quote.text}”.", evidence=("P1",), origin="quote")],
        table=[["molecule", "mass"], [SCRIPT, "18.015"]],
        notes=[f"note {SCRIPT}"], missing=[f"no {SCRIPT}"], evidence=[passage, call],
        balance=Balance(supported=1, unanswerable=1), model=SCRIPT,
    )  # fmt: skip


def test_html_escapes_whatever_is_not_ours():
    html = full_answer()._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 8
    assert "<svg></svg>" in html


def test_text_has_answer_table_gaps_evidence_and_balance():
    text = str(full_answer())
    for part in ("[P1]", "18.015", "Not answered", "Note", "Evidence", "p. 2",
                 "characters 3–9", "molecular_mass(", "rdkit 1",
                 "Balance  1 statement, all supported; 1 part not answerable"):  # fmt: skip
        assert part in text
    assert text == full_answer().text


def test_an_answer_survives_json():
    answer = full_answer()
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_empty_answer_says_that_nothing_was_stated():
    answer = Answer(question="?", thread="t", status="unanswerable", missing=["No data."])
    assert answer.text == "This cannot be answered\n• No data.\n\nBalance  nothing stated"


@pytest.mark.parametrize(
    ("balance", "shown"),
    [
        (Balance(), "nothing stated"),
        (Balance(supported=1), "1 statement, all supported"),
        (Balance(supported=1, revised=1), "2 statements, all supported; 1 of them after revision"),
        (Balance(supported=2, dropped=1),
         "2 statements, all supported; 1 dropped as unsupported"),
        (Balance(dropped=1, unanswerable=2),
         "nothing stated; 1 dropped as unsupported; 2 parts not answerable"),
    ],
)  # fmt: skip
def test_balance_is_one_line(balance, shown):
    assert balance.text() == shown


# Settings


def test_settings_later_source_wins(tmp_path, monkeypatch):
    file = tmp_path / "settings.toml"
    assert load_settings(file) == Settings()
    file.write_text("steps = 5\nseconds = 7\n", encoding="utf-8")
    monkeypatch.setenv("LABWRIGHT_STEPS", "6")
    monkeypatch.setenv("LABWRIGHT_SECONDS", "8")
    read = load_settings(file, seconds=9, router=None)
    assert (read.router, read.steps, read.seconds) == ("taught", 6, 9)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"steps = 0", "steps"),
        (b"steps = 1001", "steps"),
        (b"seconds = -1", "seconds"),
        (b"router = 'dice'", "router"),
        (b"pasages = 3", "pasages"),
        (b"steps = ", "settings.toml"),
        (b"model = '\xff'", "settings.toml"),
    ],
)
def test_a_bad_settings_file_is_named_with_its_fault(tmp_path, body, named):
    file = tmp_path / "settings.toml"
    file.write_bytes(body)
    with pytest.raises(BadSetting) as caught:
        load_settings(file)
    assert named in caught.value.message
    assert caught.value.remedy


def test_a_bad_variable_of_the_environment_is_named(monkeypatch):
    monkeypatch.setenv("LABWRIGHT_STEPS", "many")
    with pytest.raises(BadSetting, match=r"steps.*'many'"):
        load_settings()


@pytest.mark.parametrize("seconds", ["nan", "0", "-1", "soon"])
def test_a_time_limit_must_be_a_positive_number(monkeypatch, seconds):
    monkeypatch.setenv("LABWRIGHT_SECONDS", seconds)
    with pytest.raises(BadSetting):
        load_settings()


# Workspace


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_kept_body_comes_back_unchanged(tmp_path_factory, body):
    workspace = Workspace(tmp_path_factory.getbasetemp() / "kept")
    digest = workspace.keep(body)
    assert digest == hashlib.sha256(body.encode()).hexdigest()
    assert workspace.keep(body) == digest
    assert workspace.fetch(digest) == body


def test_keeping_leaves_no_half_written_file(tmp_path):
    workspace = Workspace(tmp_path / "w")
    digest = workspace.keep("body")
    files = [p.name for p in workspace.artifacts.rglob("*") if p.is_file()]
    assert files == [digest]


def test_workspace_is_ignored_by_git_only_where_it_is_new(tmp_path):
    Workspace(tmp_path / "new")
    assert (tmp_path / "new" / ".gitignore").read_text() == "*\n"
    used = tmp_path / "used"
    used.mkdir()
    (used / "mine.txt").touch()
    Workspace(used)
    assert not (used / ".gitignore").exists()


def test_workspace_folder_by_argument_then_environment_then_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Workspace().folder == tmp_path / ".labwright"
    monkeypatch.setenv("LABWRIGHT_WORKSPACE", str(tmp_path / "env"))
    assert Workspace().folder == tmp_path / "env"
    assert Workspace(tmp_path / "arg").folder == tmp_path / "arg"


def test_a_workspace_that_is_a_file_is_refused_with_a_remedy(tmp_path):
    (tmp_path / "f").write_text("x")
    with pytest.raises(BadSetting) as caught:
        Workspace(tmp_path / "f")
    assert str(tmp_path / "f") in caught.value.message
    assert "--workspace" in caught.value.remedy


# Errors


def test_every_error_is_named_in_the_tree_and_carries_message_and_remedy():
    classes = [c for c in vars(errors).values()
               if isinstance(c, type) and issubclass(c, LabwrightError)]  # fmt: skip
    assert len(classes) > 10
    for kind in classes:
        assert re.search(rf"\b{kind.__name__}\b", errors.__doc__)
    error = BadArgument("This is wrong.", "Do that.")
    assert (error.message, error.remedy, str(error)) == (
        "This is wrong.", "Do that.", "This is wrong. Do that.")  # fmt: skip
    assert str(BadArgument("Wrong.")) == "Wrong."


def test_errors_name_the_bad_value_and_what_to_do():
    bad = BadStructure("C1CC(", "it is broken", 4)
    assert "C1CC(" in bad.message
    assert "at character 5" in bad.message  # people count from one
    assert bad.position == 4
    unknown = UnknownName("asprin", ("aspirin",))
    assert "asprin" in unknown.message
    assert "aspirin" in unknown.remedy
    assert "labwright[notebook]" in MissingExtra("nbclient", "notebook").remedy
    assert len(BadStructure("C" * 5000, "it is long").message) < 200


def test_source_files_of_core_do_not_import_other_parts():
    from labwright.core import finding

    for file in Path(finding.__file__).parent.glob("*.py"):
        for line in file.read_text(encoding="utf-8").splitlines():
            part = re.match(r"\s*(?:from|import) labwright\.(\w+)", line)
            assert part is None or part[1] == "core", f"{file.name}: {line}"
