"""Expressions with units: read from tokens into a tree, by rules of our own."""

from collections.abc import Sequence

from labwright.core.errors import BadArgument, TooLarge
from labwright.tools.laboratory.expression_tokens import Token
from labwright.tools.laboratory.expression_tree import (
    CONSTANTS,
    FUNCTIONS,
    Named,
    Node,
    Number,
    Operation,
    Unclear,
)
from labwright.tools.laboratory.unit_reader import UnitReader

_DEEPEST = 40
_WORD = 3


class Reader(UnitReader):
    """Reads one expression, as far as it goes.

    Args:
        tokens: The tokens of a text.
        at: Where the expression begins.
    """

    def __init__(self, tokens: Sequence[Token], at: int = 0) -> None:
        super().__init__(tokens, at)
        self.operations = 0
        self._depth = 0

    def sum(self) -> Node:
        """Read terms that are added or subtracted."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TooLarge("This calculation is nested too deeply.",
                           f"Use at most {_DEEPEST} levels of brackets.")  # fmt: skip
        node = self._product()
        while self._next() in ("+", "-"):
            mark = self._take()
            node = self._joined(mark, node, self._product())
        self._depth -= 1
        return node

    def _product(self) -> Node:
        node, divided = self._signed(), False
        while True:
            if self._next() in ("*", "/"):
                mark = self._take()
                divided = mark == "/"
                node = self._joined(mark, node, self._signed())
            elif self._touches():
                if divided:
                    raise BadArgument("A product without sign behind “/” has two readings.",
                                      "Write brackets, or * between the factors.")  # fmt: skip
                node = self._joined("*", node, self._power())
            else:
                return node

    def _touches(self) -> bool:
        """Tell whether the next factor follows without sign, as in 2(3+4) and 2 pi."""
        token = self._token()
        if token is None:
            return False
        if token.text == "(":
            return not token.spaced
        return token.text in FUNCTIONS or token.text == "pi"

    def _signed(self) -> Node:
        signs = 0
        while self._next() in ("+", "-"):
            signs += self._take() == "-"
            if signs > _DEEPEST:
                raise TooLarge("There are too many signs.", "Write one.")
        node = self._power()
        return Operation("neg", (node,)) if signs % 2 else node

    def _power(self) -> Node:
        node = self._postfix()
        if self._next() != "^":
            return node
        self._take()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TooLarge("There are too many powers.", f"Use at most {_DEEPEST}.")
        power = self._signed()
        self._depth -= 1
        if node == Named("e"):
            node = self._euler(power)
            self.operations += 1
            return node
        return self._joined("^", node, power)

    @staticmethod
    def _euler(power: Node) -> Node:
        if power in (Number(2.0), Number(4.0)):
            raise BadArgument(
                "“e^2” has two readings: Euler's number, and the charge of an electron.",
                "Write exp(2), or the charge as 1.602176634e-19 C.",
            )
        return Operation("exp", (power,))

    def _postfix(self) -> Node:
        node = self._atom()
        while self._next() in ("!", "%"):
            mark = self._take()
            self.operations += mark == "!"
            node = Operation(mark, (node,))
        return node

    def _atom(self) -> Node:
        token = self._token()
        if token is None:
            raise Unclear
        if token.kind == "number":
            self.at += 1
            return Number(float(token.text.replace(",", "")), self._unit())
        if token.text == "(":
            self.at += 1
            node = self.sum()
            if self._next() != ")":
                raise Unclear
            self.at += 1
            unit = self._unit()
            return self._joined("*", node, Number(1.0, unit)) if unit else node
        if token.text in FUNCTIONS:
            self.at += 1
            self.operations += 1
            inner = self._atom() if self._next() == "(" else self._power()
            return Operation(token.text, (inner,))
        if token.text in CONSTANTS:
            self.at += 1
            return Named(token.text)
        raise Unclear

    def _joined(self, mark: str, first: Node, second: Node) -> Node:
        self.operations += 1
        return Operation(mark, (first, second))

    def _take(self) -> str:
        text = self._next()
        self.at += 1
        return text


def find_expression(tokens: Sequence[Token]) -> tuple[Node, int]:
    """Find the one calculation of a text.

    Args:
        tokens: The tokens of the text.

    Returns:
        The calculation, and where it ends.

    Raises:
        BadArgument: If there is none, or more than one.
    """
    found: list[tuple[Node, int]] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        reader = Reader(tokens, at)
        starts = token.kind == "number" or token.text in ("(", "-") or (
            token.text in FUNCTIONS or token.text in CONSTANTS)  # fmt: skip
        try:
            node = reader.sum() if starts else None
        except Unclear:
            node = None
        if node is None or reader.operations == 0:
            at += 1
            continue
        if _hangs(tokens, at, reader.at):
            break
        found.append((node, reader.at))
        at = reader.at
    if len(found) == 1:
        return found[0]
    raise BadArgument(
        "There is no clear calculation here." if not found else "There are several calculations.",
        "Write one with figures and units, such as 3.2 mol/L * 250 mL.",
    )


def _hangs(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether an operation before or behind has an operand that was not understood."""
    marks = ("+", "*", "/", "^", "(", "-")
    before = tokens[start - 1].text if start else ""
    if tokens[start].text == "-" and start and tokens[start - 1].kind != "word":
        return len(before) <= _WORD and before.lower() not in (
            "is",
            "of",
            "get",
        )  # x - 2, but: what is -2
    behind = tokens[end].text if end < len(tokens) else ""
    return before in marks or behind in ("+", "*", "/", "^", "-")
