"""Reading the unit behind a figure from tokens."""

import re
from collections.abc import Sequence
from typing import Final

from labwright.core.errors import BadArgument
from labwright.tools.laboratory.expression_tokens import Token
from labwright.tools.laboratory.expression_tree import CONSTANTS, FUNCTIONS, Unclear
from labwright.tools.laboratory.unit_words import known_unit

_ALONE: Final = {"C": "coulomb", "N": "newton", "F": "farad"}
"""Letters that stand for other units where they are alone."""


class UnitReader:
    """Reads units from tokens.

    Args:
        tokens: The tokens of a text.
        at: Where it stands.
    """

    def __init__(self, tokens: Sequence[Token], at: int = 0) -> None:
        self.tokens = tokens
        self.at = at

    def _unit(self) -> str:
        """Read the unit behind a figure; what stands behind “/” together is divided by."""
        factors: list[tuple[str, int]] = []
        below = False
        while (token := self._token()) is not None:
            unit, power, length = self._factor_at(self.at)
            if length:
                factors.append((unit, -power if below else power))
                self.at += length
                continue
            mark = self._unit_mark(token, bool(factors))
            if not mark:
                break
            below = mark == "/" or (below and not token.spaced)
            self.at += 1
            if self._next() == "(":
                factors += self._group(below)
                break
        return self._assembled(factors)

    def _assembled(self, factors: list[tuple[str, int]]) -> str:
        if len(factors) == 1 and factors[0] == ("coulomb", 1) and self._before() == "C":
            raise BadArgument("“C” has two readings.", "Write °C or coulomb.")
        if len(factors) == 1 and factors[0] == ("newton", 1) and self._before() == "N":
            raise BadArgument("“N” has two readings.", "Write newton or mol/L.")
        if len(factors) == 1 and factors[0] == ("farad", 1) and self._before() == "F":
            raise BadArgument("“F” has two readings.", "Write °F or farad.")
        if len(factors) == 1 and factors[0][1] == 1:
            return factors[0][0].removeprefix("(").removesuffix(")")
        above = "*".join(_raised(unit, power) for unit, power in factors if power > 0)
        below = "".join(f"/{_raised(unit, -power)}" for unit, power in factors if power < 0)
        return f"{above or '1'}{below}" if factors else ""

    def _before(self) -> str:
        return self.tokens[self.at - 1].text

    def _unit_mark(self, token: Token, begun: bool) -> str:
        """Return a mark that goes on with the unit: a unit follows, and no constant of nature."""
        ahead = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        if token.text not in ("*", "/") or ahead is None or (not begun and token.text == "*"):
            return ""
        if ahead.text == "(":
            return token.text if begun and self._is_group(self.at + 2) else ""
        if ahead.text in CONSTANTS and (token.spaced or ahead.spaced or not begun):
            if ahead.text == "h" and begun and token.text == "/":
                raise BadArgument("“/ h” has two readings: per hour, and by Planck's constant.",
                                  "Write /h or /hour, or h before the figure.")  # fmt: skip
            return ""
        return token.text if self._factor_at(self.at + 1)[2] else ""

    def _is_group(self, at: int) -> bool:
        """Tell whether brackets hold units alone, as in J/(mol K)."""
        begin = at
        while at < len(self.tokens) and self.tokens[at].text != ")":
            token = self.tokens[at]
            power = token.kind == "number" and self.tokens[at - 1].text in ("^", "-")
            named = token.kind == "name" and token.text not in CONSTANTS and known_unit(token.text)
            if not (named or power or token.text in ("*", "^", "-")):
                return False
            at += 1
        return begin < at < len(self.tokens)

    def _group(self, below: bool) -> list[tuple[str, int]]:
        self.at += 1
        factors = []
        while self._next() not in (")", ""):
            if self._next() == "*":
                self.at += 1
            unit, power, length = self._factor_at(self.at)
            if not length:
                raise Unclear
            factors.append((unit, -power if below else power))
            self.at += length
        self.at += 1
        return factors

    def _factor_at(self, at: int) -> tuple[str, int, int]:
        """Read one unit with its power, ``cm3``, ``s^-1``, ``mol-1``: and how many tokens it is."""
        token = self.tokens[at] if at < len(self.tokens) else None
        if token is None or token.kind != "name" or token.text in FUNCTIONS or token.text == "%":
            return "", 0, 0
        unit, power = _ALONE.get(token.text, ""), 1
        raised = re.fullmatch(r"([^\W\d_]+)([23])", token.text)
        if raised and known_unit(raised[1]):
            unit, power = known_unit(raised[1]), int(raised[2])
        unit = unit or known_unit(token.text)
        if not unit or token.text in ("pi", "NA", "N_A", "kB", "k_B", "R"):
            return "", 0, 0
        if re.search(r"[*/]", unit):
            unit = f"({unit})"  # M is mol/L, and raised as a whole
        behind, length = self._power_at(at + 1)
        return unit, behind if length else power, 1 + length

    def _power_at(self, at: int) -> tuple[int, int]:
        """Read a power behind a unit, and how many tokens it is."""
        texts = [t.text for t in self.tokens[at : at + 5]]
        if texts and texts[0] == "^":
            match = re.match(r"\^(?:\((-?\d)\)|(-?\d)(?![\d.]))", "".join(texts))
            if match and int(match[1] or match[2]):
                used = 1 + len(match[1] or match[2]) + (2 if match[1] else 0)
                return int(match[1] or match[2]), used
        if len(texts) > 1 and texts[0] == "-" and re.fullmatch(r"[1-4]", texts[1]):
            first, second = self.tokens[at], self.tokens[at + 1]
            behind = self.tokens[at + 2] if at + 2 < len(self.tokens) else None
            meant = behind is None or not known_unit(behind.text) or behind.text in "*/"
            if not (first.spaced or second.spaced) and (meant or self._power_at(at + 3)[1]):
                return -int(texts[1]), 2
        return 0, 0

    def _token(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next(self) -> str:
        token = self._token()
        return token.text if token else ""


def _raised(unit: str, power: int) -> str:
    return unit if power == 1 else f"{unit}**{power}"
