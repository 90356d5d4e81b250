"""The properties that are looked for, and where a text names one."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from labwright.knowledge.chemistry.spelling import tokens
from labwright.knowledge.chemistry.units import converted, dimension, read_unit

_LATIN = re.compile(r"[a-z]", re.I)
_DOING = re.compile(r"yields\s(?:an?|the)\b", re.I)
_AFTER = r"(?![A-Za-z0-9_]|-[A-Za-z])"


class Property(NamedTuple):
    """A property.

    Args:
        name: What it is called.
        units: A unit of each dimension that is allowed, as pint reads it; empty for a number.
        lowest: Lowest sensible value in the first unit.
        highest: Highest sensible value in the first unit.
        own: Whether a value may also stand right before its name.
        text: Whether its value is no number.
    """

    name: str
    units: tuple[str, ...]
    lowest: float
    highest: float
    own: bool
    text: bool

    def allows(self, value: float, unit: str) -> bool:
        """Tell whether a value is one that this property can have.

        Args:
            value: The value.
            unit: Its unit, as pint reads it.
        """
        if not unit:
            return "" in self.units and self._is_sensible(value, "")
        wanted = dimension(unit)
        return any(
            own and dimension(own) == wanted and self._is_sensible(value, unit)
            for own in self.units
        )

    def takes(self, unit: str) -> bool:
        """Tell whether values of a unit may be of this property."""
        wanted = dimension(unit)
        return any(dimension(own) == wanted if own else not unit for own in self.units)

    def _is_sensible(self, value: float, unit: str) -> bool:
        first = self.units[0]
        shown = converted(value, unit, first) if unit and first else value
        return shown is None or self.lowest <= shown <= self.highest


class Named(NamedTuple):
    """The name of a property in a text.

    Args:
        start: Where it begins.
        end: Offset behind it.
        properties: The properties that go by the name.
        verb: Whether it is a verb, which the value follows.
        text: The name as it is looked up.
    """

    start: int
    end: int
    properties: tuple[Property, ...]
    verb: bool
    text: str


def named(text: str, stream: list[tuple[int, str]] | None = None) -> Iterator[Named]:
    """Find the properties that a text names.

    Args:
        text: The view of a page, or a piece of it.
        stream: Its tokens.

    Yields:
        Names in order, the longest at each place.

    Example:
        >>> [n.properties[0].name for n in named("The band gap, not the current density")]
        ['band gap']
    """
    table, behind = _table(), 0
    for start, token in tokens(text) if stream is None else stream:
        for offset in _beginnings(token):
            if start + offset < behind:
                continue
            match = table.symbols.match(text, start + offset) or table.words.match(
                text, start + offset
            )
            if match is None:
                continue
            behind = match.end()
            if _DOING.match(text, match.start()):
                continue  # “it yields a capacity of …”
            name = _plain(match[0])
            found = table.named.get(match[0]) or table.named.get(name)
            found = (
                found or table.named.get(name.removesuffix("s")) or table.named.get(_singular(name))
            )
            if found:
                verb = name in table.verbs
                yield Named(*match.span(), found, verb, name)


def headed(symbol: str) -> tuple[Property, ...]:
    """Return the properties that a symbol in the head of a table may mean.

    Args:
        symbol: Such as ``σ``.

    Example:
        >>> [p.name for p in headed("Eg")]
        ['band gap']
    """
    return _table().headed.get(symbol, ())


@cache
def properties() -> tuple[Property, ...]:
    """Return all properties."""
    return tuple(_read(name, entry) for name, entry in _entries().items())


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _singular(name: str) -> str:
    return name.removesuffix("ies") + "y" if name.endswith("ies") else name.removesuffix("es")


@lru_cache(maxsize=100_000)
def _beginnings(token: str) -> tuple[int, ...]:
    return tuple(match.start() for match in _table().beginning.finditer(token))


class _Table(NamedTuple):
    named: dict[str, tuple[Property, ...]]
    headed: dict[str, tuple[Property, ...]]
    verbs: frozenset[str]
    words: re.Pattern[str]
    symbols: re.Pattern[str]
    beginning: re.Pattern[str]


@cache
def _entries() -> dict[str, dict[str, Any]]:
    path = files("labwright.knowledge.chemistry") / "properties.toml"
    table: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: entry for name, entry in table.items() if name != "masks"}


def _masks() -> list[str]:
    path = files("labwright.knowledge.chemistry") / "properties.toml"
    return _split(tomllib.loads(path.read_text(encoding="utf-8"))["masks"]["words"])


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split("|") if part.strip()]


def _read(name: str, entry: dict[str, Any]) -> Property:
    units: list[str] = []
    for written in str(entry["units"]).split("|"):
        unit = read_unit(written.strip().replace("−", "-"))
        units.append(unit.name if unit else "")
    lowest, highest = entry["range"]
    return Property(
        name, tuple(units), float(lowest), float(highest),
        own=bool(entry.get("own")), text=entry.get("kind") == "text",
    )  # fmt: skip


@cache
def _table() -> _Table:
    by_name: dict[str, list[Property]] = {}
    by_head: dict[str, list[Property]] = {}
    words, symbols, verbs = _masks(), [], set()
    for prop, entry in zip(properties(), _entries().values(), strict=True):
        said, written = _split(entry["words"]), _split(entry.get("symbols"))
        doing = _split(entry.get("verbs"))
        verbs.update(doing)
        words += [*said, *doing]
        symbols += written
        for name in [*said, *written, *doing]:
            by_name.setdefault(name, []).append(prop)
        for name in [*written, *_split(entry.get("header"))]:
            by_head.setdefault(name.replace("μ", "µ"), []).append(prop)
    latin = [word for word in words if _LATIN.search(word)]
    hangul = [word for word in words if not _LATIN.search(word) or not word.isascii()]
    return _Table(
        named={name: tuple(found) for name, found in by_name.items()},
        headed={name: tuple(found) for name, found in by_head.items()},
        verbs=frozenset(verbs),
        words=re.compile(f"(?:{_either(latin)})(?:e?s)?{_AFTER}|(?:{_either(hangul)})", re.I),
        symbols=re.compile(f"(?:{_either(symbols)}){_AFTER}"),
        beginning=_beginning(words, symbols),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(map(_pattern, sorted(set(words), key=len, reverse=True)))


def _pattern(word: str) -> str:
    """Write a name as a pattern: any white space, both apostrophes, y also as in “viscosities”."""
    written = re.escape(word).replace(r"\ ", r"\s+").replace("'", "['’]")
    return written[:-1] + "(?:y|ies)" if re.search("[a-z]y$", word) else written


def _beginning(words: list[str], symbols: list[str]) -> re.Pattern[str]:
    """Match where the first word of any name begins in a token."""
    first = {word.partition(" ")[0] for word in words}
    latin = _either(word for word in first if _LATIN.search(word))
    hangul = _either(word for word in first if not _LATIN.search(word))
    signs = _either(symbol.partition(" ")[0] for symbol in symbols)
    return re.compile(
        rf"(?<![\w-])(?:(?i:{latin})(?i:e?s)?(?![A-Za-z])|(?:{signs})(?![A-Za-z]))|(?<!\w)(?:{hangul})"
    )
