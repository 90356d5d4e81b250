"""Addresses of model servers: which are this machine's own, and which may be used."""

import ipaddress
from urllib.parse import urlsplit

from labwright.core.errors import BadSetting

_SCHEMES = ("http", "https")


def is_address(setting: str) -> bool:
    """Tell whether a setting is the address of a server.

    Example:
        >>> is_address("http://127.0.0.1:8000/v1"), is_address("models/qwen")
        (True, False)
    """
    return setting.lower().startswith(("http://", "https://"))


def is_loopback(address: str) -> bool:
    """Tell whether an address stays on this machine.

    Only ``localhost`` and literal loopback addresses count: any other name could be resolved to
    another machine at any time.

    Example:
        >>> is_loopback("http://[::1]:11434/v1"), is_loopback("http://10.0.0.7:8000/v1")
        (True, False)
    """
    host = urlsplit(address).hostname or ""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_address(address: str, allow_remote: bool) -> str:
    """Return an address in the form used here, without a slash at its end.

    Args:
        address: As the user wrote it; ``/v1`` is added where no path is given.
        allow_remote: The setting that lets a model run on another machine.

    Returns:
        The address.

    Raises:
        BadSetting: If it is no address, or another machine's without leave.

    Example:
        >>> checked_address("http://localhost:8000", allow_remote=False)
        'http://localhost:8000/v1'
    """
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise BadSetting(f"“{address}” is not an address: {error}.", _EXPECTED) from error
    if parts.scheme.lower() not in _SCHEMES or not parts.hostname or port == 0:
        raise BadSetting(f"“{address}” is not the address of a server.", _EXPECTED)
    if not allow_remote and not is_loopback(address):
        raise BadSetting(
            f"“{address}” is on another machine, and labwright keeps to this one.",
            "If your questions and passages may go there, set allow_remote = true.",
        )
    path = parts.path.rstrip("/") or "/v1"
    return f"{parts.scheme.lower()}://{parts.netloc}{path}"


_EXPECTED = "Write for example http://127.0.0.1:8000/v1."
