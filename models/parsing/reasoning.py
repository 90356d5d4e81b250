"""Telling what a model thinks aloud from what it answers."""

import re

_NAMES = "think|thinking|thought|reasoning"
_OPEN = re.compile(rf"\s*<({_NAMES})>", re.IGNORECASE)
_CLOSE = re.compile(rf"</({_NAMES})>", re.IGNORECASE)


def split_reasoning(text: str) -> tuple[str, str]:
    """Split a reply into reasoning and answer.

    Templates that write the opening tag themselves leave a reply with a closing tag only; a reply
    that ended before its closing tag is reasoning as a whole.

    Args:
        text: A reply.

    Returns:
        What was thought and what was answered, either may be empty.

    Example:
        >>> split_reasoning("<think>It is C9H8O4.</think>Aspirin")
        ('It is C9H8O4.', 'Aspirin')
    """
    opened = _OPEN.match(text)
    rest = text[opened.end() :] if opened else text
    closed = _CLOSE.search(rest)
    if closed and (opened or not _OPEN.search(rest[: closed.start()])):
        return rest[: closed.start()].strip(), rest[closed.end() :].lstrip()
    if opened:
        return rest.strip(), ""
    return "", text


def still_thinking(text: str) -> bool:
    """Tell whether a reply that is being written may be reasoning as yet.

    Args:
        text: Its beginning.

    Returns:
        Whether an opening tag has begun and not been closed.

    Example:
        >>> still_thinking("<thi"), still_thinking("<think>It"), still_thinking("It is")
        (True, True, False)
    """
    opened = _OPEN.match(text)
    if opened:
        return _CLOSE.search(text, opened.end()) is None
    start = text.lstrip()
    return not start or any(f"<{name}>".startswith(start.lower()) for name in _NAMES.split("|"))
