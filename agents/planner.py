"""Planner: from a reading to steps, every argument taken from what intake resolved."""

import re
from dataclasses import replace
from typing import Any

from labwright.agents.calls import Call, gathered, task, without_modified
from labwright.agents.filling import fill
from labwright.agents.intake.reader import PLACEHOLDERS, mask
from labwright.agents.intake.vocabulary import Vocabulary
from labwright.agents.lookups import searches
from labwright.agents.routes import FORM, SEARCH, Request, Route, Router
from labwright.agents.segments import NAMED, Segment, molecules_in, opens_question, split
from labwright.core.memory import Memory
from labwright.core.plan import Plan, Step
from labwright.core.reading import Entity, EntityKind, Reading
from labwright.knowledge.lexical import content_words
from labwright.tools.toolbox import Toolbox

_COMPARE = "compare_values"
_ASKS = 0.62
_ASKS_BESIDE = 0.75
_ASKS_IN_DOCUMENTS = 0.9
_FEWEST_WORDS = 2
_ABOUT_AGAIN = frozenset("molecule group carbon please thanks one ones same too".split())
_COUNTED = re.compile(r"\bhow many\b", re.I)
_FIGURES: tuple[EntityKind, ...] = (
    "formula", "reaction", "quantity", "number", "datafile", "table",
)  # fmt: skip
_CARD = ("resolve_name", "molecular_formula", "molecular_mass", "depict")


class Planner:
    """Plans the answer to a question.

    Args:
        toolbox: The tools.
        router: The one who chooses among them.
        vocabulary: Words of intake.
    """

    def __init__(self, toolbox: Toolbox, router: Router, vocabulary: Vocabulary) -> None:
        self._toolbox = toolbox
        self._router = router
        self._vocabulary = vocabulary

    def plan(self, reading: Reading, memory: Memory) -> Plan:
        """Plan the answer.

        Args:
            reading: The question as read.
            memory: The turn before.

        Returns:
            The steps, how the question was read, and what stands in the way.
        """
        calls: list[Call] = []
        blocked = bool(reading.problems or reading.unknown)
        earlier = () if blocked else memory.molecules
        for segment in split(reading, earlier, lambda a, b: self._asks(reading, a, b)):
            if reading.problems and not segment.molecules and not reading.of(*_FIGURES):
                continue  # what it is about cannot be read
            calls += self._segment_calls(reading, segment, memory)
        if all(name == SEARCH for name, _ in calls):
            calls = self._as_a_whole(reading) or calls
        calls, modified = without_modified(gathered(calls, self._toolbox), reading, self._toolbox)
        unknown = _left(reading.unknown, calls)
        problems = _left(reading.problems, calls)
        computing = any(name != SEARCH for name, _ in calls)
        asked_elsewhere = reading.of("documents", "file", "measured")
        searching = any(name == SEARCH for name, _ in calls)
        missing = unknown if computing and not (asked_elsewhere or searching) else ()
        doubts = () if missing else unknown
        if not calls and not unknown and not problems and not modified:
            doubts = ("No molecule that is known here is named in the question.",)
        return Plan(
            steps=self._steps(calls), notes=tuple(reading.notes()),
            missing=(*problems, *missing, *modified), doubts=doubts,
        )  # fmt: skip

    def search_plan(self, reading: Reading) -> Plan:
        """Plan to look the whole question up in the documents."""
        whole = Segment(0, len(reading.plain), reading.entities, tuple(reading.of("molecule")))
        calls = self._look_up(reading, whole)
        return Plan(steps=self._steps(calls))

    def _asks(self, reading: Reading, start: int, end: int) -> bool:
        """Tell whether a part that names no property asks for something all the same."""
        text = mask(reading, self._vocabulary, start, end)
        if len(text.split()) <= _FEWEST_WORDS:
            return False
        routes = self._router.route(Request(text=text, molecules=2))
        return bool(routes) and routes[0].tool != FORM and routes[0].score >= _ASKS_BESIDE

    def _segment_calls(self, reading: Reading, segment: Segment, memory: Memory) -> list[Call]:
        """Return the calls for a part of the question; none if it asks for nothing."""
        text = mask(reading, self._vocabulary, segment.start, segment.end)
        kinds = {entity.kind for entity in segment.entities}
        named = bool(kinds & {"property", "element", "pattern"})
        documents = bool(kinds & {"documents", "file"})
        if not named and not kinds & {"measured", "documents"} and self._again(reading, text):
            return self._repeat(reading, segment, memory)
        routes = self._routes(reading, segment, text)
        if given := self._with_figures(reading, segment, routes):
            return given
        if "measured" in kinds and not named:
            return self._look_up(reading, segment)
        if documents and not (named and self._compares(reading, text)):
            return self._look_up(reading, segment)
        if kinds - {"formula"} == {"molecule"} and _bare(text):
            return [(name, {"molecule": m.value}) for m in segment.molecules for name in _CARD]
        return self._routed(reading, segment, text, routes)

    def _routes(self, reading: Reading, segment: Segment, text: str) -> list[Route]:
        """Ask the router for a part of the question; figures of the whole are at hand."""
        return self._router.route(
            Request(text=text, entities=segment.entities, molecules=len(segment.molecules),
                    figures=tuple(reading.of(*_FIGURES)))
        )  # fmt: skip

    def _routed(
        self, reading: Reading, segment: Segment, text: str, routes: list[Route]
    ) -> list[Call]:
        """Return the calls of the tools that were chosen, or a search where none was."""
        kinds = {entity.kind for entity in segment.entities}
        named = bool(kinds & {"property", "element", "pattern"})
        best = routes[0].score if routes else 0.0
        if reading.problems and kinds & {"property"} and best and routes[0].why != "named":
            return []  # a property is named, and what it is asked of cannot be read
        if not kinds & NAMED and _COUNTED.search(text) and best < _ASKS_BESIDE:
            return self._look_up(reading, segment)  # what is counted is no property known here
        if self._told_beside(reading, segment) and best < _ASKS_BESIDE:
            return []
        if not segment.entities and len(text) < len(reading.plain) // 2 and best < _ASKS:
            return []  # a courtesy, or words on the form of the answer
        if not routes or routes[0].tool == SEARCH:
            wanting = named and not routes and not segment.molecules
            return [] if wanting else self._look_up(reading, segment)
        if named and kinds & {"documents", "file"}:
            return self._comparison(reading, segment, routes)
        calls = [call for route in routes for call in self._calls(reading, segment, route)]
        return calls + (self._look_up(reading, segment) if "measured" in kinds else [])

    def _as_a_whole(self, reading: Reading) -> list[Call]:
        """Return the computation that a question asks for as a whole, if one is likely.

        What is wanted may be said in one sentence, and why or of what in another.
        """
        if reading.problems or reading.of("measured"):
            return []  # what is measured is not computed; what has two readings is not chosen
        whole = Segment(0, len(reading.plain), reading.entities, molecules_in(reading.entities))
        found = self._routes(reading, whole, mask(reading, self._vocabulary))
        routes = [route for route in found if route.tool not in (FORM, SEARCH)]
        wanted = _ASKS_IN_DOCUMENTS if reading.of("documents", "file") else _ASKS_BESIDE
        if not routes or routes[0].why != "taught" or routes[0].score < wanted:
            return []
        return self._calls(reading, whole, routes[0])

    def _with_figures(self, reading: Reading, segment: Segment, routes: list[Route]) -> list[Call]:
        """Return computations with figures of the question: no document is to be asked then."""
        if not routes or routes[0].tool in (FORM, SEARCH):
            return []
        unsure = routes[0].score < _ASKS_BESIDE or not reading.of(*_FIGURES)
        if routes[0].why != "named" and unsure:
            return []
        if not all(self._toolbox.get(route.tool).takes_figures for route in routes):
            return []
        return [call for route in routes for call in self._calls(reading, segment, route)]

    def _told_beside(self, reading: Reading, segment: Segment) -> bool:
        """Tell a part that names nothing to compute and asks nothing, beside one that does."""
        named = {e.kind for e in reading.entities} & NAMED
        own = {e.kind for e in segment.entities}
        text = reading.plain[segment.start : segment.end + 1]
        asks = opens_question(text) or ("?" in text and "computed" not in own)
        return bool(named) and not own & NAMED and not asks

    def _again(self, reading: Reading, text: str) -> bool:
        if not reading.follow_up or not self._vocabulary.has_cue("again", text):
            return False
        cues = self._vocabulary.cues["again"]
        said = {word for cue in cues for word in cue.split()} | _ABOUT_AGAIN
        left = [word for word in content_words(text.lower()) if word not in said and word.isascii()]
        return not left  # “and which is heavier?” asks something new

    def _compares(self, reading: Reading, text: str) -> bool:
        return bool(reading.of("computed")) or self._vocabulary.has_cue("both", text)

    def _repeat(self, reading: Reading, segment: Segment, memory: Memory) -> list[Call]:
        """Ask of other molecules what the turn before asked."""
        if not segment.molecules:
            return []
        if any(e.kind != "measured" for e in memory.asked):
            request = Request(text="", entities=memory.asked, molecules=len(segment.molecules))
            then = replace(segment, entities=memory.asked)
            routes = [r for r in self._router.route(request) if r.tool != SEARCH]
            return [c for route in routes for c in self._calls(reading, then, route)]
        calls: list[Call] = []
        for name, arguments in memory.calls:
            if name == _COMPARE:
                continue
            tool = self._toolbox.get(name)
            slots = tool.names_of("molecule")
            if name == SEARCH:
                calls.append((name, _about_others(arguments, segment.molecules, memory)))
            elif len(slots) == 1:
                calls += [(name, {**arguments, slots[0]: m.value}) for m in segment.molecules]
        return calls

    def _calls(self, reading: Reading, segment: Segment, route: Route) -> list[Call]:
        if route.tool in (FORM, _COMPARE):
            return []
        tool = self._toolbox.get(route.tool)
        return [(tool.name, arguments) for arguments in fill(tool, segment, route, reading)]

    def _look_up(self, reading: Reading, segment: Segment) -> list[Call]:
        return searches(reading, segment, self._vocabulary)

    def _comparison(self, reading: Reading, segment: Segment, routes: list[Route]) -> list[Call]:
        """Look the value up, compute it, and compare the two."""
        calls: list[Call] = []
        for route in routes:
            for molecule in segment.molecules:
                one = Segment(segment.start, segment.end, segment.entities, (molecule,))
                computed = self._calls(reading, one, route)
                calls += self._look_up(reading, one) + computed
                if route.properties and len(computed) == 1:
                    calls.append((_COMPARE, {"property": route.properties[0], "of": molecule.name}))
        return calls

    def _steps(self, calls: list[Call]) -> tuple[Step, ...]:
        steps: list[Step] = []
        for number, (name, arguments) in enumerate(calls, 1):
            tool = self._toolbox.get(name)
            needs = _compared(steps) if name == _COMPARE else ()
            steps.append(
                Step(id=f"s{number}", agent=tool.declaration.agent, tool=name, needs=needs,
                     task=task(tool, arguments), arguments=arguments)
            )  # fmt: skip
        return tuple(steps)


def _left(told: tuple[tuple[str, str], ...], calls: list[Call]) -> tuple[str, ...]:
    """Return what was told of words that no computation is given after all, as a formula."""
    given = {
        part
        for name, arguments in calls
        if name != SEARCH
        for value in arguments.values()
        for part in (value if isinstance(value, list) else [str(value)])
    }
    return tuple(text for words, text in told if words.removeprefix("name:") not in given)


def _bare(text: str) -> bool:
    """Tell whether a part holds nothing but molecules."""
    rest = text.replace(PLACEHOLDERS["molecule"], " ").replace("and", " ")
    return not any(c.isalnum() for c in rest)


def _compared(steps: list[Step]) -> tuple[str, ...]:
    """Return the last search and the last computation, which a comparison reads."""
    search = [s.id for s in steps if s.tool == SEARCH]
    computed = [s.id for s in steps if s.tool not in (SEARCH, _COMPARE)]
    return (search[-1], computed[-1])


def _about_others(
    arguments: dict[str, Any], molecules: tuple[Entity, ...], memory: Memory
) -> dict[str, Any]:
    query = str(arguments["query"])
    for old, new in zip(memory.molecules, molecules, strict=False):
        query = query.replace(old.text, new.name).replace(old.name, new.name)
    about = [molecule.name for molecule in molecules]
    return {**arguments, "query": query, "about": about}
