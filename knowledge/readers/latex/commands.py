"""What the commands of LaTeX do to the text that they are given."""

import re
import unicodedata

from labwright.knowledge.readers.latex.reader import Command, Reader, References
from labwright.knowledge.readers.latex.science import read_chemistry, read_number, read_unit
from labwright.knowledge.readers.latex.symbols import DINGS

_CITE = re.compile(r"[A-Za-z]*cite[A-Za-z]*")
_UNSPACED = re.compile(r"[\w.,′%°]+")
_TIGHT = ("°", "′", "″")  # units that follow their number without a blank
_COLUMNS = ("tabular", "tabular*", "tabularx", "array", "longtable", "tabulary")


def command(name: str) -> Command | None:
    """Return what to do at a command; None if it takes no part in the text."""
    return _COMMANDS.get(name) or (_cite if _CITE.fullmatch(name) else None)


def plain_maths(source: str) -> str:
    """Read a formula by itself."""
    return Reader(source, command, References(), maths=True).read()


def _arguments(reader: Reader, count: int, after: int, end: int) -> tuple[list[str], int]:
    """Return the source of some arguments, options skipped, and the place behind them."""
    found = []
    for _ in range(count):
        after = reader.braces.bracket(after, end)[1]
        start, stop, after = reader.argument(after, end)
        found.append(reader.source[start:stop])
    return found, after


def _spoken(reader: Reader, count: int, after: int, end: int) -> tuple[list[str], int]:
    """Return what some arguments say, and the place behind them."""
    found = []
    for _ in range(count):
        start, stop, after = reader.argument(after, end)
        found.append(reader.said(start, stop))
    return found, after


def _text(reader: Reader, name: str, after: int, end: int) -> int:
    start, stop, after = reader.argument(after, end)
    said = reader.said(start, stop, maths=False)
    reader.line.add(said.strip() if reader.tight else said)
    return after


def _wrapped(before: str, behind: str) -> Command:
    def read(reader: Reader, name: str, after: int, end: int) -> int:
        (said,), after = _spoken(reader, 1, after, end)
        reader.line.add(f"{before}{said}{behind}")
        return after

    return read


def _script(reader: Reader, name: str, after: int, end: int) -> int:
    (said,), after = _spoken(reader, 1, after, end)
    (reader.line.lift if "super" in name else reader.line.lower)(said)
    return after


def _fraction(reader: Reader, name: str, after: int, end: int) -> int:
    (above, below), after = _spoken(reader, 2, reader.braces.bracket(after, end)[1], end)
    above, below = (t if _UNSPACED.fullmatch(t) else f"({t})" for t in (above, below))
    follows = re.compile(r"\s*(?:[\w(]|\\(?!right|[,;:.\\]))").match(reader.source, after, end)
    apart = reader.line.before[-1:].isalnum() or (follows and not reader.tight)
    reader.line.add(f"({above}/{below})" if apart else f"{above}/{below}")
    return after


def _root(reader: Reader, name: str, after: int, end: int) -> int:
    degree, after = reader.braces.bracket(after, end)
    (said,), after = _spoken(reader, 1, after, end)
    sign = {"": "√", "3": "∛", "4": "∜"}.get(degree.strip(), f"{degree.strip()}√")
    reader.line.add(sign + (said if _UNSPACED.fullmatch(said) else f"({said})"))
    return after


def _binomial(reader: Reader, name: str, after: int, end: int) -> int:
    (above, below), after = _spoken(reader, 2, after, end)
    reader.line.add(f"binom({above}, {below})")
    return after


def _stacked(reader: Reader, name: str, after: int, end: int) -> int:
    (over, base), after = _spoken(reader, 2, after, end)
    reader.line.add(base)
    (reader.line.lower if name == "underset" else reader.line.lift)(over)
    return after


def _arrow(reader: Reader, name: str, after: int, end: int) -> int:
    below, after = reader.braces.bracket(after, end)
    (above,), after = _spoken(reader, 1, after, end)
    over = "; ".join(filter(None, (above, plain_maths(below) if below else "")))
    sign = "←" if "left" in name else "→"
    reader.line.add(f" {sign}[{over}] " if over else f" {sign} ")
    return after


def _negated(reader: Reader, name: str, after: int, end: int) -> int:
    (sign,), after = _spoken(reader, 1, after, end)
    reader.line.add(f" {unicodedata.normalize('NFC', sign + chr(0x338))} ")
    return after


def _environment(reader: Reader, name: str, after: int, end: int) -> int:
    (kind,), after = _arguments(reader, 1, after, end)
    if name == "begin":
        after = reader.braces.bracket(after, end)[1]
        if kind in _COLUMNS:
            after = _arguments(reader, 1 + (kind[-1] in "*xy"), after, end)[1]
    reader.line.add("" if reader.maths else " ")
    return after


def _cite(reader: Reader, name: str, after: int, end: int) -> int:
    after += reader.source.startswith("*", after)
    before, after = reader.braces.bracket(after, end)
    behind, after = reader.braces.bracket(after, end)
    (keys,), after = _arguments(reader, 1, after, end)
    if name == "nocite" or not keys.strip():
        return after
    if not behind:
        before, behind = "", before
    parts = [before.strip(), ", ".join(key.strip() for key in keys.split(","))]
    said = " ".join(filter(None, parts)) + (f", {behind.strip()}" if behind.strip() else "")
    _again(reader, f"[{said}]")
    return after


def _again(reader: Reader, source: str) -> None:
    """Read what a command stands for; keys of references keep their underscores there."""
    reader.line.add(Reader(source, command, reader.references).read())


def _reference(reader: Reader, name: str, after: int, end: int) -> int:
    after += reader.source.startswith("*", after)
    (labels,), after = _arguments(reader, 1, after, end)
    known, kinds = reader.references.numbers, reader.references.kinds
    said = []
    for label in (label.strip() for label in labels.split(",")):
        number = known.get(label, f"[{label}]")
        kind = kinds.get(label, "") if name in ("autoref", "cref", "Cref", "nameCref") else ""
        bracketed = name == "eqref" and label in known
        said.append(f"({number})" if bracketed else f"{kind} {number}".strip())
    reader.line.add(", ".join(said))
    return after


def _footnote(reader: Reader, name: str, after: int, end: int) -> int:
    after = reader.braces.bracket(after, end)[1]
    start, stop, after = reader.argument(after, end)
    reader.references.footnotes.append(" ".join(reader.said(start, stop, maths=False).split()))
    return after


def _address(reader: Reader, name: str, after: int, end: int) -> int:
    (address,), after = _arguments(reader, 1, after, end)
    reader.line.add(re.sub(r"\\([%#&_~{}])", r"\1", address))
    return after


def _verbatim(reader: Reader, name: str, after: int, end: int) -> int:
    (number,), after = _arguments(reader, 1, after, end)
    kept = reader.references.verbatim
    reader.line.add(kept[int(number)] if number.isdecimal() and int(number[:9]) < len(kept) else "")
    return after


def _ding(reader: Reader, name: str, after: int, end: int) -> int:
    (number,), after = _arguments(reader, 1, after, end)
    reader.line.add(DINGS.get(number.strip(), "•"))
    return after


def _operator(reader: Reader, name: str, after: int, end: int) -> int:
    after += reader.source.startswith("*", after)
    (said,), after = _spoken(reader, 1, after, end)
    reader.function(said, after)
    return after


def _chemistry(reader: Reader, name: str, after: int, end: int) -> int:
    (formula,), after = _arguments(reader, 1, after, end)
    reader.line.add(read_chemistry(formula, plain_maths))
    return after


def _measured(*values: str, unit: str = "", last: str = " to ") -> str:
    """Return numbers with their unit, each of them as siunitx repeats it."""
    gap = "" if not unit or (unit.startswith(_TIGHT) and unit != "°C") else " "
    said = [f"{read_number(value)}{gap}{unit}".strip() for value in values if value.strip()]
    return last.join((", ".join(said[:-1]), said[-1])) if len(said) > 1 else "".join(said)


def _quantity(count: int, has_unit: bool = True, last: str = " to ") -> Command:
    def read(reader: Reader, name: str, after: int, end: int) -> int:
        parts, after = _arguments(reader, count + has_unit, after, end)
        unit = read_unit(parts.pop()) if has_unit else ""
        values = [value for part in parts for value in part.split(";")]
        reader.line.add(_measured(*values, unit=unit, last=last))
        return after

    return read


def _unit(reader: Reader, name: str, after: int, end: int) -> int:
    (unit,), after = _arguments(reader, 1, after, end)
    reader.line.add(read_unit(unit))
    return after


def _angle(reader: Reader, name: str, after: int, end: int) -> int:
    (angle,), after = _arguments(reader, 1, after, end)
    parts = zip(angle.split(";"), _TIGHT, strict=False)
    reader.line.add("".join(read_number(value) + sign for value, sign in parts if value.strip()))
    return after


def _all(names: str, command: Command) -> dict[str, Command]:
    return dict.fromkeys(names.split(), command)


_COMMANDS: dict[str, Command] = {
    **_all("text textrm textit textbf textsf texttt textnormal mbox hbox textup", _text),
    **_all("textsuperscript textsubscript textsuper", _script),
    **_all("frac dfrac tfrac cfrac sfrac nicefrac flatfrac", _fraction),
    **_all("sqrt", _root),
    **_all("binom dbinom tbinom", _binomial),
    **_all("overset underset stackrel", _stacked),
    **_all("xrightarrow xleftarrow", _arrow),
    **_all("not", _negated),
    **_all("begin end", _environment),
    **_all("ref eqref autoref cref Cref pageref vref nameref subref fref", _reference),
    **_all("footnote footnotetext thanks@ sidenote endnote", _footnote),
    **_all("url path nolinkurl doi", _address),
    **_all("verb@atim", _verbatim),
    **_all("ding", _ding),
    **_all("operatorname", _operator),
    **_all("ce cf ch chem", _chemistry),
    **_all("enquote say textquote", _wrapped("“", "”")),
    **_all("abs", _wrapped("|", "|")),
    **_all("SI qty", _quantity(1)),
    **_all("SIrange qtyrange", _quantity(2)),
    **_all("SIlist qtylist", _quantity(1, last=" and ")),
    **_all("num", _quantity(1, has_unit=False)),
    **_all("numrange", _quantity(2, has_unit=False)),
    **_all("numlist", _quantity(1, has_unit=False, last=" and ")),
    **_all("si unit", _unit),
    **_all("ang", _angle),
}
