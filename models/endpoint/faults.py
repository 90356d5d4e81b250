"""Every way a server can fail, as one sentence and what to do."""

import re
from typing import Any

from labwright.core.errors import LabwrightError, PromptTooLong, ServerFault
from labwright.models.endpoint.wellformed import well_formed

_REFUSED, _FORBIDDEN, _UNKNOWN, _TOO_LARGE, _FIELD, _BUSY = 401, 403, 404, 413, 422, 429
_LOADING = 503
_SERVER = 500
_TOO_LONG = re.compile(
    r"context (?:length|size|window)|maximum.{0,20}length|too many tokens"
    r"|(?<!_)tokens?\b.{0,60}\bexceed|exceeds?\b.{0,40}(?:tokens|context)"
    r"|(?:prompt|input|request|context).{0,40}too long"
    r"|tokens.{0,40}must be (?:<=|less|at most)",
    re.IGNORECASE,
)
_CONTEXT = re.compile(r"context (?:length|size|window)\D{0,20}(\d{1,9})", re.IGNORECASE)
_TOKENS = re.compile(
    r"(\d{1,9})\s+(?:\w+\s+)?tokens|tokens \((\d{1,9})|(?:requested|asked for)\D{0,10}(\d{1,9})",
    re.IGNORECASE,
)
_LONGEST = 300
WORTH_ASKING_AGAIN = (_BUSY, 502, _LOADING, 504)


def of_status(status: int, said: str, address: str, model: str) -> LabwrightError:
    """Return the error for a reply that is no success.

    Args:
        status: HTTP status.
        said: What the server said.
        address: Its address.
        model: The model that was asked.

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
    if status in (400, _TOO_LARGE, _FIELD, _SERVER) and _TOO_LONG.search(said):
        return _too_long(said) or ServerFault(
            f"The prompt is too long for {model} at {address}: {shown}"
        )
    if status == _UNKNOWN:
        return ServerFault(
            f"The server at {address} knows no model “{model}” ({shown}).",
            "Look at its /v1/models.",
        )
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
    if "SSL" in str(error):
        return ServerFault(
            f"There is no secure connection to {address} ({_short(str(error))}).",
            "A server on this machine is mostly http://; the certificate of another must be one "
            "that a known authority signed.",
        )
    if "Connect" in kind:
        return ServerFault(f"Nothing listens at {address}.", _START)
    # What the library says of a request that it could not write quotes the request.
    ours = "LocalProtocol" in kind or "InvalidURL" in kind
    return broken_off(address, kind if ours else _short(str(error)) or kind)


def nothing_came(error: Exception) -> bool:
    """Tell whether a server hung up before it sent anything, so that it may be asked again."""
    return "RemoteProtocol" in type(error).__name__ and "without sending" in str(error)


def too_slow(address: str, seconds: float) -> ServerFault:
    """Return the error for a reply that goes on for too long."""
    return ServerFault(
        f"The server at {address} did not end its reply within {seconds:.0f} s.",
        "Ask a shorter question, or raise the setting seconds.",
        passing=True,
    )


def too_large(address: str, size: int) -> ServerFault:
    """Return the error for a reply that does not end."""
    return ServerFault(
        f"The server at {address} sent more than {size} bytes for one reply.",
        "Its own log says more.",
    )


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


def _too_long(said: str) -> PromptTooLong | None:
    """Return what a server said of a prompt in figures, if it named both and they make sense."""
    context = _CONTEXT.search(said)
    named = [int(number) for found in _TOKENS.findall(said) for number in found if number]
    tokens = max(named, default=0)
    if context is None or tokens <= int(context[1]):
        return None
    return PromptTooLong(tokens=tokens, context=int(context[1]))


def _short(text: str) -> str:
    text = well_formed(text)
    words = " ".join(re.sub(r"<[^>]{1,200}>", " ", text).split())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"


_START = "Start a server, for example with: labwright serve; or set model = embedded."
