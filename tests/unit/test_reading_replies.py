"""Reading what models write: JSON with chemistry in it, reasoning, tool calls."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labwright.core.errors import BadArgument, BadReply
from labwright.models.parsing.chunk import ReplyChunk, reply_chunk
from labwright.models.parsing.json_text import read_json
from labwright.models.parsing.reasoning import split_reasoning, still_thinking
from labwright.models.parsing.tool_calls import check_tool_calls, read_tool_calls
from labwright.models.parsing.tool_choice import call_schema, checked_choice

SMILES = ["C\\C=C/C", "F/C=C/F", "C[C@H](N)C(=O)O", "O=[N+]([O-])c1ccccc1", "[Na+].[Cl-]"]
INCHI = "InChI=1S/C9H8O4/c1-6(10)13-8-5-3-2-4-7(8)9(11)12/h2-5H,1H3,(H,11,12)"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r'{"t": "\beta + \frac{1}{2}"}', r"\beta + \frac{1}{2}"),
        (r'{"t": "\nu, \theta, \rho and \times"}', r"\nu, \theta, \rho and \times"),
        (r'{"t": "C\C=C/C"}', r"C\C=C/C"),
        (r'{"t": "C\\C=C/C"}', r"C\C=C/C"),
        (r'{"t": "F/C=C\n1cccc1"}', r"F/C=C\n1cccc1"),
        (r'{"t": "\ce{H2O} \( x \)"}', r"\ce{H2O} \( x \)"),
        (r'{"t": "Steps:\n1. go\n2. Then"}', "Steps:\n1. go\n2. Then"),
        (r'{"t": "\u03bcm"}', "μm"),
        ('{"t": "한글 μ ²"}', "한글 μ ²"),
        ('{"t": "first\nsecond"}', "first\nsecond"),
        (json.dumps({"t": INCHI}), INCHI),
        ('{"t": "he said \\"no\\", ok, ]"}', 'he said "no", ok, ]'),
    ],
)
def test_chemistry_and_mathematics_come_out_of_json_as_written(written: str, meant: str) -> None:
    assert read_json(written) == {"t": meant}


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\\", exclude_categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(
        st.characters(exclude_characters="\\", exclude_categories=["Cs", "Cc"])), inner),
    max_leaves=12,
))  # fmt: skip
def test_json_without_backslashes_or_control_characters_is_read_as_any_reader_does(
    value: object,
) -> None:
    assert read_json(json.dumps(value)) == value
    assert read_json(json.dumps(value, ensure_ascii=False)) == value


@given(
    st.lists(st.sampled_from([*SMILES, INCHI, r"\ce{Fe^{3+}}", "α-리튬", "C:\\data"]), min_size=1)
)
def test_texts_that_are_escaped_properly_always_come_back(texts: list[str]) -> None:
    assert read_json(json.dumps({"list": texts})) == {"list": texts}


@pytest.mark.parametrize(
    "written",
    ['```json\n{"a": 1,}\n```', 'Sure! {"a": 1} Hope it helps.', '<think>{"a": 2}</think>{"a": 1}',
     'thinking…</think>\n```\n{"a": 1}'],
)  # fmt: skip
def test_what_stands_around_the_json_is_left_out(written: str) -> None:
    assert read_json(written) == {"a": 1}


@pytest.mark.parametrize(
    "written",
    ["", "no json", '{"a": "trunc', '{"a": [1, 2', '{"a": 1, "a": 2}', '{"a": NaN}',
     "[" * 100_000, '<think>{"a": 1}'],
)  # fmt: skip
def test_half_or_double_meanings_are_refused_and_never_completed(written: str) -> None:
    with pytest.raises(BadReply):
        read_json(written)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("<think>It is C9H8O4.</think>Aspirin", ("It is C9H8O4.", "Aspirin")),
        ("It is.</think>\nAspirin", ("It is.", "Aspirin")),
        ("<think>never ends", ("never ends", "")),
        ("Aspirin", ("", "Aspirin")),
        ("<reasoning>a</reasoning>b", ("a", "b")),
        ("Use <think> tags", ("", "Use <think> tags")),
    ],
)
def test_thoughts_are_told_from_answers(text: str, parts: tuple[str, str]) -> None:
    assert split_reasoning(text) == parts


def test_a_stream_shows_nothing_while_it_may_be_a_thought() -> None:
    text = "<think>It is a drug.</think>Aspirin"
    states = [still_thinking(text[:end]) for end in range(1, len(text) + 1)]
    closed = text.index("Aspirin") - 1
    assert states == [True] * closed + [False] * (len(text) - closed)


PARAMETERS = {
    "type": "object",
    "properties": {"molecule": {"type": "string"}, "n": {"type": "integer"}},
    "required": ["molecule"],
    "additionalProperties": False,
}
TOOLS = [
    {"type": "function", "function": {"name": name, "parameters": PARAMETERS}}
    for name in ("weigh", "draw")
]


@pytest.mark.parametrize(
    "text",
    [
        '<tool_call>\n{"name": "weigh", "arguments": {"molecule": "CCO"}}\n</tool_call>',
        '<tool_call>{"name": "weigh", "args": {"molecule": "CCO"}}',
        "<tool_call>\n<function=weigh>\n<parameter=molecule>\nCCO\n</parameter>\n</function></tool_call>",
        '[TOOL_CALLS][{"name": "weigh", "arguments": {"molecule": "CCO"}}]',
        '<|python_tag|>{"name": "weigh", "parameters": {"molecule": "CCO"}}',
        '<function=weigh>{"molecule": "CCO"}</function>',
        '```json\n{"name": "weigh", "arguments": {"molecule": "CCO"}}\n```',
        '{"name": "weigh", "arguments": "{\\"molecule\\": \\"CCO\\"}"}',
        '[weigh(molecule="CCO")]',
        '{"function": {"name": "weigh", "arguments": {"molecule": "CCO"}}, "type": "function"}',
        '{"tool": "weigh", "tool_input": {"molecule": "CCO"}}',
    ],
)
def test_a_call_is_found_however_a_model_writes_it(text: str) -> None:
    calls = read_tool_calls(text, TOOLS)
    assert [(c["name"], c["args"]) for c in calls.valid] == [("weigh", {"molecule": "CCO"})]
    assert not calls.invalid
    assert calls.text == ""


def test_several_calls_and_the_words_beside_them_are_kept() -> None:
    text = 'Both: <tool_call>{"name":"weigh","arguments":{"molecule":"C"}}</tool_call>' + (
        '<tool_call>{"name":"draw","arguments":{"molecule":"N"}}</tool_call>'
    )
    calls = read_tool_calls(text, TOOLS)
    assert [c["name"] for c in calls.valid] == ["weigh", "draw"]
    assert len({c["id"] for c in calls.valid}) == 2
    assert calls.text == "Both:"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<tool_call>{"name": "nope", "arguments": {}}</tool_call>', "no tool “nope”"),
        ('<tool_call>{"name": "weigh", "arguments": {"mol": "C"}}</tool_call>', "molecule"),
        ('<tool_call>{"name": "weigh", "arguments": {"molecule": 5}}</tool_call>', "molecule"),
        ('<tool_call>{"name": "weigh", "arguments": {"molecule": "CC"</tool_call>', ""),
        ("<tool_call>weigh the molecule</tool_call>", "names no tool"),
    ],
)
def test_a_call_that_cannot_be_run_says_why(text: str, reason: str) -> None:
    calls = read_tool_calls(text, TOOLS)
    assert not calls.valid
    assert reason in calls.invalid[0]["error"]


@pytest.mark.parametrize(
    "text",
    ["The mass is 46.07.", '{"answer": 5}', "C[C@H](N)C(=O)O", "weigh(CCO) is what I would call",
     'Data:\n```json\n{"name": "Bob", "arguments": 1}\n```', "[1, 2]", "print(5)"],
)  # fmt: skip
def test_words_that_are_no_call_stay_words(text: str) -> None:
    calls = read_tool_calls(text, TOOLS)
    assert (calls.text, calls.valid, calls.invalid) == (text, (), ())


def test_arguments_that_broke_off_never_become_a_call() -> None:
    whole = '{"molecule": "C\\\\C=C/C", "n": 3}'
    for end in range(len(whole)):
        calls = check_tool_calls("", [("weigh", whole[:end], "1")], TOOLS)
        assert not calls.valid, whole[:end]
    assert check_tool_calls("", [("weigh", whole, "1")], TOOLS).valid[0]["args"]["n"] == 3


def test_chunks_added_up_keep_calls_whole_and_broken_ones_broken() -> None:
    call = check_tool_calls("", [("weigh", {"molecule": "C\\C=C/C"}, "a")], TOOLS).valid
    bad = check_tool_calls("", [("weigh", '{"molecule": "CC', "b")], TOOLS).invalid
    added = ReplyChunk(content="So: ") + reply_chunk("", call, bad)
    assert added.tool_calls[0]["args"] == {"molecule": "C\\C=C/C"}
    assert [c["id"] for c in added.invalid_tool_calls] == ["b"]
    assert added.content == "So: "


def test_a_choice_of_tool_has_one_form() -> None:
    named = {"type": "function", "function": {"name": "draw"}}
    assert checked_choice("draw", TOOLS) == checked_choice(named, TOOLS) == named
    assert [checked_choice(c, TOOLS) for c in ("any", True, "required")] == ["required"] * 3
    assert checked_choice(None, TOOLS) == "auto"
    assert checked_choice(False, TOOLS) == "none"
    with pytest.raises(BadArgument, match="weigh, draw"):
        checked_choice("nope", TOOLS)


def test_definitions_of_arguments_move_to_the_root_of_a_call() -> None:
    from jsonschema import Draft202012Validator

    parameters = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/Atom"}},
        "required": ["a"],
        "$defs": {"Atom": {"enum": ["C", "N"]}},
    }
    schema = call_schema([{"function": {"name": "f", "parameters": parameters}}])
    check = Draft202012Validator(schema)
    assert check.is_valid({"name": "f", "arguments": {"a": "C"}})
    assert not check.is_valid({"name": "f", "arguments": {"a": "X"}})
