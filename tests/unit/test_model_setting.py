"""One setting says which model answers; the prompt is budgeted for it."""

import traceback
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage, HumanMessage
from pydantic import Field

from labwright.agents.lead import lead
from labwright.agents.writer import phrase
from labwright.core.answer import Claim
from labwright.core.errors import BadSetting, MissingFile, PromptTooLong, ServerFault
from labwright.core.settings import Settings, load_settings
from labwright.models.addresses import checked_address, is_loopback
from labwright.models.budget import fit
from labwright.models.conversion import converted
from labwright.models.endpoint.chat import EndpointChatModel
from labwright.models.local.chat import LocalChatModel
from labwright.models.profile import EMBEDDED, ModelProfile
from labwright.models.selection import choose_model, profile_of


class Counting(FakeListChatModel):
    """A model whose tokens are words."""

    responses: list[str] = Field(default_factory=lambda: ["So it is."])
    context: int = 60

    @property
    def labwright_profile(self) -> ModelProfile:
        return ModelProfile(name="counting", context=self.context, phrases=True)

    def get_num_tokens_from_messages(
        self, messages: list[BaseMessage], tools: object = None
    ) -> int:
        return sum(len(m.text.split()) for m in messages)


def build(sources: Sequence[str]) -> list[BaseMessage]:
    return [HumanMessage("QUESTION SCHEMA " + " ".join(sources))]


def test_the_embedded_model_is_the_default_and_loads_nothing_yet() -> None:
    model = choose_model(Settings())
    assert isinstance(model, LocalChatModel)
    assert "_loaded" not in model.__dict__
    assert profile_of(model) == EMBEDDED
    assert choose_model(Settings(model="none")) is None


def test_a_folder_is_a_model_by_its_path(llama: Path) -> None:
    model = choose_model(Settings(model=str(llama)))
    assert profile_of(model).name == llama.name
    assert profile_of(model).schema_by == "grammar"
    assert profile_of(model).context == 2048


@pytest.mark.parametrize("setting", ["gpt-4o", "embeded", "", "/no/such/folder", "http:/127.0.0.1"])
def test_an_unknown_model_is_refused_with_what_is_possible(setting: str) -> None:
    with pytest.raises(BadSetting, match="embedded, none, auto"):
        choose_model(Settings(model=setting))


def test_another_machine_needs_leave() -> None:
    with pytest.raises(BadSetting, match="allow_remote"):
        choose_model(Settings(model="http://10.0.0.7:8000/v1"))


BITS = ["127.0.0.1", "localhost", "evil.example", "[::1]", "[", "]", "::1", "@", "\\", "/", "?",
        "#", ":", "80", "%40", "%2f", "%", "\t", "\x00", "\u3002", "\uff20", ".", "..", ";", "http:",
        " ", "\u2100"]  # fmt: skip


@given(st.lists(st.sampled_from(BITS), min_size=1, max_size=7))
@settings(max_examples=2000)
def test_no_address_that_passes_leads_to_another_machine(bits: list[str]) -> None:
    try:
        address = checked_address("http://" + "".join(bits), allow_remote=False)
    except BadSetting:
        return
    host = httpx.URL(address + "/chat/completions").host
    assert host in ("localhost", "::1") or host.startswith("127.")
    assert checked_address(address, allow_remote=False) == address


@pytest.mark.parametrize(
    "address",
    ["http://[::1]@a[localhost].evil.example:80/v1", "http://a[localhost].evil.example/v1",
     "http://user:hunter2@127.0.0.1/v1", "http://[::1%25evil]/v1", "http://127.0.0.1/v1?key=hunter2",
     "http://127.0.0.1\x01/v1", "http://[localhost]/v1", "http://127.0.0.1:99999/v1", "http://:80"],
)  # fmt: skip
def test_what_is_not_plainly_an_address_is_refused_without_its_secrets(address: str) -> None:
    for run in (
        lambda: choose_model(Settings(model=address)),
        lambda: checked_address(address, allow_remote=True),
        lambda: EndpointChatModel(address=address),
    ):
        with pytest.raises(BadSetting) as told:
            run()
        assert "hunter2" not in str(told.value)
    assert not is_loopback(address)


def test_settings_never_show_what_may_be_a_secret(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    for line in ("api_key = ['hunter2']", "apikey = 'hunter2'", "embedder_key = {a = 'hunter2'}"):
        file.write_text(line)
        with pytest.raises(BadSetting, match=line.split()[0]) as told:
            load_settings(file)
        assert "hunter2" not in "".join(traceback.format_exception(told.value))


def test_what_is_no_gguf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFile):
        choose_model(Settings(model=str(tmp_path / "nowhere.gguf")))
    for content in (b"", b"PK\x03\x04", b"GGUF", b"GGUF" + b"\xff" * 200):
        file = tmp_path / "model.gguf"
        file.write_bytes(content)
        with pytest.raises(BadSetting):
            converted(file)
    assert not [f for f in tmp_path.iterdir() if f.suffix != ".gguf"]


@given(
    st.lists(st.text("abc ", min_size=1, max_size=400), max_size=8),
    st.integers(5, 80),
    st.integers(0, 3),
)
def test_what_is_shown_always_fits_and_the_best_go_first(
    sources: list[str], context: int, reply: int
) -> None:
    model = Counting(context=context)
    fitted = fit(model, build, sources, reply)
    prompt = build(fitted.sources)
    assert model.get_num_tokens_from_messages(prompt) + reply <= context
    assert prompt[0].text.startswith("QUESTION SCHEMA")
    assert list(fitted.sources[: fitted.whole]) == sources[: fitted.whole]
    assert (fitted.left_out() == "") == (fitted.whole == len(sources))
    if fitted.whole < len(sources):
        more = build(sources[: fitted.whole + 1])
        assert model.get_num_tokens_from_messages(more) + reply > context


def test_a_source_is_shortened_at_a_word() -> None:
    fitted = fit(Counting(context=40), build, ["one", "alpha beta " * 40, "three"], 4)
    assert fitted.sources[0] == "one"
    assert fitted.sources[1].endswith((" alpha …", " beta …"))
    assert "1 of 3 left out, 1 shortened" in fitted.left_out()


def test_a_question_that_does_not_fit_is_never_cut() -> None:
    with pytest.raises(PromptTooLong):
        fit(Counting(context=3), build, ["x"], 2)


def test_a_foreign_model_is_counted_without_asking_the_network() -> None:
    claims = [Claim(text=f"Fact {n} " + "word " * 200, evidence=(f"C{n}",)) for n in range(12)]
    claim, left_out = phrase(FakeListChatModel(responses=["So it is."]), "Why?", claims)
    assert claim is not None
    assert "left out" in left_out


class Dead(Counting):
    """A model whose server is gone."""

    def _call(self, *args: object, **options: object) -> str:
        raise ServerFault("Nothing listens at http://127.0.0.1:9/v1.", "Start it.")


def test_a_model_that_cannot_be_asked_costs_its_sentence_only() -> None:
    claims = [Claim(text="The mass is 46.07 g/mol.", evidence=("C1",))]
    told = lead(Dead(context=500), "auto", "Mass?", claims, lambda claim: [])
    assert told.claim is None
    assert "Nothing listens" in told.left_out
    short = lead(Counting(context=20), "auto", "Mass?", claims, lambda claim: [])
    assert "The prompt has" in short.left_out


def test_answers_tell_of_another_machine_and_of_a_licence_that_binds() -> None:
    away = ModelProfile(name="m", place="http://10.0.0.7:8000/v1", remote=True, licence="X-NC")
    assert "10.0.0.7" in away.shown()
    assert len(away.remarks()) == 2
    assert EMBEDDED.remarks() == []
