"""Letting a model write only what a schema allows, by llguidance."""

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from labwright.core.errors import BadSetting
from labwright.models.local.vocabulary import Vocabulary
from labwright.models.structured.bounds import bounded

if TYPE_CHECKING:
    from torch import Tensor

_COMPACT = {"whitespace_flexible": False}


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

        text = json.dumps(bounded(schema), ensure_ascii=False)
        try:
            grammar = LLMatcher.grammar_from_json_schema(text, overrides=_COMPACT)
        except ValueError as error:
            raise _refused(str(error)) from error
        return self._constraint(grammar)

    def of_regex(self, pattern: str) -> "Constraint":
        """Return the constraint that a regular expression sets."""
        from llguidance import LLMatcher

        return self._constraint(LLMatcher.grammar_from_regex(pattern))

    def _constraint(self, grammar: str) -> "Constraint":
        from llguidance import LLMatcher

        matcher = LLMatcher(self._tokenizer, grammar, log_level=0)
        if matcher.is_error():
            raise _refused(matcher.get_error())
        return Constraint(matcher)


class Constraint:
    """What may follow, for one reply.

    Args:
        matcher: Keeps its place in the grammar.
    """

    def __init__(self, matcher: Any) -> None:
        self._matcher = matcher

    @property
    def ended(self) -> bool:
        """Whether the reply is whole."""
        return bool(self._matcher.is_stopped())

    def allowed(self, scores: "Tensor") -> "Tensor":
        """Return the scores with those of forbidden tokens at minus infinity."""
        import numpy as np
        import torch

        bits = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
        flags = np.unpackbits(bits, count=len(scores), bitorder="little")
        return scores.masked_fill(torch.from_numpy(flags == 0), float("-inf"))

    def take(self, token: int) -> None:
        """Tell which token was written."""
        self._matcher.consume_token(token)

    def forced(self) -> list[int]:
        """Take and return the tokens that can only come next, without asking the model."""
        tokens = [] if self.ended else list(self._matcher.compute_ff_tokens())
        self._matcher.consume_tokens(tokens)
        return tokens


def _refused(reason: str) -> BadSetting:
    return BadSetting(
        f"This schema cannot be enforced: {reason.strip().splitlines()[0][:300]}.",
        "Use types, enum, properties, items, anyOf, pattern and bounds.",
    )
