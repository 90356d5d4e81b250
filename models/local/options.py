"""Options of a call as they come: what was not given, or given as None, is the model's own."""

from collections.abc import Mapping
from typing import Any

from labwright.core.errors import BadArgument
from labwright.models.local.writing import Limits, Sampling


def limits_of(
    options: Mapping[str, Any], tokens: int, seconds: float, stop: list[str] | str | None
) -> Limits:
    """Return when a reply ends at the latest.

    Args:
        options: ``max_tokens`` and ``seconds``; 0 is a limit like any other.
        tokens: Where no ``max_tokens`` are given.
        seconds: Where no ``seconds`` are given.
        stop: Texts before which it ends.

    Raises:
        BadArgument: If one of them is no number.
    """
    return Limits(
        tokens=int(_number(options, "max_tokens", tokens)),
        seconds=float(_number(options, "seconds", seconds)),
        stop=(stop,) if isinstance(stop, str) else tuple(stop or ()),
    )


def sampling_of(options: Mapping[str, Any], own: Sampling) -> Sampling:
    """Return how tokens are drawn.

    Args:
        options: ``temperature``, ``top_k``, ``top_p`` and ``seed``.
        own: Where they are not given.

    Raises:
        BadArgument: If one of them is no number.
    """
    seed = options.get("seed", own.seed)
    return Sampling(
        temperature=float(_number(options, "temperature", own.temperature)),
        top_k=int(_number(options, "top_k", own.top_k)),
        top_p=float(_number(options, "top_p", own.top_p)),
        seed=None if seed is None else int(_number({"seed": seed}, "seed", 0)),
    )


def _number(options: Mapping[str, Any], name: str, own: float) -> float:
    given = options.get(name)
    value = own if given is None else given
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise BadArgument(f"{name}={value!r} is no number.", "Give a number, or leave it out.")
    return value
