"""A store survives whatever is killed when."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.e2e


def test_kills_lose_nothing_and_double_nothing(
    benchmark_module: Callable[[str], Any],
) -> None:
    assert benchmark_module("kills").killed(6, seed=1) == []
