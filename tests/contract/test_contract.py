"""The forty behaviours over every back end of this machine."""

import os
from collections.abc import Callable, Iterator

import pytest
from backends import BackEnd, back_end
from behaviours import BEHAVIOURS

ALWAYS = (
    "embedded",
    "exaone in process",
    "exaone by transformers serve",
    "server that obeys",
    "server that obeys nothing",
)
# Servers that a person installed: their set of its own, see docs/models.md.
INSTALLED = [
    *(["llama-server"] if os.environ.get("LABWRIGHT_GGUF") else []),
    *os.environ.get("LABWRIGHT_SERVERS", "").split(),
]

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", params=[*ALWAYS, *INSTALLED])
def back(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BackEnd]:
    with back_end(request.param, tmp_path_factory.mktemp("back")) as started:
        yield started


def test_there_are_forty_of_them() -> None:
    assert len(BEHAVIOURS) == 40
    assert len({check.__name__ for check in BEHAVIOURS}) == 40


@pytest.mark.parametrize("check", BEHAVIOURS, ids=lambda check: check.__name__)
def test_behaviour(back: BackEnd, check: Callable[[BackEnd], None]) -> None:
    check(back)
