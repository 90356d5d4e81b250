"""Telling what a model thinks aloud from what it answers."""

import re

_NAMES = "think|thinking|thought|reasoning"
_OPEN = re.compile(rf"\s*<({_NAMES})>", re.IGNORECASE)
_CLOSE = re.compile(rf"</({_NAMES})>", re.IGNORECASE)
_OPENED = re.compile(rf"<({_NAMES})>\s*\Z", re.IGNORECASE)
# What begins with a bracket or a mark may be a value or a call, and a tag in it a quotation.
_NO_THOUGHT = re.compile(r"\s*(?:[\[{`]|<(?:tool|function))")
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def opens_thought(prompt: str) -> bool:
    """Tell whether a prompt ends with an opening tag, so that the reply begins as a thought.

    Args:
        prompt: The prompt, or its end.

    Returns:
        Whether it does.

    Example:
        >>> opens_thought("<|assistant|><think>"), opens_thought("Use <think> tags.")
        (True, False)
    """
    return _OPENED.search(prompt) is not None


def split_reasoning(text: str, opened: bool = False) -> tuple[str, str]:
    """Split a reply into reasoning and answer.

    A template that writes the opening tag itself leaves a reply with a closing tag only; a reply
    that ended before its closing tag is reasoning as a whole.

    Args:
        text: A reply.
        opened: Whether the prompt is known to have opened the thought.

    Returns:
        What was thought and what was answered, either may be empty.

    Example:
        >>> split_reasoning("<think>It is C9H8O4.</think>Aspirin")
        ('It is C9H8O4.', 'Aspirin')
    """
    tag = _OPEN.match(text)
    rest = text[tag.end() :] if tag else text
    closed = _CLOSE.search(rest)
    known = opened or tag is not None
    if closed and (known or not _quoted(rest[: closed.start()])):
        return rest[: closed.start()].strip(), rest[closed.end() :].lstrip()
    if known:
        return rest.strip(), ""
    return "", text


def still_thinking(text: str, opened: bool = False) -> bool:
    """Tell whether a reply that is being written may be reasoning as yet.

    Args:
        text: Its beginning.
        opened: Whether the prompt is known to have opened the thought.

    Returns:
        Whether a thought has begun and not been closed.

    Example:
        >>> still_thinking("<thi"), still_thinking("<think>It"), still_thinking("It is")
        (True, True, False)
    """
    tag = _OPEN.match(text)
    if tag or opened:
        return _CLOSE.search(text, tag.end() if tag else 0) is None
    start = text.lstrip()
    return not start or any(f"<{name}>".startswith(start.lower()) for name in _NAMES.split("|"))


def _quoted(before: str) -> bool:
    """Tell whether a closing tag only stands in a text, given what is before it."""
    if _OPEN.search(before):
        return True
    rest = _LITERAL.sub("", before) if _NO_THOUGHT.match(before) else ""
    return '"' in rest or rest.count("<parameter=") > rest.count("</parameter>")
