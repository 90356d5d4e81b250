"""Trials of plain replies: obedience, limits, streams, exact text, long prompts, pictures."""

import base64
import io
import time
from typing import TYPE_CHECKING, Any

from labwright.models.probing.asking import Outcome, ask, questions, room

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_SHORT = 48
_PATIENCE = 240.0
"""Seconds that reading one long prompt may take."""


def replies(model: "BaseChatModel") -> Outcome:
    """Answer at all."""
    reply = ask(model, questions()["plain"]["ask"], max_tokens=room(model, _SHORT))
    return bool(reply.text.strip()), reply.text


def thinks_apart(model: "BaseChatModel") -> Outcome:
    """Keep thoughts apart; passed if it thinks aloud, and comes to a reply."""
    reply = ask(model, questions()["plain"]["ask"], max_tokens=room(model, _SHORT))
    thought = reply.additional_kwargs.get("reasoning_content", "")
    if thought and not reply.text.strip():
        return False, f"thoughts that come to no end: {thought}"
    return bool(thought), thought or "no thoughts aloud"


def heeds_system(model: "BaseChatModel") -> Outcome:
    """Obey the system's turn."""
    asked = questions()["system"]
    reply = ask(model, asked["ask"], asked["system"], max_tokens=room(model, _SHORT))
    return asked["want"] in reply.text.upper(), reply.text


def ends_at_tokens(model: "BaseChatModel") -> Outcome:
    """End at the number of tokens that was set, and say so."""
    reply = ask(model, "Count from one to one hundred in words.", max_tokens=8)
    ended = reply.response_metadata.get("finish_reason")
    return ended == "length" and len(reply.text) < 120, f"{ended}: {reply.text}"  # noqa: PLR2004


def ends_at_stop(model: "BaseChatModel") -> Outcome:
    """End before a text that was set."""
    whole = ask(model, questions()["plain"]["ask"], max_tokens=room(model, _SHORT)).text
    mark = whole.strip()[2:4]
    if not mark.strip():
        return None, "nothing to stop at"
    from langchain_core.messages import HumanMessage

    asked = [HumanMessage(questions()["plain"]["ask"])]
    short = model.invoke(asked, stop=[mark], max_tokens=room(model, _SHORT)).text
    return mark not in short and len(short) < len(whole), f"stop at {mark!r}: {short}"


def streams(model: "BaseChatModel") -> Outcome:
    """Send text piece by piece, the same as at once."""
    from langchain_core.messages import HumanMessage

    asked = [HumanMessage(questions()["plain"]["ask"])]
    pieces = [chunk.text for chunk in model.stream(asked, max_tokens=room(model, _SHORT))]
    shown = [piece for piece in pieces if piece]
    return len(shown) > 1, f"{len(shown)} pieces: {''.join(shown)}"


def repeats(model: "BaseChatModel", text: str) -> Outcome:
    """Repeat a text byte for byte."""
    asked = questions()["echo"]["ask"].format(text=text)
    reply = ask(model, asked, max_tokens=room(model, 4 * _SHORT)).text.strip().strip("`\"'\n")
    return reply == text, reply


def same_again(model: "BaseChatModel") -> Outcome:
    """Give the same reply to the same question."""
    first, second = (
        ask(model, questions()["plain"]["ask"], max_tokens=room(model, _SHORT)).text
        for _ in range(2)
    )
    return first == second, "the same" if first == second else f"{first} / {second}"


def chooses(model: Any) -> Outcome:
    """Choose the right one of a few labels."""
    from langchain_core.messages import HumanMessage

    asked = questions()["choice"]
    labels = asked["labels"]
    shares = model.choose([HumanMessage(asked["ask"])], labels)
    shown = ", ".join(f"{label} {share:.2f}" for label, share in zip(labels, shares, strict=True))
    best = labels[max(range(len(labels)), key=lambda i: shares[i])]
    return best == asked["want"] and abs(sum(shares) - 1) < 1e-6, shown  # noqa: PLR2004


def reads_long(model: "BaseChatModel", claimed: int, share: float) -> Outcome:
    """Read a prompt of a share of the context, its beginning included.

    That it was read is shown by the code word at the front, or by the server's own count of the
    tokens it read: a weak model reads and forgets.
    """
    asked = questions()["context"]
    word = asked["words"][0]
    size = int(claimed * share) - 2 * _SHORT
    prompt, tokens = _long_prompt(model, size, word)
    begun = time.monotonic()
    ask(model, prompt[: len(prompt) // 20] + asked["ask"], max_tokens=1)
    guess = 20 * (time.monotonic() - begun)
    if guess > _PATIENCE:
        return None, f"{tokens} tokens would take about {guess:.0f} s"
    left = max(_SHORT, int(claimed * (1 - share)))
    reply = ask(model, prompt, max_tokens=min(left, room(model, _SHORT)))
    read = reply.usage_metadata["input_tokens"] if reply.usage_metadata else 0
    recalled = word in reply.text.upper()
    counted = read >= 0.9 * tokens
    return recalled or counted, f"{tokens} tokens sent, {read} read; said: {reply.text}"


def _long_prompt(model: "BaseChatModel", size: int, word: str) -> tuple[str, int]:
    from langchain_core.messages import HumanMessage

    asked = questions()["context"]

    def made(count: int) -> str:
        parts = (asked["front"].format(word=word), asked["filler"] * count, asked["ask"])
        return "\n".join(parts)

    def tokens(count: int) -> int:
        return model.get_num_tokens_from_messages([HumanMessage(made(count))])

    each = max(1, (tokens(40) - tokens(0)) / 40)
    count = max(1, int((size - tokens(0)) / each))
    return made(count), tokens(count)


def sees(model: "BaseChatModel") -> Outcome:
    """Name the colour of a picture."""
    from langchain_core.messages import HumanMessage

    asked = questions()["image"]
    url = {"url": f"data:image/png;base64,{_red_square()}"}
    shown: list[str | dict[Any, Any]] = [
        {"type": "text", "text": asked["ask"]},
        {"type": "image_url", "image_url": url},
    ]
    reply = model.invoke([HumanMessage(shown)], max_tokens=room(model, _SHORT))
    return asked["want"] in reply.text.lower(), reply.text


def _red_square() -> str:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), (220, 20, 20)).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def embeds(model: Any) -> Outcome:
    """Embed a text."""
    transport = getattr(model, "transport", None)
    if transport is None:
        return None, "no server"
    made = transport.post("/embeddings", {"model": model.served_name, "input": ["aspirin"]})
    try:
        length = len(made["data"][0]["embedding"])
    except (TypeError, KeyError, IndexError):
        return False, "no /v1/embeddings"
    return length > 0, f"{length} numbers a text"


def at_once(model: "BaseChatModel") -> Outcome:
    """Answer two questions at once in less time than one after the other."""
    from concurrent.futures import ThreadPoolExecutor

    def run(number: int) -> str:
        return ask(
            model, f"Write the number {number} as a word.", max_tokens=room(model, _SHORT)
        ).text

    begun = time.monotonic()
    one = [run(1), run(2)]
    alone = time.monotonic() - begun
    begun = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(run, (1, 2)))
    together = time.monotonic() - begun
    faster = together < 0.8 * alone
    shown = f"{alone:.2f} s one by one, {together:.2f} s together"
    return faster and all(map(bool, both)) == all(map(bool, one)), shown
