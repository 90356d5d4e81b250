"""The words that names of compounds are made of."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Words(NamedTuple):
    """The vocabulary of names.

    Args:
        alone: What a word that may be a name by itself looks like.
        never: Words that are no names though they look like one.
        elements: Elements that are mentioned as substances.
        before: Further elements and words that stand before another word of a name.
        adjectives: Words that say of what kind a compound is, and are no part of its name.
        several_states: Elements whose oxides and salts may be several compounds.
        as_substance: Words behind an element that show that the substance is meant.
        part: Words behind a name that make it the name of a part.
        changed: Words before a name that make it another compound.
        particles: Small words of Korean behind a name.
        never_korean: Korean names that mean something else as often.
        short: Short forms and the names that they stand for.
    """

    alone: re.Pattern[str]
    never: frozenset[str]
    elements: frozenset[str]
    before: frozenset[str]
    adjectives: frozenset[str]
    several_states: frozenset[str]
    as_substance: frozenset[str]
    part: frozenset[str]
    changed: frozenset[str]
    particles: frozenset[str]
    never_korean: frozenset[str]
    short: dict[str, str]


@cache
def words() -> Words:
    """Return the vocabulary of names."""
    text = (files("labwright.knowledge.chemistry") / "words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    lists = {
        name: frozenset(table[name].split())
        for name in Words._fields
        if name not in ("alone", "short")
    }
    endings = "|".join(table["endings"].split())
    plain = "|".join(sorted(table["plain"].split(), key=len, reverse=True))
    alone = re.compile(rf"(?:{plain})|[a-z]{{2,}}(?:{endings})")
    return Words(alone=alone, short=table["short"], **lists)
