"""Letting a model write only what a schema allows, by llguidance."""

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadSetting
from labwright.models.local.vocabulary import Vocabulary
from labwright.models.parsing.schema_check import SchemaCheck
from labwright.models.structured.bounds import for_grammar

if TYPE_CHECKING:
    from torch import Tensor

_COMPACT = {"whitespace_flexible": False}
_DIGITS, _MANTISSA = 30, 3


class Grammars:
    """Makes constraints for one model.

    Args:
        vocabulary: Its tokenizer.
        size: Tokens it scores.
    """

    def __init__(self, vocabulary: Vocabulary, size: int) -> None:
        self._vocabulary = vocabulary
        self._size = size

    @cached_property
    def _tokenizer(self) -> Any:
        return self._vocabulary.for_grammar(self._size)

    def of_schema(self, schema: dict[str, Any]) -> "Constraint":
        """Return the constraint that a JSON schema sets.

        Args:
            schema: The schema; where it leaves a text, number or list without bounds, bounds
                are put, because a model may never end what may be endless.

        Returns:
            A constraint for one reply.

        Raises:
            BadSetting: If the schema uses what cannot be enforced.
        """
        from llguidance import LLMatcher

        SchemaCheck(schema)
        made, exponent = for_grammar(schema)
        text = json.dumps(made, ensure_ascii=False)
        try:
            grammar = LLMatcher.grammar_from_json_schema(text, overrides=_COMPACT)
        except ValueError as error:
            raise _refused(str(error)) from error
        return Constraint(self._matcher(grammar), self._matcher(_numbers_that_end(text, exponent)))

    def _matcher(self, grammar: str) -> Any:
        from llguidance import LLMatcher

        matcher = LLMatcher(self._tokenizer, grammar, log_level=0)
        if matcher.is_error():
            raise _refused(matcher.get_error())
        return matcher


class Constraint:
    """What may follow, for one reply.

    Args:
        matcher: Keeps its place in the grammar.
        guard: Keeps its place in a second one, if there is one, which holds too.
    """

    def __init__(self, matcher: Any, guard: Any = None) -> None:
        self._matcher = matcher
        self._guard = guard

    @property
    def ended(self) -> bool:
        """Whether the reply is whole."""
        return bool(self._matcher.is_stopped())

    def allowed(self, scores: "Tensor") -> "Tensor":
        """Return the scores with those of forbidden tokens at minus infinity."""
        import numpy as np
        import torch

        bits = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
        if self._guard:
            bits = bits & np.frombuffer(self._guard.compute_bitmask(), dtype=np.uint8)
        flags = np.unpackbits(bits, count=len(scores), bitorder="little")
        return scores.masked_fill(torch.from_numpy(flags == 0), float("-inf"))

    def take(self, token: int) -> None:
        """Tell which token was written."""
        self._matcher.consume_token(token)
        if self._guard:
            self._guard.consume_token(token)

    def forced(self) -> list[int]:
        """Take and return the tokens that can only come next, without asking the model."""
        tokens = [] if self.ended else list(self._matcher.compute_ff_tokens())
        self._matcher.consume_tokens(tokens)
        if self._guard:
            self._guard.consume_tokens(tokens)
        return tokens


def _numbers_that_end(schema: str, exponent: int) -> str:
    """Return the grammar of JSON whose numbers end, to stand beside the grammar of a schema.

    A schema cannot say how many digits a number has. Its range and ``multipleOf`` would do, but
    llguidance allows no exponents then, and 6.022e23 would become 6.022.
    """
    from llguidance import LLMatcher

    # No fewer digits than the schema itself asks for, in a const for example.
    asked = max([0, *map(len, re.findall(r"\d+", schema))])
    digits, places = max(asked, min(_DIGITS, exponent)), max(asked, _DIGITS)
    forms = [rf"[0-9]{{1,{digits}}}(\.[0-9]{{1,{places}}})?"]
    for size in range(1, min(_MANTISSA, exponent) + 1):
        upper = "|".join(f"0?{power}" for power in range(exponent - size + 1))
        power = rf"(-[0-9]{{1,2}}|\+?({upper}))"
        forms.append(rf"[0-9]{{{size}}}(\.[0-9]{{1,{places}}})?[eE]{power}")
    number = f"-?({'|'.join(forms)})"
    text = r'"([^"\\]|\\.)*"'
    rest = rf"([\[\]{{}},: ]|true|false|null|{text})"
    return str(LLMatcher.grammar_from_regex(f"(({number})?{rest})*({number})?"))


def _refused(reason: str) -> BadSetting:
    return BadSetting(
        f"This schema cannot be enforced: {reason.strip().splitlines()[0][:300]}.",
        "Use types, enum, properties, items, anyOf, pattern and bounds.",
    )
