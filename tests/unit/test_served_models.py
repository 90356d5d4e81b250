"""Models behind an address: what is asked of a server, and every way it can fail."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from model_server import CONTEXT, FAULTS, ModelServer

from labwright.core.errors import BadArgument, BadReply, LabwrightError, PromptTooLong, ServerFault
from labwright.core.settings import Settings
from labwright.models.endpoint.chat import EndpointChatModel
from labwright.models.endpoint.discovery import identify, served_here
from labwright.models.endpoint.servers import dug_out, server_kinds
from labwright.models.profile import ModelProfile
from labwright.models.selection import choose_model

ABLE = ModelProfile(
    name="able", tools=("auto", "required", "named", "none"), schema_by="server", context=100_000
)
BARE = ModelProfile(name="bare", context=100_000)
ITEM = {
    "title": "item", "type": "object", "required": ["name", "n"], "additionalProperties": False,
    "properties": {"name": {"type": "string"}, "n": {"type": "integer", "minimum": 1}},
}  # fmt: skip


def weigh(molecule: str) -> float:
    """Molar mass of a molecule."""
    return 0.0


def draw(molecule: str, size: int = 300) -> str:
    """Draw a molecule."""
    return ""


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as running:
        yield running


def model_at(server: ModelServer, name: str = "good", **options: Any) -> EndpointChatModel:
    return EndpointChatModel(
        **{"address": server.address, "name": name, "abilities": ABLE} | options
    )


def added(chunks: Any) -> Any:
    whole = None
    for chunk in chunks:
        whole = chunk if whole is None else whole + chunk
    return whole


def test_a_reply_comes_with_what_it_cost_and_why_it_ended(server: ModelServer) -> None:
    reply = model_at(server).invoke("Hello")
    assert reply.text == "You said: Hello"
    assert reply.usage_metadata == {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    assert reply.response_metadata == {"finish_reason": "stop", "model_name": "good"}
    short = model_at(server).invoke("one two three four", max_tokens=3)
    assert short.response_metadata["finish_reason"] == "length"
    assert model_at(server).invoke("one END two", stop=["END"]).text == "You said: one"


def test_a_stream_adds_up_and_says_what_it_cost(server: ModelServer) -> None:
    chunks = list(model_at(server).stream("Hello there"))
    assert len(chunks) > 3
    assert added(chunks).text == "You said: Hello there"
    assert added(chunks).usage_metadata["total_tokens"] == 10


def test_the_asynchronous_ways_give_the_same(server: ModelServer) -> None:
    async def run() -> tuple[str, str]:
        model = model_at(server)
        whole = await model.ainvoke("Hello")
        parts = [chunk.text async for chunk in model.astream("Hello")]
        return whole.text, "".join(parts)

    assert asyncio.run(run()) == ("You said: Hello", "You said: Hello")


def test_the_name_of_the_model_is_found_by_asking() -> None:
    with ModelServer(models=("good", "other")) as server:
        model = EndpointChatModel(address=server.address, abilities=ABLE)
        assert model.invoke("Hello").response_metadata["model_name"] == "good"
        chosen = choose_model(Settings(model=server.address + "#other"))
        assert isinstance(chosen, EndpointChatModel)
        assert chosen.served_name == "other"


def test_a_key_is_sent_and_never_shown() -> None:
    with ModelServer(key="secret-key") as server:
        right = choose_model(Settings(model=server.address, api_key="secret-key"))
        assert right is not None
        assert right.invoke("Hello").text == "You said: Hello"
        wrong = model_at(server, api_key="another-key")
        with pytest.raises(ServerFault, match="LABWRIGHT_API_KEY") as told:
            wrong.invoke("Hello")
        assert "another-key" not in str(told.value) + repr(wrong)


def test_nothing_in_the_environment_leads_elsewhere(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer() as spy:
        elsewhere = spy.address.removesuffix("/v1")
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy",
                     "OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_PROXY", "LANGSMITH_ENDPOINT"):  # fmt: skip
            monkeypatch.setenv(name, elsewhere)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        assert model_at(server).invoke("Hello").text == "You said: Hello"
        list(model_at(server).stream("Hello"))
        asyncio.run(model_at(server).ainvoke("Hello"))
        assert identify(server.address).models == ("good",)
        assert spy.requests == []
        assert not any("Authorization" in headers for headers in server.headers)


def test_a_redirect_is_not_followed(server: ModelServer) -> None:
    with ModelServer() as spy:
        server.elsewhere = spy.address
        with pytest.raises(ServerFault, match="does not follow"):
            model_at(server, "redirects").invoke("Hello")
        assert spy.requests == []


def test_required_and_named_calls_are_passed_on_where_the_server_obeys(server: ModelServer) -> None:
    model = model_at(server)
    required = model.bind_tools([weigh, draw], tool_choice="any").invoke("Go")
    named = model.bind_tools([weigh, draw], tool_choice="draw").invoke("Go")
    assert [c["name"] for c in (*required.tool_calls, *named.tool_calls)] == ["weigh", "draw"]
    assert server.requests[0]["tool_choice"] == "required"
    assert server.requests[1]["tool_choice"]["function"] == {"name": "draw"}
    assert all("response_format" not in request for request in server.requests)
    free = model.bind_tools([weigh]).invoke("Hello")
    assert (free.text, free.tool_calls) == ("You said: Hello", [])


def test_calls_are_asked_for_by_schema_where_the_server_cannot_be_told(server: ModelServer) -> None:
    able = ABLE.model_copy(update={"tools": ("auto",)})
    reply = (
        model_at(server, abilities=able).bind_tools([weigh, draw], tool_choice="draw").invoke("Go")
    )
    assert [(c["name"], c["args"]) for c in reply.tool_calls] == [("draw", {"molecule": ""})]
    assert "tools" not in server.requests[0]
    assert "response_format" in server.requests[0]


def test_tools_are_described_where_the_server_knows_none(server: ModelServer) -> None:
    model = model_at(server, "leaked-call", abilities=BARE)
    reply = model.bind_tools([weigh]).invoke("Mass?")
    assert [c["args"] for c in reply.tool_calls] == [{"molecule": "C\\C=C/C"}]
    assert reply.text == ""
    assert "tools" not in server.requests[0]
    assert '"name": "weigh"' in server.requests[0]["messages"][0]["content"]


def test_a_forbidden_call_is_not_made(server: ModelServer) -> None:
    for abilities in (ABLE, BARE):
        model = model_at(server, abilities=abilities)
        reply = model.bind_tools([weigh], tool_choice="none").invoke("weigh it")
        assert (reply.tool_calls, reply.text) == ([], "You said: weigh it")


def test_a_conversation_with_results_of_tools_goes_both_ways(server: ModelServer) -> None:
    call = {"name": "weigh", "args": {"molecule": "CCO"}, "id": "1"}
    turns = [
        HumanMessage("Mass?"),
        AIMessage("", tool_calls=[call]),
        ToolMessage("46", tool_call_id="1"),
    ]
    model_at(server).bind_tools([weigh]).invoke(turns)
    model_at(server, abilities=BARE).bind_tools([weigh]).invoke(turns)
    passed, described = (request["messages"] for request in server.requests)
    assert [m["role"] for m in passed] == ["user", "assistant", "tool"]
    assert [m["role"] for m in described] == ["system", "user", "assistant", "user"]


def test_a_schema_is_enforced_by_the_server_or_checked_and_repaired_here(
    server: ModelServer,
) -> None:
    assert model_at(server).with_structured_output(ITEM).invoke("Go") == {"name": "", "n": 1}
    assert server.requests[0]["response_format"]["json_schema"]["schema"] == ITEM
    with pytest.raises(BadReply):
        model_at(server, "ignores-schema").with_structured_output(ITEM).invoke("Go")
    assert len(server.requests) == 3
    with pytest.raises(BadReply):
        model_at(server, abilities=BARE).with_structured_output(ITEM).invoke("Go")
    assert "response_format" not in server.requests[-1]


def test_a_choice_is_one_of_the_labels(server: ModelServer) -> None:
    assert model_at(server).choose([HumanMessage("Wet?")], ["yes", "no"]) == [1.0, 0.0]
    with pytest.raises(BadArgument):
        model_at(server).choose([HumanMessage("Wet?")], [])
    with pytest.raises(BadReply):
        model_at(server, abilities=BARE).choose([HumanMessage("Wet?")], ["yes", "no"])


@pytest.mark.parametrize("name", ["reasoning-beside", "think-tags"])
def test_thoughts_are_kept_apart(server: ModelServer, name: str) -> None:
    model = model_at(server, name)
    chunks = list(model.stream("What is it?"))
    for reply in (model.invoke("What is it?"), added(chunks)):
        assert reply.text == "Aspirin"
        assert reply.additional_kwargs["reasoning_content"] == "It is a common drug."
    assert all("think" not in chunk.text for chunk in chunks)


def test_a_call_leaked_as_text_is_found_in_a_stream_too(server: ModelServer) -> None:
    chunks = list(model_at(server, "leaked-call").bind_tools([weigh]).stream("Go"))
    assert [c["args"] for c in added(chunks).tool_calls] == [{"molecule": "C\\C=C/C"}]
    assert all(chunk.text == "" for chunk in chunks)


def test_arguments_that_broke_off_are_an_invalid_call(server: ModelServer) -> None:
    bound = model_at(server, "truncated-call").bind_tools([weigh])
    for reply in (bound.invoke("Go"), added(bound.stream("Go"))):
        assert reply.tool_calls == []
        assert reply.invalid_tool_calls[0]["args"] == '{"molecule": "CC'
        assert reply.invalid_tool_calls[0]["error"]


def test_arguments_may_come_as_an_object(server: ModelServer) -> None:
    bound = model_at(server, "object-arguments").bind_tools([weigh])
    for reply in (bound.invoke("Go"), added(bound.stream("Go"))):
        assert [c["args"] for c in reply.tool_calls] == [{"molecule": "CCO"}]


def test_chemistry_and_latex_in_json_come_out_as_written(server: ModelServer) -> None:
    found = model_at(server, "latex").with_structured_output(ITEM).invoke("Go")
    assert found["name"] == r"\beta-C\C=C/C \frac{1}{2}"
    with pytest.raises(BadReply, match="twice"):
        model_at(server, "duplicate-keys").with_structured_output(ITEM).invoke("Go")


SENTENCES = {
    "malformed-call-500": "failed (500: Failed to parse the tool call",
    "no-choices": "no reply of a model server",
    "html": "no reply of a model server (Welcome to nginx!)",
    "html-404": "knows no model “html-404”",
    "plain-text": "no reply of a model server (Hello)",
    "wrong-json": "no reply of a model server",
    "loading": "still loading",
    "busy": "too much to do",
    "hangs": "sent nothing for 1 s",
    "drops": "broke off",
    "breaks-off": "broke off",
    "unknown-field": "does not accept the request (422: ",
    "error-200": "CUDA out of memory",
    "nowhere": "knows no model “nowhere”",
}


@pytest.mark.parametrize(("name", "sentence"), SENTENCES.items())
def test_a_failing_server_gives_one_clear_sentence(
    server: ModelServer, name: str, sentence: str
) -> None:
    model = model_at(server, name, read=1.0, tries=1)
    options = {"tools": [{"type": "function", "function": {"name": "weigh"}}], "seed": 1}
    with pytest.raises(ServerFault) as told:
        model.invoke("Go", **options)
    assert sentence in told.value.message
    assert "\n" not in told.value.message
    assert len(told.value.message) < 500
    with pytest.raises(ServerFault):
        asyncio.run(model.ainvoke("Go", **options))
    if name != "breaks-off":
        with pytest.raises(ServerFault):
            list(model.stream("Go", **options))


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "hangs"])
def test_no_fault_of_a_server_ever_escapes_its_type(server: ModelServer, name: str) -> None:
    model = model_at(server, name, read=1.0, tries=1)
    runs = (
        lambda: model.invoke("Go"),
        lambda: added(model.stream("Go")),
        lambda: model.bind_tools([weigh], tool_choice="any").invoke("Go"),
        lambda: model.with_structured_output(ITEM).invoke("Go"),
        lambda: model.choose([HumanMessage("Go")], ["a", "b"]),
    )
    for run in runs:
        with suppress(LabwrightError):
            run()


def test_what_may_pass_is_asked_again_and_what_will_not_is_not(server: ModelServer) -> None:
    assert model_at(server, "busy-once").invoke("Go").text == "You said: Go"
    for name, times in (("loading", 3), ("html-404", 1), ("error-200", 1), ("unknown-field", 1)):
        server.requests.clear()
        with pytest.raises(ServerFault):
            model_at(server, name).invoke("Go", seed=1)
        assert len(server.requests) == times, name


def test_a_stream_that_breaks_off_keeps_what_came_and_says_so(server: ModelServer) -> None:
    seen: list[str] = []
    chunks = model_at(server, "breaks-off").stream("a long enough question to be cut")
    with pytest.raises(ServerFault):
        seen.extend(chunk.text for chunk in chunks)
    assert "You said" in "".join(seen)
    assert len(server.requests) == 1


def test_nobody_listening_is_said_with_what_to_do() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    model = EndpointChatModel(address=address)
    for run in (lambda: model.invoke("Hello"), lambda: list(model.stream("Hello"))):
        with pytest.raises(ServerFault, match="Nothing listens") as told:
            run()
        assert "labwright serve" in told.value.remedy
    assert model.labwright_profile.name == address


def test_a_prompt_too_long_is_refused_here_or_told_by_the_server(server: ModelServer) -> None:
    small = ABLE.model_copy(update={"context": CONTEXT})
    with pytest.raises(PromptTooLong):
        model_at(server, "drops-front", abilities=small).invoke("word " * 3 * CONTEXT)
    assert server.requests == []  # a server that drops the front is never given the chance
    with pytest.raises(PromptTooLong) as told:
        model_at(server).invoke("word " * 3 * CONTEXT)
    assert (told.value.context, told.value.tokens) == (CONTEXT, 3 * CONTEXT)


def test_a_model_that_reads_no_images_is_not_shown_any(server: ModelServer) -> None:
    shown = HumanMessage(
        [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]
    )
    with pytest.raises(BadArgument, match="images"):
        model_at(server).invoke([shown])
    eyes = ABLE.model_copy(update={"images": True})
    model_at(server, abilities=eyes).invoke([shown])
    assert server.requests[0]["messages"][0]["content"][0]["type"] == "image_url"


def test_tokens_are_estimated_high_where_nobody_counts_them(server: ModelServer) -> None:
    from labwright.models.local.vocabulary import Vocabulary
    from labwright.models.weights import located

    vocabulary = Vocabulary(located("language"))
    for text in (
        "The melting point of aspirin is 135 °C.",
        "CC(=O)Oc1ccccc1C(=O)O",
        "아스피린의 분자량",
    ):
        assert model_at(server).get_num_tokens(text) >= 0.5 * len(vocabulary.encode(text))
    english = "Solid electrolytes conduct lithium ions at room temperature. " * 20
    assert model_at(server).get_num_tokens(english) > len(vocabulary.encode(english))


def test_leaving_a_stream_ends_the_request(server: ModelServer) -> None:
    server.models = ("slow",)
    stream = model_at(server, "slow").stream("word " * 40)
    next(stream)
    stream.close()
    deadline = time.monotonic() + 5
    while not server.broken_pipes and time.monotonic() < deadline:
        time.sleep(0.05)
    assert server.broken_pipes == 1


def test_the_event_loop_goes_on_meanwhile(server: ModelServer) -> None:
    server.models = ("slow",)

    async def run() -> int:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                await asyncio.sleep(0.01)
                ticks += 1

        ticking = asyncio.create_task(tick())
        async for _ in model_at(server, "slow").astream("word " * 10):
            pass
        ticking.cancel()
        return ticks

    assert asyncio.run(run()) > 10


def test_what_serves_is_recognised_and_what_does_not_is_refused(server: ModelServer) -> None:
    served = identify(server.address)
    assert (served.kind.key, served.models) == ("any", ("good",))
    assert "good" in served.shown()
    with pytest.raises(ServerFault, match="no reply of a model server"):
        identify(server.address.replace("/v1", "/v2"))


def test_the_usual_ports_are_looked_at_in_a_moment() -> None:
    start = time.monotonic()
    assert isinstance(served_here(), list)
    assert time.monotonic() - start < 3
    assert {"vllm", "llama-server", "ollama", "lm-studio", "sglang"} <= {
        k.key for k in server_kinds()
    }


def test_without_a_server_auto_is_the_embedded_model(monkeypatch: pytest.MonkeyPatch) -> None:
    from labwright.models.endpoint import discovery
    from labwright.models.local.chat import LocalChatModel

    monkeypatch.setattr(discovery, "usual_ports", lambda: (9,))
    assert isinstance(choose_model(Settings(model="auto")), LocalChatModel)
    with ModelServer() as server:
        port = int(server.address.split(":")[2].split("/")[0])
        monkeypatch.setattr(discovery, "usual_ports", lambda: (port,))
        found = choose_model(Settings(model="auto"))
        assert isinstance(found, EndpointChatModel)
        assert found.address == server.address


def test_calls_from_many_threads_do_not_mix(server: ModelServer) -> None:
    model = model_at(server)
    found: dict[str, str] = {}
    threads = [
        threading.Thread(target=lambda n=str(n): found.update({n: model.invoke(n).text}))
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {str(n): f"You said: {n}" for n in range(12)}


def test_a_dotted_key_digs_through_lists_and_tables() -> None:
    assert dug_out({"models": [{"n": 4096}]}, "models.0.n") == 4096
    assert dug_out({"models": []}, "models.0.n") is None
    assert dug_out(None, "a") is None
