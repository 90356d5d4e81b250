"""What a sentence must be to answer a question."""

import re
from dataclasses import dataclass
from functools import cached_property

from labwright.core.quantity import same_dimension
from labwright.knowledge.answer_types import expected_figure
from labwright.knowledge.document import Hit
from labwright.knowledge.figures import read_figures
from labwright.knowledge.lexical import content_words
from labwright.knowledge.naming import NAMED, closeness

_BEGINNING = 5
_VAGUE = frozenset(
    "point points value values temperature number constant index coefficient area energy average "
    "experimental relative standard total molecular time rate".split()
)


@dataclass(frozen=True)
class Wanted:
    """What an answering sentence must be.

    Args:
        question: The question.
        about: Names of each thing the sentence must speak of; any name of a thing will do.
        names: Names by their look, such as PyBOP.
        figure: Whether the answer is the figure of a property, so that a sentence without one is
            no answer, nor is one that leaves it to the passage around it what it speaks of.
        unit: A unit that the figure would have; empty if that is not known.
        property: Names of the property whose figure is wanted, as documents may write it.
    """

    question: str
    about: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = ()
    figure: bool = False
    unit: str = ""
    property: tuple[str, ...] = ()

    def is_spoken_of(self, sentence: str, hit: Hit) -> bool:
        """Tell whether a sentence or what stands above it says any word of what is asked.

        Args:
            sentence: The sentence.
            hit: The passage it stands in.

        Returns:
            Whether it holds a name of the property; without one, any word of the question that
            is not just the name of what it is about.
        """
        where = f"{sentence} {hit.section} {hit.title}".lower()
        return self._asked is None or self._asked.search(where) is not None

    @cached_property
    def _asked(self) -> re.Pattern[str] | None:
        """What begins a word that is asked for; None if the question is but a name."""
        known = " ".join([*(n for thing in self.about for n in thing), *self.names]).lower()
        asked = self.property or tuple(
            w for w in content_words(self.question) if w.lower() not in known and not w.isdigit()
        )
        begun = [re.escape(word[:_BEGINNING]) for name in asked for word in _telling(name)]
        return re.compile(rf"(?<!\w)(?:{'|'.join(begun)})") if begun else None

    def states_figure(self, sentence: str) -> bool:
        """Tell whether a sentence states a figure of the kind or the unit asked for.

        Args:
            sentence: The sentence.

        Returns:
            False as well where nothing tells what kind is asked for.
        """
        expected = expected_figure(self.question)
        if expected is not None and expected.search(sentence):
            return True
        units = [figure.unit for figure in read_figures(sentence) if figure.unit]
        return bool(self.unit) and any(same_dimension(unit, self.unit) for unit in units)

    def distance(self, sentence: str, hit: Hit, around: str) -> int | None:
        """Tell how far a sentence is from naming everything that it should.

        Args:
            sentence: The sentence.
            hit: The passage it stands in.
            around: The text around it.

        Returns:
            0 if it names all, 1 for each thing that only the text around it names, 2 for a name
            that is nowhere near; None if the sentence does not speak of what is asked.
        """
        about = [closeness(thing, sentence, hit, around) for thing in self.about]
        names = [closeness([name], sentence, hit, around) for name in self.names]
        if 0 in about or (names and not any(names)):
            return None
        far = sum(NAMED - level for level in about + names)
        return None if far and self.figure else far


def _telling(name: str) -> list[str]:
    words = name.lower().split()
    return [word for word in words if word not in _VAGUE] or words
