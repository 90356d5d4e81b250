"""Which tools answer a part of a question: similarity, held to rules of fit."""

from functools import cached_property

from labwright.agents.figures import choices, fits
from labwright.agents.routes import COUNT, FORM, SEARCH, Request, Route
from labwright.agents.similarity import SimilarityRouter, read_words, spoken
from labwright.knowledge.lexical import content_words
from labwright.knowledge.selection import stem
from labwright.tools.chemistry.notations import looks_like_smiles
from labwright.tools.contract import Tool
from labwright.tools.toolbox import Toolbox

_WANTED_BY_SIMILARITY = 0.55
_WANTED_IF_LONG = 0.65
_SHORT = 10


def _stems(*texts: str) -> frozenset[str]:
    return frozenset(stem(word) for text in texts for word in content_words(text))


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
        if named := self.named(request):
            return named
        wanted = _WANTED_BY_SIMILARITY if len(request.text.split()) <= _SHORT else _WANTED_IF_LONG
        for route in self._similarity.rank(request.text):
            if route.score < wanted:
                break
            if route.tool == FORM:
                return [route]
            if self.may_answer(route.tool, request) and self._explains(route.tool, request):
                return [route]
        return []

    def named(self, request: Request) -> list[Route]:
        """Return the tools whose properties a request names, where they fit."""
        return [
            route
            for route in self._named(request)
            if self._fits(route.tool, request) and self._reads_what_is_given(route.tool, request)
        ]

    def may_answer(self, name: str, request: Request) -> bool:
        """Tell whether a tool has all it needs, and passes over nothing that is given.

        Args:
            name: Name of a tool; one that is not installed may not.
            request: A part of a question.
        """
        if name not in self._toolbox.tools:
            return False
        return (
            self._fits(name, request)
            and self._uses_figures(name, request)
            and not self._known_already(name, request)
            and self._reads_what_is_given(name, request)
        )

    def _reads_what_is_given(self, name: str, request: Request) -> bool:
        """Tell whether a tool reads the file, or the table, that a question gives."""
        tool, given = self._toolbox.get(name), {entity.kind for entity in request.figures}
        return ("datafile" not in given or tool.count("file") > 0) and (
            "table" not in given or tool.count("question") > 0
        )

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
            texts = [text for example in tool.declaration.examples for text in spoken(example)]
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
        return _stems(read_words("forms.txt"), read_words("plain_words.txt"))

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
