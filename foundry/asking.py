"""How people ask: wordings by tool, and the form in which a router sees them."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from labwright.agents.intake.reader import PLACEHOLDERS
from labwright.agents.routes import FORM
from labwright.agents.similarity import read_words
from labwright.core.errors import BadUsage
from labwright.tools.contract import Tool

_HEADING = re.compile(r"\[(\w+)\]")
_PRONOUN = re.compile(r"\b(?:it|them|its|their)\b", re.I)
_PARTS = 5


@dataclass(frozen=True)
class Wording:
    """One way to ask.

    Args:
        label: The tool that is asked for, ``beyond`` for what none answers, or the empty label of
            words on the form of an answer.
        text: The wording, with placeholders in braces.
    """

    label: str
    text: str

    @property
    def part(self) -> int:
        """Which of five parts it is in, for keeping one aside; the same in every run."""
        return int(hashlib.sha256(self.text.encode()).hexdigest()[:8], 16) % _PARTS

    def as_seen(self) -> list[str]:
        """Return what a router sees of it: one text, two where a formula may be a molecule."""
        texts = {self.text, self.text.replace("{formula}", "{molecule}")}
        seen = []
        for text in sorted(texts):
            for name, words in PLACEHOLDERS.items():
                text = text.replace(f"{{{name}}}", words)  # noqa: PLW2901
            seen.append(" ".join(_PRONOUN.sub(PLACEHOLDERS["molecule"], text)
                                 .replace("{file}", PLACEHOLDERS["file"]).split()))  # fmt: skip
        return seen


def read_wordings(text: str) -> Iterator[Wording]:
    r"""Read wordings: a tool's name in brackets on a line, then one wording a line.

    Args:
        text: Text of a file.

    Yields:
        Wordings.

    Raises:
        BadUsage: If a wording stands before any name.

    Example:
        >>> [w.label for w in read_wordings("[mass]\nhow heavy is {molecule}?")]
        ['mass']
    """
    label = None
    for line in text.splitlines():
        if heading := _HEADING.fullmatch(line.strip()):
            label = heading[1]
        elif line.strip():
            if label is None:
                raise BadUsage(f"“{line[:60]}” stands under no tool.", "Write [tool] above it.")
            yield Wording(label, line.strip())


def own_wordings(tools: Mapping[str, Tool]) -> list[Wording]:
    """Return the wordings that come with labwright, and the tools' own example questions.

    Args:
        tools: The tools; wordings of others are left out.

    Returns:
        Wordings, each once.
    """
    folder = files("labwright.foundry.wordings")
    texts = [entry.read_text(encoding="utf-8") for entry in sorted(folder.iterdir(), key=str)
             if entry.name.endswith(".txt")]  # fmt: skip
    read = [wording for text in texts for wording in read_wordings(text)]
    examples = [Wording(name, example) for name, tool in tools.items()
                for example in tool.declaration.examples]  # fmt: skip
    forms = [Wording(FORM, line) for line in read_words("forms.txt").splitlines() if line.strip()]
    return _once(
        wording for wording in (*read, *examples, *forms)
        if wording.label in tools or wording.label in ("beyond", FORM)
    )  # fmt: skip


def _once(wordings: Iterable[Wording]) -> list[Wording]:
    """Leave out wordings that differ in nothing a router sees."""
    kept: dict[str, Wording] = {}
    for wording in wordings:
        kept.setdefault(re.sub(r"[\W_]+", " ", wording.text.lower()).strip(), wording)
    return list(kept.values())
