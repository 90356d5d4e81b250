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
from labwright.models.probing.asking import Trial, tried
from labwright.models.probing.kept import file_of, keep, kept, key_of, key_of_address
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
