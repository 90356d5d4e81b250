"""The words intake knows, compiled once from its word file and from the tools' declarations."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from labwright.core.reading import Entity
from labwright.tools.toolbox import Toolbox

_HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True)
class PropertyName:
    """A name of a property, and which tool yields it."""

    name: str
    key: str
    tool: str
    unit: str


@dataclass(frozen=True)
class Vocabulary:
    """Words by meaning.

    Args:
        not_compounds: Words that are no compound, whatever the name table says.
        cues: Words by what they point to: documents, computed, both, one, many, first, …
        elements: Symbols by name.
        measured: Unit by name of a measured property.
        said_as: Other words for a measured property.
        korean: English words by Korean term.
        properties: Names of computed properties, longest first.
        of_elements: Tools whose properties are those of one element in a compound.
    """

    not_compounds: frozenset[str]
    cues: dict[str, tuple[str, ...]]
    elements: dict[str, str]
    measured: dict[str, str]
    said_as: dict[str, list[str]]
    korean: dict[str, str]
    properties: tuple[PropertyName, ...]
    of_elements: frozenset[str] = frozenset()

    def has_cue(self, kind: str, text: str) -> bool:
        """Tell whether a text holds a word that points to something, such as “again”."""
        lower = text.lower()
        return any(find_term(cue, lower) >= 0 for cue in self.cues[kind])

    def names_of(self, entity: Entity) -> list[str]:
        """Return the names of a property, as documents may write it.

        Args:
            entity: A computed or measured property.

        Returns:
            All names that a tool gives it, or that the word file lists.
        """
        if entity.kind == "measured":
            return [entity.name, *self.said_as.get(entity.name, [])]
        return [p.name for p in self.properties if f"{p.tool}.{p.key}" == entity.value]

    def domain_words(self) -> frozenset[str]:
        """Return the single words of which all these terms are made, for mending slips."""
        terms: list[str] = [p.name for p in self.properties]
        terms += list(self.measured) + list(self.elements)
        terms += [word for words in self.cues.values() for word in words]
        return frozenset(word for term in terms for word in re.findall(r"[a-z]{4,}", term.lower()))


def build_vocabulary(toolbox: Toolbox) -> Vocabulary:
    """Compile the vocabulary of a toolbox.

    Args:
        toolbox: Its tools' declared properties become words that intake finds.

    Returns:
        The vocabulary.
    """
    words = _word_file()
    properties = [
        PropertyName(name.lower(), y.key, t.name, y.unit)
        for t in toolbox.tools.values()
        for y in t.declaration.yields
        for name in y.names
    ]
    cues = (
        "documents",
        "computed",
        "both",
        "one",
        "many",
        "pair",
        "first",
        "second",
        "third",
        "again",
    )
    return Vocabulary(
        not_compounds=frozenset(words["not_compounds"]),
        cues={cue: tuple(sorted(words[cue], key=len, reverse=True)) for cue in cues},
        elements=words["elements"],
        measured=words["measured"],
        said_as=words["said_as"],
        korean=dict(sorted(words["korean"].items(), key=lambda item: -len(item[0]))),
        properties=tuple(sorted(properties, key=lambda p: -len(p.name))),
        of_elements=frozenset(t.name for t in toolbox.tools.values() if t.names_of("element")),
    )


@cache
def _word_file() -> dict[str, Any]:
    text = (files("labwright.agents.intake") / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def find_term(term: str, text: str, start: int = 0) -> int:
    """Find a term as whole words; Korean terms may carry a particle.

    Args:
        term: Lower-case words.
        text: Lower-case text.
        start: Where to begin.

    Returns:
        Offset of the first match at or behind ``start``, or -1.

    Example:
        >>> find_term("mass", "the massive mass")
        12
    """
    match = _pattern(term).search(text, start)
    return match.start() if match else -1


@cache
def _pattern(term: str) -> re.Pattern[str]:
    body = re.escape(term).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?")
    if _HANGUL.search(term):
        return re.compile(rf"(?<![가-힣]){body}" if len(term) < 3 else body)  # noqa: PLR2004
    plural = "s?" if term[-1:].isalpha() and len(term) > 3 else ""  # noqa: PLR2004
    return re.compile(rf"(?<![a-z0-9가-힣]){body}{plural}(?![a-z0-9])")
