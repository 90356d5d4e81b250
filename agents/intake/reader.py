"""Reads a question: the one place where words become entities."""

import re
from collections.abc import Callable
from functools import cached_property

from labwright.agents.intake import amounts, terms
from labwright.agents.intake.modifiers import left_out, modified
from labwright.agents.intake.molecules import MoleculeFinder
from labwright.agents.intake.references import find_references
from labwright.agents.intake.spans import Spans
from labwright.agents.intake.spelling import mend
from labwright.agents.intake.systematic import find_systematic
from labwright.agents.intake.tables import find_tables
from labwright.agents.intake.vocabulary import Vocabulary, build_vocabulary
from labwright.core.memory import Memory
from labwright.core.reading import Reading
from labwright.tools.chemistry.name_table import lookup, own_names
from labwright.tools.toolbox import Toolbox

LONGEST_QUESTION = 20_000


class Intake:
    """Reads questions without any language model.

    Args:
        toolbox: Its tools' declarations give the names of computed properties.
        is_word: Tells ordinary English words.
        in_documents: Tells words that stand in the researcher's documents; such a word is neither
            a slip nor a name that has to resolve.

    Example:
        >>> Intake(Toolbox(), str.isalpha).read("logP of aspirin").of("molecule")[0].name
        'aspirin'
    """

    def __init__(
        self, toolbox: Toolbox, is_word: Callable[[str], bool],
        in_documents: Callable[[str], bool] = lambda word: False,
    ) -> None:  # fmt: skip
        self._toolbox = toolbox
        self._is_word = is_word
        self._in_documents = in_documents

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words this intake knows."""
        return build_vocabulary(self._toolbox)

    @cached_property
    def _finder(self) -> MoleculeFinder:
        return MoleculeFinder(self.vocabulary, self._is_word, self._in_documents)

    def read(
        self, question: str, memory: Memory | None = None, *, continues: bool = False
    ) -> Reading:
        """Read a question.

        Args:
            question: As asked.
            memory: What the thread carries from earlier turns.
            continues: Whether there was a turn before.

        Returns:
            Its entities, and a sentence for each thing that does not resolve.
        """
        plain, mended = mend(
            question[:LONGEST_QUESTION], self._domain, self._is_known, self._is_compound
        )
        spans = Spans(plain)
        memory = memory or Memory()
        problems = self._find(spans, memory)
        blocked = [words for words, _ in problems]
        unknown = [
            (words, sentence)
            for words, sentence in self._finder.unknown(spans, mended)
            if not any(words in other or other in words for other in blocked)
        ]
        spans.entities[:] = [
            modified(e, plain) if e.kind == "molecule" else e
            for e in spans.entities
            if not left_out(e, plain)
        ]
        own = [e for e in spans.entities if e.kind == "molecule"]
        return Reading(
            question=question,
            plain=plain,
            entities=tuple(sorted(spans.entities, key=lambda e: (e.start, e.end))),
            problems=tuple({sentence: (words, sentence) for words, sentence in problems}.values()),
            unknown=tuple(dict.fromkeys(unknown)),
            follow_up=(continues or bool(memory.molecules))
            and (not own or self.vocabulary.has_cue("again", plain)),
        )

    def _find(self, spans: Spans, memory: Memory) -> list[tuple[str, str]]:
        # Certain things first: what is taken is not looked at again.
        amounts.find_files(spans, self._endings)
        find_tables(spans)
        amounts.find_reactions(spans)
        terms.find_groups(spans, phrases=True)
        problems = list(self._finder.find_structures(spans))
        amounts.find_formulae(spans)
        terms.find_properties(spans, self.vocabulary)
        terms.find_elided(spans, self.vocabulary)
        terms.find_elements(spans, self.vocabulary)
        find_systematic(spans, self._is_word, self.vocabulary.domain_words())
        self._finder.find_names(spans)
        self._finder.prefer_groups(spans)
        terms.find_groups(spans, phrases=False)
        terms.find_cues(spans, self.vocabulary)
        terms.find_units(spans)
        amounts.find_measures(spans)
        found = find_references(spans, self.vocabulary, memory)
        problems += terms.unclear_elements(spans, self.vocabulary)
        return [*problems, found] if found else problems

    @cached_property
    def _endings(self) -> frozenset[str]:
        return frozenset(
            ending
            for tool in self._toolbox.tools.values()
            for parameter in tool.parameters
            for ending in parameter.mark.endings
        )

    @cached_property
    def _domain(self) -> frozenset[str]:
        examples = " ".join(
            example.lower()
            for tool in self._toolbox.tools.values()
            for example in tool.declaration.examples
        )
        return self.vocabulary.domain_words() | frozenset(re.findall(r"[a-z]{4,}", examples))

    def _is_known(self, word: str) -> bool:
        return self._is_word(word) or self._in_documents(word)

    def _is_compound(self, word: str) -> bool:
        return word in own_names() or lookup(word) is not None


_PRONOUN = re.compile(r"\b(?:it|them|its|their)\b", re.I)
PLACEHOLDERS = {
    "molecule": "the molecule", "element": "carbon", "pattern": "the group",
    "formula": "the formula", "reaction": "the reaction", "quantity": "the amount",
    "datafile": "the file", "file": "the file", "part": "carbon", "table": "the table",
}  # fmt: skip


def mask(reading: Reading, vocabulary: Vocabulary, start: int = 0, end: int | None = None) -> str:
    """Write a question, or a part of it, with placeholders for its entities.

    Args:
        reading: The question as read.
        vocabulary: Gives English words for Korean terms.
        start: Where the part begins.
        end: Where it ends; None means at the end of the question.

    Returns:
        The part with placeholders, Korean terms in English.
    """
    end = len(reading.plain) if end is None else end
    inside = [e for e in reading.entities if start <= e.start and e.end <= end]
    text = reading.plain[start:end]
    done: set[int] = set()
    # Of a molecule that is a formula as well, the molecule is shown.
    for entity in sorted(inside, key=lambda e: (-e.start, e.kind == "formula")):
        if entity.kind in PLACEHOLDERS and entity.kind != "file" and entity.start not in done:
            done.add(entity.start)
            at, behind = entity.start - start, entity.end - start
            text = text[:at] + PLACEHOLDERS[entity.kind] + text[behind:]
    for term, english in vocabulary.korean.items():
        text = text.replace(term, english)
    return " ".join(_PRONOUN.sub(PLACEHOLDERS["molecule"], text).split())
