"""Whether a text that follows a regular expression comes to an end."""

import re

# An escape, a class of signs, a counted repetition, or any one sign.
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+)(,?)(\d*)\}|.", re.DOTALL)


def ends(pattern: str) -> bool:
    r"""Tell whether every text that a pattern allows is of limited length.

    Args:
        pattern: A regular expression, which without anchors allows anything around it.

    Returns:
        Whether it does.

    Example:
        >>> ends("^[A-Z+]{2,5}$"), ends("^a+$"), ends(r"^a\\+$"), ends("[A-Z]{2}")
        (True, False, False, False)
    """
    parts = list(_PART.finditer(pattern))
    if not parts or parts[0][0] != "^" or parts[-1][0] != "$":
        return False
    depth = 0
    for part in parts:
        depth += (part[0] == "(") - (part[0] == ")")
        apart = part[0] == "|" and depth == 0  # one of the two has lost an anchor
        if part[0] in ("*", "+") or (part[2] and not part[3]) or apart:
            return False
    return True


def room_for(pattern: str) -> int:
    """Return a length at which some text follows a pattern, if any does.

    Args:
        pattern: A regular expression.

    Returns:
        The length, rather too large.

    Example:
        >>> room_for("^a{500}b+$") >= 501
        True
    """
    room = len(pattern)
    for part in _PART.finditer(pattern):
        room *= max(1, int(part[1] or 1))
    return room
