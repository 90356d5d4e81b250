"""Servers that drip, break off, start late or send what nobody expects."""

import asyncio
import json
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from model_server import CHAT, WEIGH, BareServer, dripping, listing, said, streamed

from labwright import Lab
from labwright.agents.lead import lead
from labwright.core.answer import Claim
from labwright.core.errors import BadSetting, PromptTooLong, ServerFault
from labwright.core.settings import Settings
from labwright.models.endpoint import discovery, faults
from labwright.models.endpoint.chat import EndpointChatModel
from labwright.models.endpoint.discovery import identify
from labwright.models.profile import ModelProfile
from labwright.models.selection import choose_model, profile_of, remarks_of

WAYS: dict[str, Callable[[EndpointChatModel], Any]] = {
    "whole": lambda model: model.invoke("Hello"),
    "in pieces": lambda model: list(model.stream("Hello")),
    "asynchronous": lambda model: asyncio.run(model.ainvoke("Hello")),
}


# Limits


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("head", [True, False])
def test_a_reply_that_drips_for_ever_is_given_up(way: str, head: bool) -> None:
    with BareServer({"/v1/models": listing("m"), CHAT: dripping(head=head)}) as server:
        model = EndpointChatModel(address=server.address, total=0.6)
        begun = time.monotonic()
        with pytest.raises(ServerFault, match="did not end its reply within 1 s"):
            WAYS[way](model)
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize("way", WAYS)
def test_a_reply_of_any_size_is_given_up(way: str) -> None:
    piece = b'data: {"choices": [{"index": 0, "delta": {"content": "word "}}]}\n\n'
    with BareServer({"/v1/models": listing("m"), CHAT: streamed(*[piece] * 2000)}) as server:
        model = EndpointChatModel(address=server.address, largest=50_000)
        with pytest.raises(ServerFault, match="more than 50000 bytes"):
            WAYS[way](model)


def test_the_limit_of_a_reply_is_the_setting_of_the_answer() -> None:
    model = choose_model(Settings(model="http://127.0.0.1:9/v1", seconds=7))
    assert isinstance(model, EndpointChatModel)
    assert model.total == 7


def test_questions_beside_a_reply_have_a_limit_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("labwright.models.endpoint.transport._ASIDE", 0.5)
    with BareServer({"/v1/models": dripping()}) as server:
        begun = time.monotonic()
        with pytest.raises(ServerFault):
            identify(server.address)
        assert time.monotonic() - begun < 3


def test_a_tokenizer_that_failed_once_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labwright.models.endpoint.transport._ASIDE", 0.3)
    count = "/extras/tokenize/count"
    paths = {
        "/v1/models": listing("m", owned_by="me"), count: lambda handler: time.sleep(1),
        "/openapi.json": {"paths": {"/extras/tokenize": {}}},
    }  # fmt: skip
    with BareServer(paths) as server:
        model = EndpointChatModel(address=server.address)
        assert [model.get_num_tokens("C" * 20) for _ in range(5)] == [11] * 5
        assert server.asked.count(count) == 1


# Connections


def test_a_reply_that_breaks_off_is_not_written_again() -> None:
    def half(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"choices": [')
        handler.close_connection = True

    with BareServer({"/v1/models": listing("m"), CHAT: half}) as server:
        with pytest.raises(ServerFault, match="broke off"):
            EndpointChatModel(address=server.address).invoke("Hello")
        assert server.asked.count(CHAT) == 1


def test_a_certificate_is_not_nobody_listening(tmp_path: Path) -> None:
    files = [str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")]
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", files[0], "-out",
         files[1], "-days", "1", "-subj", "/CN=localhost"], capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[0])
    with BareServer({"/v1/models": listing("m")}) as plain:
        server = ThreadingHTTPServer(("127.0.0.1", 0), plain._server.RequestHandlerClass)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"https://127.0.0.1:{server.server_address[1]}/v1"
        with pytest.raises(ServerFault, match="no secure connection") as told:
            EndpointChatModel(address=address, name="m").invoke("Hello")
        server.shutdown()
        server.server_close()
    assert "CERTIFICATE_VERIFY_FAILED" in told.value.message


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_lines_of_a_stream_end_at_line_ends_only(end: bytes, size: int) -> None:
    text = "a\u2028b\x85c\x0bd 용해도"
    piece = json.dumps({"choices": [{"delta": {"content": text}}]}, ensure_ascii=False).encode()
    last = b'{"choices": [{"delta": {}, "finish_reason": "stop"}]}'
    data = b"".join(b"data: " + part + end + end for part in (piece, last, b"[DONE]"))
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    with BareServer({"/v1/models": listing("m"), CHAT: streamed(*parts)}) as server:
        model = EndpointChatModel(address=server.address)
        assert "".join(chunk.text for chunk in model.stream("Hello")) == text


# Keys


@pytest.mark.parametrize("key", ["schlüssel-SECRET", "SECRET\x00", "SEC\nRET"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(key: str) -> None:
    model = EndpointChatModel(address="http://127.0.0.1:9/v1", api_key=key)
    for refused in (lambda: Settings(api_key=key), lambda: model.invoke("Hello")):
        with pytest.raises(BadSetting, match="printable ASCII") as told:
            refused()
        assert "SEC" not in str(told.value)


def test_a_key_comes_without_the_end_of_its_line() -> None:
    with BareServer({"/v1/models": listing("m"), CHAT: said()}, key="sk-SECRET") as server:
        model = choose_model(Settings(model=server.address, api_key="sk-SECRET\n"))
        assert model is not None
        assert model.invoke("Hello").text == "So it is."


def test_what_a_server_repeats_of_the_key_is_not_passed_on() -> None:
    with BareServer({"/v1/models": listing("m"), CHAT: lambda handler: 400}) as server:
        server.paths[CHAT] = lambda h: _refuse(h, f"what is {h.headers['Authorization']}?")
        with pytest.raises(ServerFault, match="what is Bearer …") as told:
            EndpointChatModel(address=server.address, api_key="sk-SECRET").invoke("Hello")
        assert "SECRET" not in str(told.value)


def _refuse(handler: Any, words: str) -> None:
    data = json.dumps({"error": {"message": words}}).encode()
    handler.send_response(400)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def auto(monkeypatch: pytest.MonkeyPatch, key: str, *servers: BareServer) -> Any:
    monkeypatch.setattr(discovery, "usual_ports", lambda: tuple(s.port for s in servers))
    return choose_model(Settings(model="auto", api_key=key))


def test_auto_gives_the_key_to_a_server_that_wants_one_and_to_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_paths = {"/v1/models": listing("open"), CHAT: said()}
    with (
        BareServer(open_paths) as open_one,
        BareServer({"/v1/models": listing("mine"), CHAT: said()}, key="sk-MINE") as mine,
        BareServer({}, key="another") as strange,
    ):
        model = auto(monkeypatch, "sk-MINE", open_one)
        model.invoke("Hello")
        assert set(open_one.keys) == {None}
        assert remarks_of(model) == []
        model = auto(monkeypatch, "sk-MINE", strange, mine)
        assert (model.address, profile_of(model).name) == (mine.address, "mine")
        assert model.invoke("Hello").text == "So it is."
        [remark] = remarks_of(model)
        assert f"passed over a server of the OpenAI kind at {strange.address}" in remark
        assert "wants a key" in remark
        without = auto(monkeypatch, "", strange)
        assert profile_of(without).place == "in process"
        assert strange.address in remarks_of(without)[0]


# Servers that are not ready


def test_a_server_that_is_ready_later_is_known_later(tmp_path: Path) -> None:
    paths: dict[str, Any] = {"/v1/models": 503, CHAT: 503}
    with BareServer(paths) as server:
        lab = Lab(tmp_path, model=server.address)
        first = lab.ask("logP of aspirin")
        assert any("still loading" in note for note in first.notes)
        paths |= {"/v1/models": listing("exaone-4.0-32b", max_model_len=4096, owned_by="vllm")}
        paths[CHAT] = said("Caffeine has a logP of -1.03.")
        second = lab.ask("logP of caffeine")
        assert second.claims[0].origin == "model"
        assert "1.2 - NC" in second.licence
        assert any("1.2 - NC" in note for note in second.notes)
        assert profile_of(lab.model).context == 4096
        assert server.bodies[-1]["model"] == "exaone-4.0-32b"
        before = len(server.asked)
        profile_of(lab.model)
        assert len(server.asked) == before


def test_words_of_a_model_that_a_server_does_not_list_have_their_licence() -> None:
    with BareServer({}) as server:
        model = EndpointChatModel(address=server.address, name="exaone3.5:7.8b")
        assert "1.1 - NC" in profile_of(model).licence


def test_licence_and_context_are_those_of_the_model_that_is_named() -> None:
    running = [
        {"name": "nomic-embed-text:latest", "context_length": 8192},
        {"name": "exaone-deep:latest", "context_length": 2048},
    ]
    paths = {
        "/v1/models": listing("qwen3:8b", "exaone-deep:latest", owned_by="library"),
        "/api/version": {"version": "0.12"}, "/api/ps": {"models": running},
    }  # fmt: skip
    with BareServer(paths) as server:
        for name in ("exaone-deep", "exaone-deep:latest"):
            found = identify(server.address, model=name)
            assert ("1.1 - NC" in found.licence, found.context) == (True, 2048), name
        unlisted = identify(server.address, model="exaone4.0:32b")
        assert ("1.2 - NC" in unlisted.licence, unlisted.context) == (True, None)
        assert identify(server.address).licence == ""
    loaded = {
        "data": [{"id": "a", "loaded_context_length": 9}, {"id": "b", "loaded_context_length": 7}]
    }
    paths = {
        "/v1/models": listing("a", "b", owned_by="organization_owner"), "/api/v0/models": loaded,
    }  # fmt: skip
    with BareServer(paths) as server:
        assert identify(server.address, model="b").context == 7


def test_where_a_model_came_from_counts_whatever_it_is_called() -> None:
    paths = {"/v1/models": listing("default", owned_by="vllm", root="LGAI-EXAONE/EXAONE-4.0-32B")}
    with BareServer(paths) as server:
        assert "1.2 - NC" in identify(server.address).licence


def test_an_alias_does_not_hide_the_licence_that_the_file_names() -> None:
    paths = {
        "/v1/models": listing("assistant", owned_by="llamacpp"),
        "/props": {"model_path": "/models/EXAONE-4.0-1.2B-Q4_K_M.gguf"},
    }
    with BareServer(paths) as server:
        assert "1.2 - NC" in identify(server.address).licence


# Length


@pytest.mark.parametrize(
    "text",
    [
        "용해도는" * 200,
        "용해도는 물에서 높다 " * 300,
        "C[C@@H](N)C(=O)O." * 300,
        "x = 1;" * 800,
        "word " * 2100,
    ],
)
def test_a_prompt_is_counted_unless_it_fits_however_it_is_counted(text: str) -> None:
    with BareServer({"/v1/models": listing("m"), CHAT: said()}) as server:
        model = EndpointChatModel(address=server.address)
        with pytest.raises(PromptTooLong):
            model.invoke(text)
        assert CHAT not in server.asked
        assert model.invoke(text[:400]).text == "So it is."


def test_an_image_takes_room() -> None:
    sees = ModelProfile(name="m", context=2048, images=True)
    shown = HumanMessage(
        [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}]
    )
    with BareServer({"/v1/models": listing("m")}) as server:
        model = EndpointChatModel(address=server.address, abilities=sees)
        assert model.get_num_tokens_from_messages([shown]) > 1000


def test_tools_and_a_reply_need_room_too() -> None:
    tools = [{**WEIGH, "function": {**WEIGH["function"], "description": "word " * 2000}}]
    with BareServer({"/v1/models": listing("m"), CHAT: said()}) as server:
        model = EndpointChatModel(address=server.address)
        with pytest.raises(PromptTooLong):
            model.invoke("Hello", tools=tools)
        almost = 2 * (2048 - 40)
        with pytest.raises(PromptTooLong):
            model.invoke("C" * almost)
        assert model.invoke("C" * almost, max_tokens=1).text == "So it is."


@pytest.mark.parametrize(
    ("words", "tokens", "context"),
    [
        ("This model's maximum context length is 2048 tokens. However, you requested 2524 tokens "
         "(1500 in the messages, 1024 in the completion).", 2524, 2048),
        ("This model's maximum context length is 32768 tokens. However, you requested 1024 output "
         "tokens and your prompt contains at least 31745 input tokens, for a total of at least "
         "32769 tokens.", 32769, 32768),
        ("request (5000 tokens) exceeds the available context size (4096 tokens)", 5000, 4096),
        ("Requested tokens (9000) exceed context window of 8192", 9000, 8192),
        ("The input (9000 tokens) is longer than the model's context length (8192 tokens).", 9000, 8192),
    ],
)  # fmt: skip
def test_the_figures_of_a_prompt_too_long_are_the_right_ones(
    words: str, tokens: int, context: int
) -> None:
    error = faults.of_status(400, words, "http://a/v1", "m")
    assert isinstance(error, PromptTooLong)
    assert (error.tokens, error.context) == (tokens, context)


def test_without_figures_that_make_sense_the_server_is_quoted() -> None:
    words = "`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 3500 `inputs` tokens"
    error = faults.of_status(400, words, "http://a/v1", "m")
    assert isinstance(error, ServerFault)
    assert words in error.message
    other = faults.of_status(
        400, "temperature must not exceed 2.0 (id 20261125)", "http://a/v1", "m"
    )
    assert "does not accept the request" in other.message


# Thoughts


@pytest.mark.parametrize("reasons", [True, False])
def test_a_model_that_thinks_has_room_to_and_says_when_it_was_not_enough(reasons: bool) -> None:
    known = ModelProfile(name="m", reasons=reasons, phrases=True, context=8192)
    claims = [Claim(text="The mass is 46.07 g/mol.", evidence=("C1",))]
    silent = said("", "length", reasoning_content="hm")
    with BareServer({"/v1/models": listing("m"), CHAT: silent}) as server:
        model = EndpointChatModel(address=server.address, abilities=known)
        told = lead(model, "auto", "Mass?", claims, lambda claim: [])
        assert told.claim is None
        assert "used up its" in told.left_out
        assert (server.bodies[0]["max_tokens"] > 1000) is reasons


# Embeddings elsewhere


def test_an_embedder_elsewhere_is_told_of_and_gets_no_key_of_the_model(tmp_path: Path) -> None:
    from labwright.models.embedding.choice import choose_embedder
    from labwright.models.embedding.protocol import place_of, remarks_of_embedder

    def embedder(model: str, **more: Any) -> Any:
        return choose_embedder(Settings(model=model, api_key="sk-MODEL", allow_remote=True, **more))

    away = embedder("http://127.0.0.1:8000/v1", embedder="http://embed.example:8000/v1")
    assert place_of(away) == ("http://embed.example:8000/v1", True)
    assert "embed.example" in remarks_of_embedder(away)[0]
    assert remarks_of_embedder(choose_embedder(Settings())) == []
    with BareServer({"/v1/models": listing("e")}) as server:
        at = server.address
        assert embedder("embedded", embedder=at).served_name == "e"
        assert embedder("http://127.0.0.1:9/v1", embedder=at).served_name == "e"
        assert embedder(at + "#m", embedder=at).served_name == "e"
        given = embedder("embedded", embedder=at, embedder_key="sk-EMBED")
        assert given.served_name == "e"
        assert server.keys == [None, None, "Bearer sk-MODEL", "Bearer sk-EMBED"]


def test_every_answer_and_the_doctor_tell_of_an_embedder_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from labwright.cli.doctor import examine

    def vectors(handler: Any) -> Any:
        texts = server.bodies[-1]["input"]
        return {"data": [{"index": i, "embedding": [1.0, 2.0, 3.0]} for i in range(len(texts))]}

    monkeypatch.setattr("labwright.models.embedding.endpoint.is_loopback", lambda address: False)
    with BareServer({"/v1/models": listing("e"), "/v1/embeddings": vectors}) as server:
        monkeypatch.setenv("LABWRIGHT_EMBEDDER", server.address)
        monkeypatch.setenv("LABWRIGHT_MODEL", "none")
        answer = Lab(tmp_path).ask("logP of aspirin")
        assert any(server.address in note and "another machine" in note for note in answer.notes)
        examine(False, None, str(tmp_path), False)
        assert f"{server.address}, another machine" in capsys.readouterr().out


def test_a_folder_that_holds_no_model_is_said_to(tmp_path: Path) -> None:
    for content in (None, "{", "[]", "{}"):
        if content is not None:
            (tmp_path / "config.json").write_text(content)
        with pytest.raises(BadSetting, match=r"config\.json"):
            choose_model(Settings(model=str(tmp_path)))
    (tmp_path / "config.json").write_text('{"model_type": "llama", "text_config": 7}')
    assert profile_of(choose_model(Settings(model=str(tmp_path)))).context == 2048
