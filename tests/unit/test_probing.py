"""Measuring models: honest profiles, kept and read back."""

from pathlib import Path

import pytest
import tiny_models
from model_server import ModelServer

from labwright.core.errors import ServerFault
from labwright.models.endpoint.chat import EndpointChatModel
from labwright.models.local.chat import LocalChatModel
from labwright.models.local.profile import unmeasured
from labwright.models.probing import text_trials
from labwright.models.probing.asking import Outcome, Trial, room, tried
from labwright.models.probing.kept import (
    file_of,
    keep,
    keep_of,
    kept,
    kept_of,
    key_of,
    key_of_address,
    mark_of_folder,
)
from labwright.models.probing.probe import in_words, probe
from labwright.models.profile import ModelProfile
from labwright.models.selection import profile_of


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LABWRIGHT_CACHE", str(tmp_path / "cache"))


def outcomes(trials: tuple[Trial, ...]) -> dict[str, bool | None]:
    return {trial.name.split("% of")[0]: trial.passed for trial in trials}


def test_a_server_that_obeys_is_found_to_obey() -> None:
    with ModelServer() as server:
        seen: list[str] = []
        model = EndpointChatModel(address=server.address)
        probed = probe(model, lambda trial: seen.append(trial.name))
    found = outcomes(probed.trials)
    profile = probed.profile
    assert seen == [trial.name for trial in probed.trials]
    assert len(seen) == len(set(seen)) > 25
    assert profile.schema_by == "server"
    assert {"required", "named", "none"} <= set(profile.tools)
    assert profile.streams
    assert profile.streams_tools
    assert profile.chooses
    assert found["end at tokens"]
    assert found["end at a text"]
    # Its context is 200 words, which it does not tell: the long prompts fail, and that counts.
    assert found["context: 95"] is False
    assert profile.context < 2048
    # It has no mind: it plans nothing and phrases nothing.
    assert not profile.plans
    assert not profile.phrases
    assert not profile.images
    assert not profile.embeds


@pytest.mark.parametrize(
    ("name", "lost"),
    [("ignores-schema", "schema: verdict"), ("ignores-choice", "required call"), ("malformed-call-500", "required call")],
)  # fmt: skip
def test_a_server_that_ignores_what_it_is_asked_is_found_out(name: str, lost: str) -> None:
    with ModelServer(models=(name,)) as server:
        probed = probe(EndpointChatModel(address=server.address, tries=1))
    assert outcomes(probed.trials)[lost] is False
    if name == "ignores-schema":
        assert probed.profile.schema_by == "repair"
    else:
        assert "required" not in probed.profile.tools


def test_a_network_that_knows_nothing_is_measured_honestly(tmp_path: Path) -> None:
    folder = tiny_models.tiny_exaone(tmp_path / "tiny", context=1536)
    model = LocalChatModel(folder=folder, abilities=unmeasured(folder, "tiny"), max_tokens=40)
    profile = probe(model).profile
    assert profile.schema_by == "grammar"
    assert {"required", "named", "none"} <= set(profile.tools)
    assert "auto" not in profile.tools
    assert not profile.exact
    assert not profile.plans
    assert not profile.phrases
    assert profile.context == 1536
    assert "1.2 - NC" in profile.licence
    assert any("grammar" in sentence for sentence in in_words(profile))


def test_a_dead_server_is_no_model_to_be_measured() -> None:
    with pytest.raises(ServerFault):
        probe(EndpointChatModel(address="http://127.0.0.1:9/v1"))


@pytest.mark.parametrize("how", ["gone", "busy", "locked"])
def test_a_server_that_is_lost_on_the_way_leaves_the_old_profile(
    how: str,
) -> None:
    with ModelServer(key="k") as server:
        model = EndpointChatModel(address=server.address, api_key="k", tries=1)
        keep_of(model, ModelProfile(name="good", schema_by="server", measured="before"))

        def lose(trial: Trial) -> None:
            if trial.name == "end at a text":
                if how == "busy":
                    server.models = ("busy",)
                    model.name = "busy"
                elif how == "locked":
                    server.key = "another"
                else:
                    server._server.shutdown()
                    server._server.server_close()

        with pytest.raises(ServerFault, match="measurement ended at “stream of text”"):
            probe(model, lose)
        held = kept(key_of_address(server.address, "good"))
        assert held is not None
        assert held.measured == "before"


def test_a_fault_of_one_trial_is_no_loss_of_the_server() -> None:
    asked: list[str] = []

    def breaks_off() -> Outcome:
        asked.append("trial")
        raise ServerFault("The connection broke off.", passing=True)

    trial = tried("image", breaks_off, lambda: asked.append("plain"))
    assert trial.passed is False
    assert asked == ["trial", "plain", "trial", "plain"]


def test_a_model_that_thinks_aloud_is_given_room_for_it() -> None:
    model = EndpointChatModel(address="http://127.0.0.1:9/v1")
    plain = model.model_copy(update={"abilities": ModelProfile(name="m", context=32768)})
    thinker = plain.model_copy(
        update={"abilities": ModelProfile(name="m", context=32768, reasons=True)}
    )
    assert room(plain, 48) == 48
    assert room(thinker, 48) == 48 + 2048
    with ModelServer(models=("reasoning-beside",)) as server:
        seen: list[str] = []
        probed = probe(EndpointChatModel(address=server.address), lambda t: seen.append(t.name))
    assert seen[0] == "thoughts apart"
    assert probed.profile.reasons
    later = [body["max_tokens"] for body in server.requests[2:] if "max_tokens" in body]
    assert sum(most >= 48 + 1024 for most in later) > len(later) / 2


def test_a_profile_of_another_server_at_the_address_is_not_used() -> None:
    key = key_of_address("http://127.0.0.1:1/v1", "m")
    claims = {"kind": "vllm", "version": "0.9", "context": 8192}
    keep(key, ModelProfile(name="m"), claims)
    assert kept(key, claims) is not None
    assert kept(key) is not None
    for other in ({"kind": "llama-server"}, {"version": "1.0"}, {"context": 4096}):
        assert kept(key, claims | other) is None


def test_one_machine_is_one_key_whatever_it_is_called() -> None:
    keys = {
        key_of_address(f"http://{host}:8000/v1", "m")
        for host in ("localhost", "127.0.0.1", "[::1]", "LOCALHOST")
    }
    assert len(keys) == 1
    assert key_of_address("http://localhost:8001/v1", "m") not in keys


def test_a_model_with_an_adapter_is_another_model(exaone: Path, tmp_path: Path) -> None:
    plain = key_of(LocalChatModel(folder=exaone))
    adapted = LocalChatModel(folder=exaone, adapter=tmp_path)
    assert key_of(adapted) != plain
    before = key_of(adapted)
    (tmp_path / "adapter_model.safetensors").write_bytes(b"x")
    assert key_of(adapted) != before


def test_what_our_own_server_serves_is_known_on_any_port(
    monkeypatch: pytest.MonkeyPatch, exaone: Path
) -> None:
    mark = mark_of_folder(exaone)
    entry = {"id": "good", "owned_by": "labwright", "mark": mark}
    for found in ("first", "again"):
        with ModelServer() as server:
            model = EndpointChatModel(address=server.address)
            assert model.served.models == ("good",)
            monkeypatch.setattr(type(model.transport), "get", lambda *_: {"data": [entry]})
            if found == "first":
                assert kept_of(model) is None
                keep_of(model, ModelProfile(name="good", plans=True))
            else:
                assert kept_of(model) == ModelProfile(name="good", plans=True)


def test_all_that_was_measured_is_put_into_words() -> None:
    said = " ".join(in_words(ModelProfile(name="m", server="s", embeds=True, parallel=2)))
    assert "embeds texts too and answers 2 questions at once" in said
    assert "Text comes as a whole." in said


def test_a_trial_that_fails_says_why() -> None:
    model = EndpointChatModel(address="http://127.0.0.1:9/v1")
    trial = tried("plain reply", lambda: text_trials.replies(model))
    assert trial.passed is False
    assert "Nothing listens" in trial.shown


def test_a_profile_is_kept_for_the_next_time(exaone: Path) -> None:
    with ModelServer() as server:
        model = EndpointChatModel(address=server.address)
        key = key_of(model)
        assert key is not None
        measured = ModelProfile(name="good", schema_by="server", context=999, measured="today")
        keep(key, measured)
        again = EndpointChatModel(address=server.address)
        assert profile_of(again).schema_by == "server"
        assert profile_of(again).measured == "today"
        assert profile_of(EndpointChatModel(address=server.address, name="x")).schema_by == "repair"
    assert key_of(LocalChatModel(folder=exaone)) != key_of(LocalChatModel(folder=exaone.parent))


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"key": "other", "profile": {}}', '{"profile": 5}']
)
def test_a_damaged_profile_counts_as_none(damage: str) -> None:
    key = key_of_address("http://127.0.0.1:1/v1", "m")
    keep(key, ModelProfile(name="m"))
    assert kept(key) is not None
    file_of(key).write_text(damage)
    assert kept(key) is None
