"""Which tools answer a part of a question: one protocol, asked in one place (the planner)."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, ConfigDict

from labwright.agents.figures import choices, fits
from labwright.agents.intake.reader import PLACEHOLDERS
from labwright.core.reading import Entity
from labwright.knowledge.lexical import content_words
from labwright.knowledge.selection import stem
from labwright.tools.chemistry.notations import looks_like_smiles
from labwright.tools.contract import Tool
from labwright.tools.toolbox import Toolbox

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from labwright.models.embedding.protocol import Embedder, Vectors

FORM = ""
"""The route of words that only say how the answer shall look."""

_WANTED_BY_SIMILARITY = 0.55
_WANTED_IF_LONG = 0.65
_SHORT = 10
SEARCH = "search_documents"
COUNT = "count_atoms"


def _read(name: str) -> str:
    return (files("labwright.agents") / name).read_text(encoding="utf-8")


def _stems(*texts: str) -> frozenset[str]:
    return frozenset(stem(word) for text in texts for word in content_words(text))


class Request(BaseModel):
    """A part of a question that is to be routed.

    Args:
        text: The part, with placeholders for its entities.
        entities: Entities in the part.
        molecules: Molecules at hand, from the part, the question, or the turn before.
        figures: Quantities, numbers, formulae, equations and files of the whole question.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    entities: tuple[Entity, ...] = ()
    molecules: int = 0
    figures: tuple[Entity, ...] = ()


class Route(BaseModel):
    """A tool that fits a request.

    Args:
        tool: Name of the tool; ``FORM`` if nothing is asked for.
        score: How well it fits, 0…1.
        why: What spoke for it: ``named``, ``similar`` or ``model``.
        properties: Keys of the properties asked for.
    """

    model_config = ConfigDict(frozen=True)

    tool: str
    score: float
    why: str
    properties: tuple[str, ...] = ()


class Router(Protocol):
    """Chooses tools for a part of a question."""

    def route(self, request: Request) -> list[Route]:
        """Return the tools to use, in the order of the question; none if nothing fits."""


def _spoken(example: str) -> list[str]:
    """Write an example as questions are masked: a formula may be given by a molecule as well."""
    spoken = example.format_map(PLACEHOLDERS)
    other = example.replace("{formula}", "{molecule}").format_map(PLACEHOLDERS)
    return [spoken] if spoken == other else [spoken, other]


class SimilarityRouter:
    """The tool whose own example questions are most like the request.

    Args:
        toolbox: The tools with their examples.
        embedder: Compares meanings.
    """

    def __init__(self, toolbox: Toolbox, embedder: "Embedder") -> None:
        self._toolbox = toolbox
        self._embedder = embedder

    def route(self, request: Request) -> list[Route]:
        """Return the most similar tool."""
        ranked = self.rank(request.text)
        return ranked[:1]

    def rank(self, text: str) -> list[Route]:
        """Rank all tools by their most similar example.

        Args:
            text: A request with placeholders.

        Returns:
            One route a tool, best first; ``FORM`` is among them.
        """
        owners, vectors = self._examples
        scores = vectors @ self._embedder.embed([text])[0]
        best: dict[str, float] = {}
        for owner, score in zip(owners, scores.tolist(), strict=True):
            best[owner] = max(score, best.get(owner, -1.0))
        ranked = sorted(best.items(), key=lambda item: -item[1])
        return [Route(tool=name, score=round(s, 4), why="similar") for name, s in ranked]

    @cached_property
    def _examples(self) -> "tuple[list[str], Vectors]":
        pairs = [
            (name, text)
            for name, tool in self._toolbox.tools.items()
            for example in tool.declaration.examples
            for text in _spoken(example)
        ]
        pairs += [(FORM, line) for line in _read("forms.txt").splitlines() if line.strip()]
        return [name for name, _ in pairs], self._embed([text for _, text in pairs])

    def _embed(self, texts: Sequence[str]) -> "Vectors":
        """Embed the examples, once for each set of them: the vectors are kept in the cache."""
        import numpy as np

        from labwright.models.weights import cache_folder

        digest = hashlib.sha256("\n".join((self._embedder.name, *texts)).encode()).hexdigest()
        file = cache_folder() / f"examples-{digest[:16]}.npy"
        if file.exists():
            kept: Vectors = np.load(file)
            return kept
        vectors = self._embedder.embed(texts)
        half = file.with_name(f"{digest[:16]}.part.npy")
        np.save(half, vectors)
        half.replace(file)
        return vectors


class FitRouter:
    """Similarity, and rules of fit: named properties, number and kind of entities.

    Args:
        similarity: Ranks tools by their examples.
        toolbox: The tools.
    """

    def __init__(self, similarity: SimilarityRouter, toolbox: Toolbox) -> None:
        self._similarity = similarity
        self._toolbox = toolbox
        self._known_words: dict[str, frozenset[str]] = {}

    def route(self, request: Request) -> list[Route]:
        """Return the tools whose properties are named, else the most similar one that fits."""
        named = [r for r in self._named(request) if self._fits(r.tool, request)]
        if named:
            return named
        wanted = _WANTED_BY_SIMILARITY if len(request.text.split()) <= _SHORT else _WANTED_IF_LONG
        for route in self._similarity.rank(request.text):
            if route.score < wanted:
                break
            if route.tool == FORM:
                return [route]
            if (
                self._fits(route.tool, request)
                and self._explains(route.tool, request)
                and self._uses_figures(route.tool, request)
                and not self._known_already(route.tool, request)
            ):
                return [route]
        return []

    def _explains(self, name: str, request: Request) -> bool:
        """Tell whether a tool speaks of all that is asked: one that is drug-like may be toxic."""
        asked = {stem(word) for word in content_words(request.text) if word.isascii()}
        return name == SEARCH or asked <= self._words(name)

    def _known_already(self, name: str, request: Request) -> bool:
        """Tell a look-up of structures where the question gives the structures."""
        given = [e for e in request.entities if e.kind == "molecule"]
        return (
            "lookup" in self._toolbox.get(name).declaration.needs
            and bool(given)
            and all(looks_like_smiles(e.value.removeprefix("smiles:")) for e in given)
        )

    def _uses_figures(self, name: str, request: Request) -> bool:
        """Tell whether no figure with a unit would be passed over: 5 g of it weigh 5 g."""
        tool = self._toolbox.get(name)
        if name == SEARCH or any(p.kind == "question" for p in tool.parameters):
            return True
        slots = [p for p in tool.parameters if p.kind == "quantity"]
        figures = [e for e in request.figures if e.kind == "quantity"]
        return all(any(fits(slot, figure) for slot in slots) for figure in figures)

    def _words(self, name: str) -> frozenset[str]:
        if name not in self._known_words:
            tool = self._toolbox.get(name)
            texts = [text for example in tool.declaration.examples for text in _spoken(example)]
            texts += [word for y in tool.declaration.yields for word in y.names]
            texts += [
                word
                for p in tool.parameters
                if p.kind == "choice"
                for value, said in choices(p).items()
                for word in (value, *said)
            ]
            texts += [cue for p in tool.parameters for cue in p.mark.cues]
            self._known_words[name] = _stems(*texts, tool.summary) | self._plain_words
        return self._known_words[name]

    @cached_property
    def _plain_words(self) -> frozenset[str]:
        return _stems(_read("forms.txt"), _read("plain_words.txt"))

    def _named(self, request: Request) -> list[Route]:
        keys: dict[str, list[str]] = {}
        for entity in request.entities:
            if entity.kind == "property":
                tool, _, key = entity.value.partition(".")
                keys.setdefault(tool, []).append(key)
        counted = any(entity.kind == "element" for entity in request.entities)
        if counted and not any(self._toolbox.get(tool).names_of("element") for tool in keys):
            keys.setdefault(COUNT, [])
        return [
            Route(tool=tool, score=1.0, why="named", properties=tuple(dict.fromkeys(found)))
            for tool, found in keys.items()
        ]

    def _fits(self, name: str, request: Request) -> bool:
        """Tell whether the entities at hand can fill what a tool must have."""
        tool = self._toolbox.get(name)
        held = {kind: sum(e.kind == kind for e in request.figures)
                for kind in ("formula", "reaction", "datafile", "number")}  # fmt: skip
        patterns = sum(e.kind == "pattern" for e in request.entities)
        spare = max(0, request.molecules - tool.count("molecule"))
        return (
            request.molecules >= tool.count("molecule") + tool.count("molecules")
            and patterns + spare >= tool.count("pattern")
            and sum(e.kind == "element" for e in request.entities) >= tool.count("element")
            and held["formula"] + spare >= tool.count("formula")
            and held["reaction"] >= tool.count("reaction")
            and held["datafile"] >= tool.count("file")
            and held["number"] >= tool.count("number")
            and self._has_quantities(tool, request)
        )

    def _has_quantities(self, tool: Tool, request: Request) -> bool:
        """Tell whether each quantity that a tool must have finds a figure of its dimension."""
        slots = [p for p in tool.parameters if p.kind == "quantity"]
        figures = [e for e in request.figures if e.kind == "quantity"]
        if slots and not any(p.required for p in tool.parameters):
            return any(fits(p, e) for p in slots for e in figures)
        for slot in (p for p in slots if p.required):
            fitting = next((e for e in figures if fits(slot, e)), None)
            if fitting is None:
                return False
            figures.remove(fitting)
        return True


class Chooser(Protocol):
    """A language model that scores labels, as labwright's own can."""

    def choose(self, messages: "Sequence[BaseMessage]", labels: Sequence[str]) -> list[float]:
        """Return the probability of each label."""


class ModelRouter:
    """The language model chooses among the few tools that are most similar.

    Args:
        similarity: Makes the shortlist.
        model: Scores the tools' names as replies, by its ``choose``.
        toolbox: The tools.
        shortlist: How many tools the model sees.
    """

    def __init__(
        self, similarity: SimilarityRouter, model: "Chooser", toolbox: Toolbox,
        shortlist: int = 4,
    ) -> None:  # fmt: skip
        self._similarity = similarity
        self._model = model
        self._toolbox = toolbox
        self._shortlist = shortlist

    def route(self, request: Request) -> list[Route]:
        """Return the tool that the model finds most likely."""
        from langchain_core.messages import HumanMessage

        few = [r for r in self._similarity.rank(request.text) if r.tool][: self._shortlist]
        prompt = _read("routing.md")
        menu = "\n".join(f"- {r.tool}: {self._toolbox.get(r.tool).summary}" for r in few)
        filled = prompt.format(menu=menu, question=request.text)
        scores = self._model.choose([HumanMessage(filled)], [r.tool for r in few])
        best = max(range(len(few)), key=lambda i: scores[i])
        return [few[best].model_copy(update={"why": "model"})]
