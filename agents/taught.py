"""The router that was taught: what is named first, then what the classifier finds likely."""

from labwright.agents.classifier import BEYOND, Classifier
from labwright.agents.routes import FORM, SEARCH, Request, Route
from labwright.agents.routing import FitRouter
from labwright.agents.similarity import SimilarityRouter

_LIKELY = 0.35
"""Probability from which a tool is used; below it the documents are asked."""
_NEW_TOOL = 0.7
"""Similarity to an example from which a tool is used that the classifier was not taught."""


class TaughtRouter:
    """Chooses by the classifier among the tools that fit.

    Args:
        fit: Knows which tools fit, and what is named.
        similarity: Finds tools that came after the classifier was taught.
        classifier: What was learnt.
    """

    def __init__(
        self, fit: FitRouter, similarity: SimilarityRouter, classifier: Classifier
    ) -> None:
        self._fit = fit
        self._similarity = similarity
        self._classifier = classifier
        self._new = similarity.names - set(classifier.labels)

    def route(self, request: Request) -> list[Route]:
        """Return the tools whose properties are named, else the most likely one that fits."""
        named = self._fit.named(request)
        if named:
            return named
        if (new := self._new_tool(request)) is not None:
            return [new]
        ranked = self.rank(request)
        if not ranked or ranked[0].score < _score(_LIKELY) or ranked[0].tool == BEYOND:
            return []
        return ranked[:1]

    def rank(self, request: Request) -> list[Route]:
        """Rank the tools that fit, and the labels that are no tools, the likeliest first.

        Args:
            request: A part of a question.

        Returns:
            Routes; their scores are on the scale of similarity, which the planner reads.
        """
        vector = self._similarity.vector(request.text)
        chances = self._classifier.probabilities(request.text, vector)
        fitting = {
            label: chance
            for label, chance in chances.items()
            if label in (FORM, BEYOND, SEARCH) or self._fit.may_answer(label, request)
        }
        total = sum(fitting.values()) or 1.0
        ranked = sorted(fitting.items(), key=lambda item: -item[1])
        return [
            Route(tool=label, score=round(_score(chance / total), 4), why="taught")
            for label, chance in ranked
        ]

    def _new_tool(self, request: Request) -> Route | None:
        if not self._new:
            return None  # no example needs to be embedded then
        best = self._similarity.rank(request.text)[0]
        new = best.tool in self._new and best.score >= _NEW_TOOL
        return best if new and self._fit.may_answer(best.tool, request) else None


def _score(chance: float) -> float:
    """Put a probability on the scale of similarities: 0.35, from which it counts, is 0.675."""
    return 0.5 + chance / 2
