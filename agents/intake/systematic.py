"""Finding systematic names, which may have several words: ethyl 4-aminobenzoate."""

import re
from collections.abc import Callable

from labwright.agents.intake.molecules import add_molecule
from labwright.agents.intake.spans import Spans
from labwright.agents.intake.tokens import words_of
from labwright.tools.chemistry.name_table import lookup
from labwright.tools.chemistry.opsin import from_opsin

_LOCANTS = re.compile(
    r"\d.*-.*[a-z]{3}|^[NOSPREZ](?:,[NOSP])*-.*[a-z]{3}|\)[a-z]{4,}|[a-z]\(.*\)[a-z]{3}"
)
_PARTICLES = re.compile(r"[가-힣]+$")
_NAME_WORD = re.compile(r"[a-z0-9(),\[\]{}'′;.:+λ-]+[가-힣]*")
_NAME_WORDS = frozenset(
    "acid ester ether oxide chloride bromide iodide fluoride salt hydrochloride sulfate nitrate "
    "phosphate acetate sodium potassium lithium alcohol ketone hydrate hydroxide".split()
)
_BESIDE, _MOST_RUNS = 4, 12


def find_systematic(spans: Spans, is_word: Callable[[str], bool], domain: frozenset[str]) -> None:
    """Note systematic names: the longest that OPSIN reads.

    Args:
        spans: The question; entities found are added.
        is_word: Tells ordinary English words, which belong to no name.
        domain: Words of properties, which belong to none either.
    """
    words = list(words_of(spans.text))
    last_end = -1
    for index, (start, end) in enumerate(words):
        if start < last_end or not _LOCANTS.search(spans.text[start:end]):
            continue
        for first, last in _runs(spans.text, words, index, is_word, domain):
            begin, stop = words[first][0], words[last][1]
            text = _PARTICLES.sub("", spans.text[begin:stop])
            stop = begin + len(text)
            if lookup(text) is not None:
                break  # it is found by its name
            if spans.free(begin, stop) and (known := from_opsin(text)) is not None:
                add_molecule(spans, known, text, begin, stop)
                last_end = stop
                break


def _runs(
    text: str,
    words: list[tuple[int, int]],
    index: int,
    is_word: Callable[[str], bool],
    domain: frozenset[str],
) -> list[tuple[int, int]]:
    """Return runs of words around one that may belong to its name, the longest first."""

    def belongs(at: int) -> bool:
        word = text[slice(*words[at])].lower()
        part = word in _NAME_WORDS or (not is_word(word) and word not in domain)
        return part and _NAME_WORD.fullmatch(word) is not None

    first = last = index
    while first > 0 and index - first < _BESIDE and belongs(first - 1):
        first -= 1
    while last + 1 < len(words) and last - index < _BESIDE and belongs(last + 1):
        last += 1
    runs = [(a, b) for a in range(first, index + 1) for b in range(index, last + 1)]
    return sorted(runs, key=lambda run: run[0] - run[1])[:_MOST_RUNS]
