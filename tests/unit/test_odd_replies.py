"""What servers send as a reply: several calls, halves of characters, and what nobody expects."""

import json
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from model_server import CHAT, WEIGH, BareServer, ModelServer, listing, said

from labwright.core.errors import LabwrightError, ServerFault
from labwright.models.endpoint.chat import EndpointChatModel
from labwright.models.endpoint.discovery import identify
from labwright.models.endpoint.replies import ServedReply


def call(arguments: Any, name: str = "weigh", **more: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "arguments": arguments}} | more


def taken(message: Any) -> Any:
    body = {"choices": [{"message": message, "finish_reason": "stop"}]}
    return ServedReply("http://a/v1", [WEIGH], {}).take(body)


def put_together(*deltas: Any) -> Any:
    reply = ServedReply("http://a/v1", [WEIGH], {})
    chunks = [reply.add({"choices": [{"delta": delta}]}) for delta in deltas]
    whole = None
    for chunk in [*filter(None, chunks), reply.last()]:
        whole = chunk if whole is None else whole + chunk
    return whole


def test_words_around_a_streamed_call_are_shown() -> None:
    whole = put_together(
        {"content": "First. "},
        {"content": '<tool_call>{"name": "weigh", "arguments": {"m": "C"}}</tool_call>'},
        {"content": " Then this."},
    )
    assert whole.text == "First.  Then this."
    assert [c["args"] for c in whole.tool_calls] == [{"m": "C"}]
    whole = put_together({"content": "If a < b"}, {"tool_calls": [call('{"m": "C"}')]})
    assert (whole.text, len(whole.tool_calls)) == ("If a < b", 1)


def test_a_call_written_as_code_is_not_shown_as_words_too() -> None:
    whole = put_together({"content": "weigh("}, {"content": 'm="C")'})
    assert (whole.text, whole.tool_calls[0]["args"]) == ("", {"m": "C"})


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"content": [{"type": "text", "text": None}]}, ""),
        ({"content": ["Hel", {"text": "lo"}]}, "Hello"),
        ({"content": {"text": "Hello"}}, ""),
        ({"content": "x", "reasoning": {"a": 1}}, "x"),
        ({"content": "x", "tool_calls": 5}, "x"),
        ({"content": "a\ud83db"}, "a�b"),
    ],
)
def test_odd_content_is_read_as_far_as_it_is_text(message: Any, text: str) -> None:
    reply = taken(message)
    assert (reply.text, reply.tool_calls, reply.invalid_tool_calls) == (text, [], [])
    reply.model_dump_json()


def test_odd_calls_are_invalid_and_never_the_end() -> None:
    odd = [
        {"function": "weigh"}, {"function": None}, call('{"m": "a"', index=[0]), call([1]),
        call('{"m": "a"}{"m": "b"}'), 5,
    ]  # fmt: skip
    for reply in (taken({"tool_calls": odd}), put_together({"tool_calls": odd})):
        assert reply.tool_calls == []
        assert all(invalid["error"] for invalid in reply.invalid_tool_calls)
    assert len(taken({"tool_calls": odd}).invalid_tool_calls) == 5
    assert put_together(["x"], "y", {"content": "z"}).text == "z"


def test_half_a_character_waits_for_the_other_half() -> None:
    assert put_together({"content": "a\ud83d"}, {"content": "\ude00b"}).text == "a😀b"
    assert put_together({"content": "a\ud83d"}, {"content": "b\ud83d"}).text == "a�b�"
    taken({"tool_calls": [call('{"m": "\\ud83d"}')]}).model_dump_json()


@pytest.mark.parametrize("listed", [{"data": 5}, {"data": [5, {"id": 6}]}, [7], b"[" * 100_000])
def test_an_odd_list_of_models_is_no_list(listed: Any) -> None:
    with (
        BareServer({"/v1/models": listed}) as server,
        pytest.raises(ServerFault, match="no list of models"),
    ):
        identify(server.address)


def test_half_a_character_in_a_question_does_not_end_it() -> None:
    with ModelServer() as server:
        model = EndpointChatModel(address=server.address)
        assert model.invoke("a\ud83d").text == "You said: a?"


# Several calls


def whole_and_streamed(*calls: dict[str, Any]) -> list[Any]:
    return [
        taken({"tool_calls": list(calls)}),
        put_together({"tool_calls": list(calls)}),
        put_together(*({"tool_calls": [one]} for one in calls)),
    ]


@pytest.mark.parametrize(
    "more",
    [({"id": "1", "index": 0}, {"id": "2", "index": 0}), ({"id": "1"}, {"id": "2"}), ({}, {}),
     ({"index": 0}, {"index": 0}), ({"index": 0}, {"index": 1})],
)  # fmt: skip
@pytest.mark.parametrize("form", [str, dict])
def test_two_calls_stay_two(more: tuple[Any, Any], form: type) -> None:
    values = [{"m": "a"}, {"m": "b"}]
    given = [value if form is dict else json.dumps(value) for value in values]
    for reply in whole_and_streamed(call(given[0], **more[0]), call(given[1], **more[1])):
        assert [made["args"] for made in reply.tool_calls] == values
        assert len({made["id"] for made in reply.tool_calls}) == 2


def test_the_same_id_twice_is_numbered() -> None:
    calls = [call('{"m": "a"}', id="x", index=0), call('{"m": "b"}', id="x", index=1)]
    for reply in whole_and_streamed(*calls):
        assert [made["id"] for made in reply.tool_calls] == ["x", "x_2"]


def test_pieces_that_repeat_id_and_name_are_one_call() -> None:
    for more in ({"id": "1", "index": 0}, {"id": "1"}, {}):
        parts = [call(part, **more) for part in ("", '{"m"', ': "a', '"}', "")]
        reply = put_together(*({"tool_calls": [part]} for part in parts))
        assert [made["args"] for made in reply.tool_calls] == [{"m": "a"}]
    bare = [{"function": {"arguments": part}} for part in ('{"m"', ': "a"}')]
    reply = put_together(*({"tool_calls": [part]} for part in (call("", id="1"), *bare)))
    assert [made["args"] for made in reply.tool_calls] == [{"m": "a"}]


def test_no_odd_reply_escapes_its_type() -> None:
    for odd in (said(tool_calls=[{"function": "weigh"}]), said("a\ud83d"), {"choices": [5]}, [],
                {"choices": [{"message": []}]}, {"error": {"error": {}}}):  # fmt: skip
        with BareServer({"/v1/models": listing("m"), CHAT: json.dumps(odd).encode()}) as server:
            model = EndpointChatModel(address=server.address)
            try:
                model.invoke([HumanMessage("Hello")]).model_dump_json()
            except LabwrightError as error:
                str(error).encode()
