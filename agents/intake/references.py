"""What “it”, “both” and “the second one” mean, from the turn before."""

from labwright.agents.intake.spans import Spans
from labwright.agents.intake.vocabulary import Vocabulary, find_term
from labwright.core.memory import Memory
from labwright.core.reading import Entity

_ORDINALS = ("first", "second", "third")


def find_references(spans: Spans, vocabulary: Vocabulary, memory: Memory) -> tuple[str, str] | None:
    """Note the molecules that a question means by words such as “it”.

    Args:
        spans: The question; molecules meant are added where the words stand.
        vocabulary: The words that lean on the turn before.
        memory: Molecules of the turn before and of the thread.

    Returns:
        (words, sentence) if they may mean several molecules and only one is meant.
    """
    earlier = list(memory.molecules)
    if not earlier:
        return None
    # “The first one” and “both” after a turn on a single molecule reach back further.
    several = earlier if len(earlier) > 1 else list(memory.thread)
    lower = spans.text.lower()
    own = [e.start for e in spans.entities if e.kind == "molecule"]
    for index, cue in enumerate(_ORDINALS):
        found = _place(spans, vocabulary.cues[cue], lower)
        if found and index < len(several):
            _refer(spans, found, several[index : index + 1])
            return None
    if (found := _place(spans, vocabulary.cues["pair"], lower)) and not own:
        _refer(spans, found, several[-2:])
        return None
    if (found := _place(spans, vocabulary.cues["many"], lower)) and not own:
        _refer(spans, found, earlier)
        return None
    cues = vocabulary.cues["one"]
    if own:  # “the molecule C1CC1” speaks of its own
        cues = tuple(cue for cue in cues if not cue.startswith("the "))
    found = _place(spans, cues, lower)
    # After a molecule of its own, “it” means that one.
    if found is None or (own and found[0] > min(own)):
        return None
    if len(earlier) == 1:
        _refer(spans, found, earlier)
        return None
    words = spans.text[found[0] : found[1]]
    names = " or ".join(e.name for e in earlier)
    return words, f"“{words}” may mean {names}. Name the one you mean, or ask for both."


def _place(spans: Spans, cues: tuple[str, ...], lower: str) -> tuple[int, int] | None:
    for cue in cues:
        at = find_term(cue, lower)
        if at >= 0 and spans.free(at, at + len(cue)):
            return at, at + len(cue)
    return None


def _refer(spans: Spans, place: tuple[int, int], meant: list[Entity]) -> None:
    for entity in meant:
        moved = {"start": place[0], "end": place[1], "note": ""}
        spans.add(entity.model_copy(update=moved))
