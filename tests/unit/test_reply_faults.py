"""Replies that were once read wrongly: quotations, halves, odd numbers, foreign schemas."""

import json
import socket
from types import SimpleNamespace
from typing import Any

import pytest

from labwright.core.errors import BadReply, BadSetting
from labwright.models.local.replies import Reply, StreamedReply
from labwright.models.local.writing import Piece
from labwright.models.parsing.json_text import read_json
from labwright.models.parsing.reasoning import split_reasoning, still_thinking
from labwright.models.parsing.tool_calls import (
    Calls,
    check_tool_calls,
    read_required_call,
    read_tool_calls,
)
from labwright.models.parsing.tool_choice import call_schema
from labwright.models.structured.bounds import bounded, unbounded
from labwright.models.structured.shape import Shape


def tool(name: str, **properties: Any) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties, "required": list(properties)[:1]}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


TEXT = {"type": "string"}
TOOLS = [
    tool("note", text=TEXT, size={"type": "integer"}),
    tool("delete", file=TEXT),
    tool("weigh", molecule=TEXT),
    tool("num", x={"type": "number"}),
]
DELETE = "<function=delete><parameter=file>all</parameter></function>"
MARKED = '<tool_call>{"name": "delete", "arguments": {"file": "all"}}</tool_call>'
FENCED = '```json\n{"name": "delete", "arguments": {"file": "all"}}\n```'


def called(calls: Calls) -> list[tuple[str, Any]]:
    return [(call["name"], call["args"]) for call in calls.valid]


@pytest.mark.parametrize("quote", [DELETE, MARKED, FENCED, "a </tool_call> b", "a </think> b"])
@pytest.mark.parametrize("form", ["{}", "<tool_call>{}</tool_call>", "```json\n{}\n```", "[{}]"])
def test_a_quotation_in_an_argument_chooses_no_tool(quote: str, form: str) -> None:
    call = json.dumps({"name": "note", "arguments": {"text": quote}})
    calls = read_tool_calls(form.replace("{}", call), TOOLS)
    assert (called(calls), calls.invalid) == ([("note", {"text": quote})], ())
    assert called(read_required_call(call, TOOLS)) == [("note", {"text": quote})]


@pytest.mark.parametrize(
    "text",
    ['Found {"quote": "' + DELETE + '"} in it.', '{"quote": "' + DELETE, f"The mark `{DELETE}`.",
     f"```xml\n{DELETE}\n```", f"It says “{DELETE}”.", '{"quote": "' + DELETE + '", oops}',
     '[{"name": "note", "arguments": {"text": "' + DELETE],
)  # fmt: skip
def test_a_quotation_in_an_answer_chooses_no_tool(text: str) -> None:
    assert called(read_tool_calls(text, TOOLS)) == []


@pytest.mark.parametrize(
    "text",
    ["<tool_call>\n<function=weigh>\n<parameter=molecule>\nC[C@H](N)C(=O",
     "<function=weigh><parameter=molecule>CCO</parameter><para",
     "<function=weigh><parameter=molecule>CCO</parameter>",
     "<function=weigh><parameter=molecule>CCO</function>",
     "<function=note><parameter=text>quote: " + DELETE + "</parameter></function>",
     '{"name": "weigh", "arguments": {"molecule": "CC',
     '```json\n{"name": "weigh", "arguments": {"molecule": "CC',
     '[weigh(molecule="CC', 'weigh(molecule="CC"', '<tool_call>{"name": "weigh", "argum'],
)  # fmt: skip
def test_a_call_that_breaks_off_is_no_call_and_no_answer(text: str) -> None:
    calls = read_tool_calls(text, TOOLS)
    assert (calls.text, calls.valid) == ("", ())
    assert calls.invalid


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\beta \nu \frac C\C=C/C", r"\beta \nu \frac C\C=C/C"),
        (r"C\N=C", r"C\N=C"),
        (r"C\\C=C/C", r"C\C=C/C"),
        (r"one\ntwo", "one\ntwo"),
        (r"it\'s", "it's"),
    ],
)
@pytest.mark.parametrize("mark", ['"', "'"])
def test_texts_in_calls_written_as_python_are_no_python(
    written: str, meant: str, mark: str
) -> None:
    calls = read_tool_calls(f"[note(text={mark}{written}{mark}, size=3)]", TOOLS)
    assert called(calls) == [("note", {"text": meant, "size": 3})]


@pytest.mark.parametrize(
    "text", ["note(text={[]: 1})", "num(x=1e999)", "note(text=" + "[" * 5000 + ")",
             "note(text=" + "-" * 50_000 + "1)", "note(text=__import__('os'))"],
)  # fmt: skip
def test_no_python_makes_the_reader_fail(text: str) -> None:
    assert called(read_tool_calls(text, TOOLS)) == []


@pytest.mark.parametrize(
    "text",
    ['<tool_call>{"name":"weigh","arguments":{"molecule":"C"}}\n'
     '{"name":"note","arguments":{"text":"N"}}</tool_call>',
     '{"name":"weigh","arguments":{"molecule":"C"}}\n{"name":"note","arguments":{"text":"N"}}',
     '[weigh(molecule="C"), note(text="N")]'],
)  # fmt: skip
def test_the_second_call_is_not_lost(text: str) -> None:
    calls = read_tool_calls(text, TOOLS)
    assert called(calls) == [("weigh", {"molecule": "C"}), ("note", {"text": "N"})]
    assert calls.text == ""


@pytest.mark.parametrize("form", ["{}", "<tool_call>{}</tool_call>"])
def test_arguments_beside_the_name_are_not_dropped(form: str) -> None:
    calls = read_tool_calls(form.replace("{}", '{"name":"note","size":500,"text":"hi"}'), TOOLS)
    assert calls.valid == ()
    assert "size, text" in str(calls.invalid[0]["error"])


def test_a_tool_that_is_repeated_is_not_called() -> None:
    for text in (json.dumps(TOOLS[0]), json.dumps(TOOLS[0]["function"])):
        assert read_tool_calls(text, TOOLS) == Calls(text=text)


def test_bare_values_follow_their_schema() -> None:
    form = "<function={}><parameter={}>{}</parameter></function>"
    digits = read_tool_calls(form.format("weigh", "molecule", "2244"), TOOLS)
    assert called(digits) == [("weigh", {"molecule": "2244"})]
    number = read_tool_calls(form.format("num", "x", "2.5"), TOOLS)
    assert called(number) == [("num", {"x": 2.5})]
    assert read_tool_calls(form.format("num", "x", "NaN"), TOOLS).invalid


def test_no_two_calls_have_one_id() -> None:
    text = (
        '<tool_call>{"id":"call_2","name":"weigh","arguments":{"molecule":"C"}}</tool_call>'
        '<tool_call>{"name":"weigh","arguments":{"molecule":"N"}}</tool_call>'
    )
    replies = [*read_tool_calls(text, TOOLS).valid, *read_tool_calls(text, TOOLS).valid]
    assert len({call["id"] for call in replies}) == 4
    given = [("weigh", {"molecule": "C"}, "a"), ("weigh", {"molecule": "N"}, "a")]
    assert len({call["id"] for call in check_tool_calls("", given, TOOLS).valid}) == 2


def reply(
    text: str, tools: list[dict[str, Any]] | None = None, end: str = "", must: bool = False
) -> tuple[Any, Any]:
    """Return a reply at once and as the sum of its stream, given how its prompt ends."""
    vocabulary = SimpleNamespace(decode=lambda tokens: end)
    question: Any = SimpleNamespace(
        model=SimpleNamespace(vocabulary=vocabulary), prompt=[1], tools=tools or (),
        must_call=must, constraint=must or None,
    )  # fmt: skip
    whole, streamed = Reply(question, "m"), StreamedReply(question, "m")
    chunks = []
    for at in range(0, len(text) + 1, 3):
        part = text[at : at + 3]
        piece = Piece(part, at + 1, "" if at + 3 <= len(text) else "stop")
        whole.add(piece)
        chunks += streamed.add(piece)
    total: Any = chunks[0]
    for chunk in chunks[1:]:
        total = total + chunk
    return whole.message(), total


@pytest.mark.parametrize(
    ("text", "end", "content", "thought"),
    [
        ("It is a drug.</think>\nAspirin", "<think>\n", "Aspirin", "It is a drug."),
        ("It is a dr", "<|assistant|><think>", "", "It is a dr"),
        ("<think>a drug</think>Aspirin", "", "Aspirin", "a drug"),
        ('{"note": "the </think> tag"}', "", '{"note": "the </think> tag"}', None),
    ],
)
def test_a_stream_shows_what_is_answered_and_not_what_is_thought(
    text: str, end: str, content: str, thought: str | None
) -> None:
    for message in reply(text, end=end):
        assert message.text == content
        assert message.additional_kwargs.get("reasoning_content") == thought


def test_a_thought_that_nothing_opened_loses_no_answer_in_a_stream() -> None:
    assert reply("It is.</think>Aspirin it is")[1].text.endswith("Aspirin it is")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('Both: <tool_call>{"name":"weigh","arguments":{"molecule":"C"}}</tool_call> and more',
         "Both:  and more"),
        ('weigh(molecule="C")', ""),
        ("weighing takes time", "weighing takes time"),
    ],
)  # fmt: skip
def test_a_stream_has_the_words_and_calls_of_the_reply(text: str, content: str) -> None:
    whole, streamed = reply(text, TOOLS)
    assert (whole.text, streamed.text.strip()) == (content, content)
    assert [c["args"] for c in whole.tool_calls] == [c["args"] for c in streamed.tool_calls]


def test_a_required_call_is_read_as_json_and_nothing_else() -> None:
    text = json.dumps({"name": "note", "arguments": {"text": f"{DELETE} a </think> b"}})
    for message in reply(text, TOOLS, end="<think>", must=True):
        assert [c["name"] for c in message.tool_calls] == ["note"]
        assert message.text == ""
    for message in reply(text[:40], TOOLS, must=True):
        assert not message.tool_calls
        assert message.invalid_tool_calls[0]["name"] == "note"


def test_a_prompt_that_opens_a_thought_makes_all_of_a_reply_one() -> None:
    assert split_reasoning("never ends", opened=True) == ("never ends", "")
    assert still_thinking("never", opened=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "x </think> y"}', {"a": "x </think> y"}),
        ('The ion [1]: {"a": 1}', {"a": 1}),
        ('For [Na+] the value is {"a": 1}', {"a": 1}),
        ('```python\nx = {"q": 2}\n```\n```json\n{"a": 1}\n```', {"a": 1}),
        ('{"md": "```json\\n{}\\n```", "b": 1}', {"md": "```json\n{}\n```", "b": 1}),
        ('{"draft": 2} no</think>{"a": 1}', {"a": 1}),
        (r'{"s":"a=1\nb=2"}', {"s": "a=1\nb=2"}),
        (r'{"s":"pH=7\tT=25"}', {"s": "pH=7\tT=25"}),
        (r'{"s":"p/V=nRT\nV=2"}', {"s": "p/V=nRT\nV=2"}),
        ('{"a": [1, 2,],}', {"a": [1, 2]}),
    ],
)
def test_the_value_that_is_meant_is_read(text: str, value: Any) -> None:
    assert read_json(text) == value


@pytest.mark.parametrize(
    "text",
    ["[,]", '{"a": 1e999}', r'{"a": "\ud800"}', 'Sure: {"a": {"b": 1}, "c": "tr', "1" * 5000],
)
def test_what_would_do_harm_later_is_refused(text: str) -> None:
    with pytest.raises(BadReply):
        read_json(text)


def test_of_several_values_the_one_that_fits_is_taken() -> None:
    shape = Shape.of({"type": "object", "properties": {"a": TEXT}, "required": ["a"]})
    assert shape.read('First {"b": 1}, then {"a": "x"}.') == {"a": "x"}
    assert shape.read('```\n{"b": 1}\n```\n```\n{"a": "x"}\n```') == {"a": "x"}


def test_no_reply_is_checked_over_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "create_connection", refuse)
    schema = {"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1:9/schema.json"}}}
    with pytest.raises(BadSetting, match="schema.json"):
        Shape.of(schema).read('{"a": 1}')
    offered = [{"function": {"name": "f", "parameters": schema}}]
    assert check_tool_calls("", [("f", {"a": 1}, "")], offered).invalid


def nested(depth: int) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "integer"}
    for _ in range(depth):
        made = {"type": "array", "items": made}
    return made


@pytest.mark.parametrize(
    "schema",
    [{"properties": {"a": {"$ref": "#/$defs/Nope"}}}, {"type": "nonsense"}, nested(2000),
     {"type": "string", "pattern": "(?P<"}, {"properties": 5}],
)  # fmt: skip
def test_a_schema_that_is_none_is_a_setting_to_mend(schema: dict[str, Any]) -> None:
    with pytest.raises(BadSetting):
        Shape.of(schema).read('{"a": 1}')


@pytest.mark.parametrize(
    ("schema", "text"),
    [({"multipleOf": 0.5}, "1" + "0" * 400), ({"type": "string", "format": "date"}, '"soon"'),
     (nested(3), "[" * 2000 + "]" * 2000)],
)  # fmt: skip
def test_a_value_that_cannot_follow_is_a_bad_reply(schema: dict[str, Any], text: str) -> None:
    with pytest.raises(BadReply):
        Shape.of(schema).read(text)


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": ["a"]},
        {"anyOf": [{"type": "string"}]},
        {"properties": {"a": TEXT}},
        {"const": 1},
        {},
    ],
)
def test_any_dictionary_is_a_schema(schema: dict[str, Any]) -> None:
    assert Shape.of(schema).json_schema == schema
    assert Shape.of(TOOLS[0]).json_schema["title"] == "note"


def test_each_tool_keeps_its_own_definitions() -> None:
    from jsonschema import Draft202012Validator

    def defined(name: str, key: str, enum: list[str]) -> dict[str, Any]:
        made = tool(name, o={"$ref": f"#/{key}/Options"})
        made["function"]["parameters"][key] = {"Options": {"enum": enum}}
        return made

    schema = call_schema([defined("a", "$defs", ["fast"]), defined("b", "definitions", ["slow"])])
    check = Draft202012Validator(schema)
    for name, value in (("a", "fast"), ("b", "slow")):
        assert check.is_valid({"name": name, "arguments": {"o": value}})
    for name, value in (("a", "slow"), ("b", "fast")):
        assert not check.is_valid({"name": name, "arguments": {"o": value}})


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "string", "pattern": "[A-Z]{2}"}, "a text"),
        ({"type": "string", "pattern": "^a|b$"}, "a text"),
        ({"type": "string", "pattern": r"^a\\+$"}, "a text"),
        ({"type": "array", "maxItems": 3}, "values of any kind"),
        ({"type": "object", "additionalProperties": True, "maxProperties": 3}, "any kind"),
        ({"type": "object", "additionalProperties": False, "properties": {"c": {"$ref": "#"}}},
         "itself"),
        ({"type": "object", "patternProperties": {"^a": {"enum": [1]}},
          "additionalProperties": False}, "any number of keys"),
    ],
)  # fmt: skip
def test_the_linter_finds_what_seems_to_end(schema: dict[str, Any], place: str) -> None:
    assert any(place in fault for fault in unbounded(schema))


def test_signs_that_only_look_like_repetitions_are_let_be() -> None:
    assert unbounded({"type": "string", "pattern": r"^[*+]\+{1,3}$"}) == []


def test_bounds_add_no_type_where_values_are_combined() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "integer"}},
        "anyOf": [{"required": ["a"]}, {"properties": {"b": {"type": "integer"}}}],
        "allOf": [{"minProperties": 1}],
    }
    made = bounded(schema)
    assert [list(part) for part in (*made["anyOf"], *made["allOf"])] == [
        ["required"], ["properties"], ["minProperties"],
    ]  # fmt: skip
    assert made["properties"].keys() == {"a", "b"}
    assert made["additionalProperties"] is False


@pytest.fixture(scope="module")
def grammars(tmp_path_factory: pytest.TempPathFactory) -> Any:
    import tiny_models

    from labwright.models.local.grammar import Grammars
    from labwright.models.local.vocabulary import Vocabulary

    folder = tmp_path_factory.mktemp("tiny") / "llama"
    tiny_models.tiny_llama(folder)
    vocabulary = Vocabulary(folder)
    return Grammars(vocabulary, len(vocabulary)), vocabulary


def accepts(grammars: Any, schema: dict[str, Any], text: str) -> bool:
    import torch

    made, vocabulary = grammars
    constraint = made.of_schema(schema)
    for token in vocabulary.encode(text):
        if constraint.allowed(torch.zeros(len(vocabulary)))[token] < 0:
            return False
        constraint.take(token)
    end = vocabulary.ends[0]
    return constraint.ended or bool(constraint.allowed(torch.zeros(len(vocabulary)))[end] == 0)


@pytest.mark.parametrize(
    ("schema", "text"),
    [({"type": "number"}, text) for text in
     ("1.8e-10", "0.00000000018", "6.022e23", "602.2E+21", "1000001", "2500000.5", "-46.07")] + [
        ({"type": "number", "minimum": 0}, "6.022e23"),
        ({"type": "integer", "minimum": 2_000_000}, "3000000"),
        ({"type": "number", "minimum": 5e6, "maximum": 1e7}, "6000000"),
        ({"type": "number", "minimum": 2e6, "maximum": 3e6}, "2500000"),
        ({"type": "number", "minimum": 2e6, "maximum": 3e6}, "2.5e6"),
        ({"type": "string", "minLength": 500}, '"' + "x" * 500 + '"'),
        ({"type": "string", "pattern": "^a{410}b+$"}, '"' + "a" * 410 + 'b"'),
        ({"type": "array", "items": {"enum": [1]}, "minItems": 20}, "[" + "1," * 19 + "1]"),
        ({"type": "integer", "allOf": [{"minimum": 0}, {"maximum": 5}]}, "3"),
        ({"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": False,
          "anyOf": [{"required": ["a"]}]}, '{"a":1}'),
        ({"type": "object", "properties": {"v": {"title": "V"}}, "required": ["v"]}, '{"v":5}'),
        ({"type": "object", "properties": {"v": {}}}, '{"v":{"a":[1,"x",null]}}'),
        ({"const": 10**40}, str(10**40)),
    ],
)  # fmt: skip
def test_a_grammar_allows_what_its_schema_asks_for(
    grammars: Any, schema: dict[str, Any], text: str
) -> None:
    assert accepts(grammars, schema, text)


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "number"}, "0." + "3" * 50),
        ({"type": "integer"}, "1" * 50),
        ({"type": "number"}, "1e1000"),
        ({"type": "number", "minimum": -1e30, "maximum": 1e30}, "1e31"),
        ({"type": "string", "pattern": "[A-Z]{2}"}, '"' + "x" * 3000 + 'AB"'),
        ({"type": "array", "maxItems": 3}, '["' + "x" * 3000 + '"]'),
        ({"type": "object", "additionalProperties": True}, '{"' + "x" * 3000 + '":1}'),
    ],
)
def test_a_grammar_lets_nothing_go_on_for_ever(
    grammars: Any, schema: dict[str, Any], text: str
) -> None:
    assert not accepts(grammars, schema, text)


def test_a_schema_nested_too_deeply_makes_no_grammar(grammars: Any) -> None:
    with pytest.raises(BadSetting):
        grammars[0].of_schema(nested(2000))
