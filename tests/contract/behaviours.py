"""What labwright promises of every chat model, whatever stands behind it: forty behaviours.

Not collected by itself: ``test_contract.py`` runs it over the back ends of this machine.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal

import pytest
from backends import BackEnd
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from pydantic import BaseModel

from labwright.core.errors import (
    BadArgument,
    BadReply,
    BadSetting,
    LabwrightError,
    PromptTooLong,
    ServerFault,
)
from labwright.models.budget import fit, tokens_of
from labwright.models.selection import profile_of
from labwright.models.structured.shape import Shape

BEHAVIOURS: list[Callable[[BackEnd], None]] = []


def behaviour(check: Callable[[BackEnd], None]) -> Callable[[BackEnd], None]:
    BEHAVIOURS.append(check)
    return check


class Verdict(BaseModel):
    """A verdict."""

    soluble: bool
    solvent: Literal["water", "ethanol"]


def weigh(molecule: str) -> float:
    """Molar mass of a molecule."""
    return 0.0


def draw(molecule: str) -> str:
    """Draw a molecule."""
    return ""


TOOL = {
    "type": "function",
    "function": {
        "name": "weigh", "description": "Molar mass.",
        "parameters": {
            "type": "object", "properties": {"molecule": {"type": "string", "maxLength": 20}},
            "required": ["molecule"], "additionalProperties": False,
        },
    },
}  # fmt: skip


def added(chunks: Any) -> Any:
    whole = None
    for chunk in chunks:
        whole = chunk if whole is None else whole + chunk
    return whole


def called_or_said_why(reply: Any, names: tuple[str, ...]) -> None:
    assert reply.tool_calls or reply.invalid_tool_calls
    assert all(call["name"] in names for call in reply.tool_calls)
    assert all(isinstance(call["args"]["molecule"], str) for call in reply.tool_calls)
    assert all(call["error"] for call in reply.invalid_tool_calls)


def value_or_bad_reply(run: Callable[[], Any]) -> Any:
    with suppress(BadReply):
        return run()
    return None


@behaviour
def a_question_gets_a_reply(b: BackEnd) -> None:
    assert isinstance(b.model.invoke("Say hello."), AIMessage)


@behaviour
def a_string_a_message_and_a_list_are_the_same_question(b: BackEnd) -> None:
    asked = ("Hello", HumanMessage("Hello"))
    assert b.model.invoke([asked[1]]).text == b.model.invoke([HumanMessage(asked[0])]).text


@behaviour
def a_system_turn_is_taken(b: BackEnd) -> None:
    assert isinstance(b.model.invoke([SystemMessage("Be brief."), HumanMessage("Hi")]), AIMessage)


@behaviour
def two_turns_of_the_user_in_a_row_are_taken(b: BackEnd) -> None:
    assert isinstance(b.model.invoke([HumanMessage("Hi"), HumanMessage("there")]), AIMessage)


@behaviour
def the_cost_is_told(b: BackEnd) -> None:
    usage = b.model.invoke("Hello").usage_metadata
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"] > 0


@behaviour
def why_it_ended_is_told(b: BackEnd) -> None:
    assert b.model.invoke("Hello").response_metadata["finish_reason"] in ("stop", "length")


@behaviour
def the_model_is_named(b: BackEnd) -> None:
    assert b.model.invoke("Hello").response_metadata["model_name"]
    assert profile_of(b.model).name


@behaviour
def most_tokens_are_heeded(b: BackEnd) -> None:
    reply = b.model.invoke("Tell me a very long story.", max_tokens=3)
    assert reply.usage_metadata["output_tokens"] <= 3


@behaviour
def the_same_question_gets_the_same_reply(b: BackEnd) -> None:
    assert len({b.model.invoke("Hello there").text for _ in range(2)}) == 1


@behaviour
def a_stream_comes_in_pieces_that_add_up(b: BackEnd) -> None:
    whole = added(b.model.stream("Hello"))
    assert b.garbles or whole.text.strip() == b.model.invoke("Hello").text.strip()


@behaviour
def a_stream_tells_its_cost_at_the_end(b: BackEnd) -> None:
    assert added(b.model.stream("Hello")).usage_metadata["total_tokens"] > 0


@behaviour
def a_stream_may_be_left(b: BackEnd) -> None:
    stream = b.model.stream("Tell me a long story.")
    next(stream)
    stream.close()
    assert isinstance(b.model.invoke("Hello", max_tokens=2), AIMessage)


@behaviour
def the_asynchronous_reply_is_the_same(b: BackEnd) -> None:
    assert asyncio.run(b.model.ainvoke("Hello")).text == b.model.invoke("Hello").text


@behaviour
def the_asynchronous_stream_is_the_same(b: BackEnd) -> None:
    async def run() -> str:
        return "".join([chunk.text async for chunk in b.model.astream("Hello")])

    streamed = asyncio.run(run())
    assert b.garbles or streamed.strip() == b.model.invoke("Hello").text.strip()


@behaviour
def the_event_loop_is_not_held_up(b: BackEnd) -> None:
    async def run() -> float:
        worst = last = 0.0
        task = asyncio.create_task(b.model.ainvoke("Hello", max_tokens=16))
        last = time.monotonic()
        while not task.done():
            await asyncio.sleep(0.005)
            worst, last = max(worst, time.monotonic() - last), time.monotonic()
        await task
        return worst

    assert asyncio.run(run()) < 0.7


@behaviour
def a_cancelled_call_frees_the_model(b: BackEnd) -> None:
    async def run() -> None:
        task = asyncio.create_task(b.model.ainvoke("Hello", max_tokens=200))
        await asyncio.sleep(0.02)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert isinstance(b.model.invoke("Hello", max_tokens=2), AIMessage)


@behaviour
def calls_from_several_threads_all_get_replies(b: BackEnd) -> None:
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(b.model.invoke("Hello", max_tokens=4)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3


@behaviour
def thoughts_never_stand_in_the_text(b: BackEnd) -> None:
    assert "<think>" not in b.model.invoke("Think, then say hello.").text


@behaviour
def a_required_call_is_made_or_said_to_be_wrong(b: BackEnd) -> None:
    bound = b.model.bind_tools([weigh, draw], tool_choice="any", max_tokens=300)
    called_or_said_why(bound.invoke("Mass of ethanol?"), ("weigh", "draw"))


@behaviour
def a_named_call_is_that_one_or_said_to_be_wrong(b: BackEnd) -> None:
    bound = b.model.bind_tools([weigh, draw], tool_choice="draw", max_tokens=300)
    called_or_said_why(bound.invoke("Ethanol"), ("draw",))


@behaviour
def a_forbidden_call_is_not_made(b: BackEnd) -> None:
    reply = b.model.bind_tools([weigh], tool_choice="none").invoke("weigh ethanol")
    assert not reply.tool_calls


@behaviour
def a_free_choice_gives_words_or_calls(b: BackEnd) -> None:
    reply = b.model.bind_tools([weigh]).invoke("Hello")
    assert isinstance(reply, AIMessage)
    assert all(call["name"] == "weigh" for call in reply.tool_calls)


@behaviour
def a_call_that_breaks_off_is_no_call(b: BackEnd) -> None:
    reply = b.model.bind_tools([weigh], tool_choice="weigh", max_tokens=2).invoke("Ethanol")
    for call in reply.tool_calls:  # a server by script makes it whole in two tokens
        assert call["args"].keys() == {"molecule"}
    assert all(call["error"] for call in reply.invalid_tool_calls)


@behaviour
def a_streamed_call_is_whole_or_none(b: BackEnd) -> None:
    bound = b.model.bind_tools([weigh], tool_choice="weigh", max_tokens=300)
    whole = added(bound.stream("Ethanol"))
    assert all(call["args"].keys() == {"molecule"} for call in whole.tool_calls)


@behaviour
def no_tools_are_as_good_as_none(b: BackEnd) -> None:
    assert not b.model.bind_tools([]).invoke("Hello").tool_calls


@behaviour
def a_tool_that_is_not_offered_cannot_be_named(b: BackEnd) -> None:
    with pytest.raises(BadArgument, match="weigh"):
        b.model.bind_tools([weigh], tool_choice="explode")


@behaviour
def the_results_of_tools_are_taken(b: BackEnd) -> None:
    call = {"name": "weigh", "args": {"molecule": "CCO"}, "id": "c1"}
    turns = [HumanMessage("Mass?"), AIMessage("", tool_calls=[call]),
             ToolMessage("46.07", tool_call_id="c1", name="weigh")]  # fmt: skip
    assert isinstance(b.model.bind_tools([weigh]).invoke(turns), AIMessage)


@behaviour
def a_shape_gives_a_checked_instance_or_a_bad_reply(b: BackEnd) -> None:
    asked = b.model.with_structured_output(Verdict, max_tokens=60)
    found = value_or_bad_reply(lambda: asked.invoke("Is salt soluble in water?"))
    assert found is None or isinstance(found, Verdict)
    if b.local or profile_of(b.model).schema_by == "server":
        assert found is not None


@behaviour
def the_raw_reply_can_be_had_beside_the_value(b: BackEnd) -> None:
    asked = b.model.with_structured_output(Verdict, include_raw=True, max_tokens=60)
    given = asked.invoke("Is salt soluble?")
    assert set(given) == {"raw", "parsed", "parsing_error"}
    assert (given["parsed"] is None) == (given["parsing_error"] is not None)


@behaviour
def a_shape_works_asynchronously(b: BackEnd) -> None:
    asked = b.model.with_structured_output(Verdict, include_raw=True, max_tokens=60)
    assert "raw" in asyncio.run(asked.ainvoke("Is salt soluble?"))


@behaviour
def a_shape_of_someone_elses_is_bounded(b: BackEnd) -> None:
    endless = {"title": "notes", "type": "object", "required": ["n"], "additionalProperties": False,
               "properties": {"n": {"type": "integer"}}}  # fmt: skip
    asked = b.model.with_structured_output(endless, max_tokens=60)
    found = value_or_bad_reply(lambda: asked.invoke("How many?"))
    assert found is None or isinstance(found["n"], int)


@behaviour
def a_large_schema_is_no_fault(b: BackEnd) -> None:
    properties = {f"field_{n}": {"enum": ["a", "b"]} for n in range(6)}
    schema = {"title": "large", "type": "object", "properties": properties,
              "required": list(properties), "additionalProperties": False}  # fmt: skip
    asked = b.model.with_structured_output(schema, max_tokens=200)
    found = value_or_bad_reply(lambda: asked.invoke("Fill it in."))
    assert found is None or set(found) == set(properties)


@behaviour
def a_schema_that_cannot_be_enforced_is_said_so_or_checked(b: BackEnd) -> None:
    odd = {"title": "odd", "type": "object", "properties": {"a": {"not": {"type": "string"}}}}
    with suppress(BadSetting, BadReply, ServerFault):
        value = b.model.with_structured_output(odd, max_tokens=40).invoke("x")
        Shape.of(odd).read(json.dumps(value))


@behaviour
def a_choice_is_a_distribution_over_the_labels(b: BackEnd) -> None:
    found = value_or_bad_reply(lambda: b.model.choose([HumanMessage("Wet?")], ["yes", "no"]))
    assert found is None or sum(found) == pytest.approx(1)


@behaviour
def a_choice_without_labels_is_refused(b: BackEnd) -> None:
    with pytest.raises(BadArgument):
        b.model.choose([HumanMessage("Wet?")], [])


@behaviour
def tokens_are_counted_and_grow(b: BackEnd) -> None:
    short = b.model.get_num_tokens_from_messages([HumanMessage("Hello")])
    long = b.model.get_num_tokens_from_messages([HumanMessage("Hello there " * 50)])
    assert 1 <= short < long


@behaviour
def a_prompt_of_three_times_the_context_is_refused_and_never_cut(b: BackEnd) -> None:
    context = profile_of(b.model).context
    with pytest.raises(PromptTooLong) as told:
        b.model.invoke("CODE WORD ZEOLITE. " + "word " * 3 * context)
    assert told.value.tokens > context


@behaviour
def sources_give_way_and_the_question_stays(b: BackEnd) -> None:
    context = profile_of(b.model).context
    sources = [
        "The sample was weighed and dried again. " * 40 for _ in range(3 * context // 300 + 3)
    ]

    def build(kept: Any) -> list[Any]:
        return [HumanMessage("\n".join(kept) + "\nQUESTION? SCHEMA!")]

    fitted = fit(b.model, build, sources, 32)
    prompt = build(fitted.sources)
    assert tokens_of(b.model, prompt) + 32 <= context
    assert prompt[0].text.endswith("QUESTION? SCHEMA!")
    assert fitted.left_out()


@behaviour
def a_picture_for_a_model_without_eyes_is_refused(b: BackEnd) -> None:
    shown = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}
    with pytest.raises(BadArgument, match="images"):
        b.model.invoke([HumanMessage([shown])])


@behaviour
def nothing_to_answer_is_said_so(b: BackEnd) -> None:
    with suppress(LabwrightError):  # a template may make a prompt of nothing; a server may not
        assert isinstance(b.model.invoke([HumanMessage("")], max_tokens=2), AIMessage)
