"""Reading in words which molecules are to be kept: to the last word, or not at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from labwright.core.errors import BadArgument
from labwright.core.measures import read_measure
from labwright.tools.sets.columns import properties
from labwright.tools.sets.conditions import Condition, Limit, Not, Part, Rule, Sieve
from labwright.tools.sets.wish_words import Token, tokens_of

_RULES = {"r": "lipinski", "v": "veber", "t": "rule_of_three"}
_TURNED = {"<": ">", "≤": "≥", ">": "<", "≥": "≤"}
_CHAIN = re.compile(r"N([<≤>≥])P([<≤>≥])N")
_AFTER = re.compile(r"P(?:R|([<≤>≥=])N|N([lm]))")
_MORE = re.compile(r"A?([<≤>≥])N(?!P(?![<≤>≥=RN]))")
_BEFORE = re.compile(r"(?:R|([<≤>≥=])N|N([lm])?)P(?![<≤>≥=RN])")
_RULE = re.compile(r"(F?)([rvt])")


@dataclass
class _Reader:
    """Goes through the tokens of a wish and gathers conditions."""

    tokens: Sequence[Token]
    found: list[Condition] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    removing: bool = False
    lacking: bool = False
    removed: list[str] = field(default_factory=list)
    removed_limits: int = 0
    any_of_them: bool = False
    negative: bool = False

    def read(self) -> None:
        signs = "".join(token.sign for token in self.tokens)
        at, link = 0, ""
        while at < len(signs):
            sign = signs[at]
            if sign in "AO":
                link = sign
                at += 1
            elif sign in "DKXW":
                self._turn(sign)
                at += 1
            else:
                at += self._condition(signs, at, link)
                link = ""
        self._settle()

    def _turn(self, sign: str) -> None:
        if sign in "DK":
            self._settle_removal()
            self.removing = sign == "D"
            self.lacking = False
        else:
            self.lacking = sign == "X"

    def _condition(self, signs: str, at: int, link: str) -> int:
        """Read the condition that begins at a token; return how many tokens it takes."""
        here = self.tokens[at:]
        if signs[at] not in "GP" or _AFTER.match(signs, at):  # “no” goes on along lists of parts
            self.lacking = self.lacking and signs[at - 1 : at] == "X"
        if match := _CHAIN.match(signs, at):
            key = str(here[2].value)
            limit = _merged(_limit(key, _TURNED[match[1]], here[0]), _limit(key, match[2], here[4]))
            self._add(limit, link, listed=False)
        elif match := _AFTER.match(signs, at):
            limit = _limit(str(here[0].value), match[1] or match[2] or "R", here[len(match[0]) - 1]
                           if not match[2] else here[1])  # fmt: skip
            end = match.end()
            while more := _MORE.match(signs, end):
                limit = _merged(limit, _limit(limit.key, more[1], self.tokens[more.end() - 1]))
                end = more.end()
            self._add(limit, link, listed=False)
            return end - at
        elif match := _BEFORE.match(signs, at):
            number = here[1] if match[1] else here[0]
            sign = match[1] or match[2] or ("R" if signs[at] == "R" else "=")
            self._add(_limit(str(here[len(match[0]) - 1].value), sign, number), link, listed=False)
        elif match := _RULE.match(signs, at):
            rule = Rule(_RULES[match[2]])
            self._add(Not(rule) if match[1] else rule, link, listed=False)
        elif signs[at] == "G" and isinstance(part := here[0].value, Part):
            self._add(part, link, listed=True)
            return 1
        elif signs[at] == "P" and (self.removing or self.lacking):
            self._add(_present(str(here[0].value)), link, listed=True)
            return 1
        else:
            raise BadArgument(
                f"A condition on molecules is not complete at {_shown(here[0])}.",
                "Give a limit for each property, such as MW < 500, and a property for each number.",
            )
        return match.end() - at

    def _add(self, condition: Condition, link: str, listed: bool) -> None:
        negative = self.removing != self.lacking
        self.negative = self.negative or negative
        if negative:
            condition = _opposite(condition)
        if self.found:  # what must be lacking is lacking whether “and” or “or” stands between
            self.links.append("" if negative and listed else link or ",")
        self.found.append(condition)
        if self.removing:
            self.removed.append(link)
            self.removed_limits += not listed
        if not listed:
            self.lacking = False

    def _settle_removal(self) -> None:
        """Refuse “remove A and B”, which may mean those with both or those with either."""
        links, limits = self.removed[1:], self.removed_limits
        self.removed, self.removed_limits = [], 0
        if limits and links and ("O" not in links or "A" in links):
            raise BadArgument(
                "It is not clear whether a molecule is removed that meets one of the conditions, "
                "or all of them.",
                "Say what to keep instead: keep MW ≤ 500 and logP ≤ 5, no nitro group.",
            )

    def _settle(self) -> None:
        links = [link for link in self.links if link]
        some = any(link == "O" for link in links)
        ever = any(token.sign == "D" for token in self.tokens)
        self._settle_removal()
        if some and not (ever and self.negative):
            if "A" in links or self.negative:
                raise BadArgument(
                    "“and” and “or” are mixed.", "Filter in two steps, or use one of them."
                )
            self.any_of_them = True


def read_wish(text: str, pattern: str = "") -> Sieve:
    """Read which molecules are to be kept.

    Args:
        text: Such as “MW below 500, at most 5 donors and no nitro group”.
        pattern: A part that is named in it, or a further condition.

    Returns:
        The conditions.

    Raises:
        BadArgument: If a word or number of it is not understood: it may matter.

    Example:
        >>> read_wish("logP between 1 and 3, without esters").text
        '1 ≤ logP (Crippen) ≤ 3 and not (contains ester)'
    """
    reader = _Reader(tokens_of(text, pattern))
    reader.read()
    if not reader.found:
        raise BadArgument(
            f"“{text.strip()[:100]}” says nothing that molecules can be filtered by.",
            "Say for example: MW < 500 and logP at most 5, no nitro group.",
        )
    return Sieve(tuple(dict.fromkeys(reader.found)), reader.any_of_them)


def _opposite(condition: Condition) -> Condition:
    if isinstance(condition, Not):
        return condition.condition
    if isinstance(condition, Limit) and condition.high is None:
        return Limit(condition.key, None, condition.low, high_in=not condition.low_in)
    if isinstance(condition, Limit) and condition.low is None:
        return Limit(condition.key, condition.high, None, low_in=not condition.high_in)
    return Not(condition)


def _limit(key: str, sign: str, number: Token) -> Limit:
    if not properties()[key].numeric:
        raise BadArgument(f"“{key}” is no number.", "Give a limit for a property that is one.")
    if sign == "R":
        low, high = number.value if isinstance(number.value, tuple) else ("", "")
        ends = _value(key, low), _value(key, high)
        if ends[0] > ends[1]:
            raise BadArgument(f"{low} to {high} is no range.", "Give the lower end first.")
        return Limit(key, *ends)
    value = _value(key, str(number.value))
    if sign in "<≤l":
        return Limit(key, None, value, high_in=sign != "<")
    if sign in ">≥m":
        return Limit(key, value, None, low_in=sign != ">")
    return Limit(key, value, value)


def _value(key: str, written: str) -> float:
    unit = properties()[key].column.unit
    if written.endswith("%"):
        if key != "fraction_csp3":
            raise BadArgument(f"“{written}” is no value of {key}.", "Give it without %.")
        return read_measure(written[:-1], "", key) / 100
    written = re.sub(r"\s?(?:[dD]altons?|amu)$", " Da", written)
    written = re.sub(r"\s?[ÅA]\^?[2²]$", "", written)
    if unit == "g/mol":  # a mass in Da is the same number
        written = re.sub(r"k?Da(?:ltons?)?$", lambda m: "kg/mol" if m[0][0] == "k" else "g/mol",
                         written)  # fmt: skip
    return read_measure(written, unit, properties()[key].column.name)


def _merged(first: Limit, second: Limit) -> Limit:
    if first.low is not None and second.low is not None:
        raise BadArgument(f"Two lower limits are given for {first.key}.", "Give one.")
    if first.high is not None and second.high is not None:
        raise BadArgument(f"Two upper limits are given for {first.key}.", "Give one.")
    lower, upper = (first, second) if second.low is None else (second, first)
    return replace(lower, high=upper.high, high_in=upper.high_in)


def _present(key: str) -> Limit:
    """Return that there is at least one, of what can be counted."""
    if not properties()[key].numeric or properties()[key].decimals:
        raise BadArgument(f"“{key}” has no limit.", f"Give one, such as {key} < 1.")
    return Limit(key, 1, None)


def _shown(token: Token) -> str:
    return f"“{token.value}”" if token.value is not None else f"its sign {token.sign}"
