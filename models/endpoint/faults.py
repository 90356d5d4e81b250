"""Every way a server can fail, as one sentence and what to do."""

import re
from collections.abc import Sequence
from typing import Any

from labwright.core.errors import LabwrightError, PromptTooLong, ServerFault

_REFUSED, _FORBIDDEN, _UNKNOWN, _TOO_LARGE, _FIELD, _BUSY = 401, 403, 404, 413, 422, 429
_LOADING = 503
_SERVER = 500
_CONTEXT = re.compile(
    r"context|maximum.{0,20}length|too (?:long|many tokens)|exceed", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{2,}")
_LONGEST = 300
WORTH_ASKING_AGAIN = (_BUSY, 502, _LOADING, 504)


def of_status(
    status: int, said: str, address: str, model: str, served: Sequence[str] = ()
) -> LabwrightError:
    """Return the error for a reply that is no success.

    Args:
        status: HTTP status.
        said: What the server said.
        address: Its address.
        model: The model that was asked.
        served: Models it serves, where known.

    Returns:
        The error to raise.
    """
    shown = _short(said)
    if status in (_REFUSED, _FORBIDDEN):
        return ServerFault(
            f"The server at {address} refuses the key ({status}).",
            "Set LABWRIGHT_API_KEY to the key it was started with.",
        )
    if 300 <= status < 400:  # noqa: PLR2004
        return ServerFault(
            f"The server at {address} sends elsewhere ({status}), and labwright does not follow.",
            "Give the address of the model server itself.",
        )
    if status in (400, _TOO_LARGE, _FIELD, _SERVER) and _CONTEXT.search(said):
        numbers = sorted({int(number) for number in _NUMBER.findall(said)})
        if len(numbers) > 1:
            return PromptTooLong(tokens=numbers[-1], context=numbers[0])
        return ServerFault(f"The prompt is too long for {model} at {address}: {shown}")
    if status == _UNKNOWN:
        known = f"It serves: {', '.join(served)}." if served else "Look at its /v1/models."
        return ServerFault(f"The server at {address} knows no model “{model}” ({shown}).", known)
    if status == _LOADING:
        return ServerFault(
            f"The server at {address} is still loading its model.",
            "Wait until it is ready and ask again.", passing=True,
        )  # fmt: skip
    if status == _BUSY:
        return ServerFault(
            f"The server at {address} has too much to do ({shown}).",
            "Ask again later.",
            passing=True,
        )
    if status >= _SERVER:
        return ServerFault(
            f"The server at {address} failed ({status}: {shown}).",
            "Its own log says more; labwright doctor --probe shows what it can do.",
            passing=status in WORTH_ASKING_AGAIN,
        )
    return ServerFault(f"The server at {address} does not accept the request ({status}: {shown}).")


def of_transport(error: Exception, address: str, seconds: float) -> ServerFault:
    """Return the error for a connection that failed.

    Args:
        error: What the HTTP library raised.
        address: The address.
        seconds: How long was waited for a piece of the reply.

    Returns:
        The error to raise.
    """
    kind = type(error).__name__
    if "ConnectTimeout" in kind or "PoolTimeout" in kind:
        return ServerFault(f"The server at {address} does not answer.", _START, passing=True)
    if "Timeout" in kind:
        return ServerFault(
            f"The server at {address} sent nothing for {seconds:.0f} s.",
            "A model that computes on the processor may need longer, or a shorter question.",
            passing=True,
        )
    if "Connect" in kind:
        return ServerFault(f"Nothing listens at {address}.", _START)
    if isinstance(error, ValueError):
        return not_a_reply(str(error), address)
    return broken_off(address, _short(str(error)) or kind)


def broken_off(address: str, why: str = "no end of the reply") -> ServerFault:
    """Return the error for a reply that stops halfway."""
    return ServerFault(
        f"The connection to {address} broke off ({why}).",
        "Look whether the server still runs, and ask again.",
        passing=True,
    )


def not_a_reply(said: str, address: str) -> ServerFault:
    """Return the error for an answer that is not one of a model server."""
    return ServerFault(
        f"What {address} sends is no reply of a model server ({_short(said)}).",
        "Give the address of an OpenAI-compatible server; most end in /v1.",
    )


def said_in(body: Any) -> str:
    """Return the message in the body of an error, whatever its form.

    Example:
        >>> said_in({"error": {"message": "no such model"}})
        'no such model'
    """
    for key in ("error", "message", "detail", "msg"):
        if isinstance(body, dict) and body.get(key):
            return said_in(body[key])
    return body if isinstance(body, str) else "" if body is None else str(body)


def _short(text: str) -> str:
    words = " ".join(re.sub(r"<[^>]{1,200}>", " ", text).split())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"


_START = "Start a server, for example with: labwright serve; or set model = embedded."
