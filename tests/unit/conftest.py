"""Settings of the unit tests, and models with random weights."""

from pathlib import Path

import pytest
import tiny_models
from hypothesis import settings

settings.register_profile(
    "unit", deadline=None, derandomize=True
)  # the first call loads RDKit or pint
settings.load_profile("unit")


@pytest.fixture(scope="session")
def exaone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.tiny_exaone(tmp_path_factory.mktemp("models") / "tiny-exaone")


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.tiny_llama(tmp_path_factory.mktemp("models") / "tiny-llama")


@pytest.fixture(scope="session")
def eyes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.tiny_eyes(tmp_path_factory.mktemp("models") / "tiny-eyes")
