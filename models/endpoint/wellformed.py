"""Text that can be written down: servers send halves of characters."""

from typing import TypeVar, cast

T = TypeVar("T")


def well_formed(value: T) -> T:
    r"""Return a value of JSON whose texts are all of whole characters.

    Two halves that belong together are joined; a lone one becomes the sign for what is missing.

    Example:
        >>> well_formed({"a": ["x\ud83d", "\ud83d\ude00"]})
        {'a': ['x�', '😀']}
    """
    made: object = value
    if isinstance(value, str) and not value.isascii():
        made = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    elif isinstance(value, list):
        made = [well_formed(item) for item in value]
    elif isinstance(value, dict):
        made = {well_formed(key): well_formed(item) for key, item in value.items()}
    return cast("T", made)
