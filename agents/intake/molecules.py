"""Finding molecules in a question: structures, numbers, formulae, names."""

import re
from collections.abc import Callable, Iterator

from labwright.agents.intake.spans import Spans
from labwright.agents.intake.tokens import CE_MARK, TOKEN, bare_token, is_pattern, words_of
from labwright.agents.intake.vocabulary import Vocabulary
from labwright.core.errors import BadArgument, BadStructure, UnknownName
from labwright.core.reading import Entity
from labwright.tools.chemistry.groups import group_by_name
from labwright.tools.chemistry.name_table import (
    HYDRATE,
    Resolution,
    corrected,
    lookup,
    name_table,
    nearest_names,
    own_names,
)
from labwright.tools.chemistry.names import resolve, two_readings
from labwright.tools.chemistry.names_file import own_tables
from labwright.tools.chemistry.notations import is_cas, looks_like_smiles
from labwright.tools.chemistry.opsin import from_opsin
from labwright.tools.chemistry.refusals import refusal
from labwright.tools.chemistry.structures import composition, read_formula

IsWord = Callable[[str], bool]

_MARKED = re.compile(rf"\[START_SMILES\](.+?)\[END_SMILES\]|{CE_MARK}|<smiles>(.+?)</smiles>", re.I)
CE = "\\ce"
_INCHI = re.compile(r"InChI=1S?/\S+")
_CAS = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")
_SMILES_LABEL = re.compile(
    r"\bsmiles(?:\s+string|\s+code|\s+[A-Z0-9])?(?:\s+is)?\s*[:=]?\s+$|\bsmiles\s*[:=]\s*$", re.I
)
_ION = re.compile(r"\[\d?M(?:[+-]\w+)*\]\d*[+-]?")  # [M+H]+ is a signal, no structure
_SHORT_NAME = re.compile(r"[A-Z]{3}")
_PARTICLE = re.compile(
    r"(?:이랑|하고|에서|에는|으로|에게|까지|처럼|보다|랑|의|과|와|은|는|이|가|을|를|로|에|도|만)$"
)
_SYSTEMATIC = re.compile(
    r"\d.*-.*[a-z]{2}|[a-z]{3,}(?:yl|ane|ene|yne|ol|one|oic|ate|ide|ine|amine|amide|al|ole|an|statin|pril|xacin|sartan|azole|cillin|mycin|nib|vir|[a-z]{4}in)$",
    re.I,
)
_LONGEST = 6
_LONGEST_WORD = 200
_SHORTEST = 4
_ELEMENTAL = frozenset("H2 N2 O2 O3 F2 Cl2 Br2 I2 P4 S8".split())
_ALSO_MOLECULES = frozenset(("urea", "phenol", "benzene"))
_BEFORE_A_NAME = frozenset(
    "of and for vs versus between in with compare draw to or is does 과 와 랑 show about".split()
)


class MoleculeFinder:
    """Finds molecules, and words that are meant as molecules but do not resolve.

    Args:
        vocabulary: Words that are something else.
        is_word: Tells ordinary English words.
        in_documents: Tells words that stand in the researcher's documents.
    """

    def __init__(self, vocabulary: Vocabulary, is_word: IsWord, in_documents: IsWord) -> None:
        self._vocabulary = vocabulary
        self._is_word = is_word
        self._in_documents = in_documents
        self._domain = vocabulary.domain_words()

    def find_structures(self, spans: Spans) -> Iterator[tuple[str, str]]:
        """Note molecules given by structure, number or formula.

        Args:
            spans: The question; entities found are added.

        Yields:
            (words, sentence) for each thing meant as a molecule that cannot be one.
        """
        yield from self._marked(spans)
        yield from self._structures(spans)

    def _marked(self, spans: Spans) -> Iterator[tuple[str, str]]:
        for pattern in (_MARKED, _INCHI, _CAS):
            for match in pattern.finditer(spans.text):
                given = (
                    next((g for g in match.groups() if g), match[0]) if match.groups() else match[0]
                )
                given = given.strip().rstrip(",.;?!")
                end = match.end() if match.groups() else match.start() + len(given)
                if not spans.free(match.start(), end) or (pattern is _CAS and not is_cas(given)):
                    continue
                if pattern is _MARKED:
                    given = f"{'name' if match[0].startswith(CE) else 'smiles'}:{given}"
                yield from self._note(spans, given, match.start(), end)

    def _structures(self, spans: Spans) -> Iterator[tuple[str, str]]:
        for match in TOKEN.finditer(spans.text):
            text, start = bare_token(match[0], match.start())
            end = start + len(text)
            if (
                not any(map(str.isalpha, text))
                or not spans.free(start, end)
                or _ION.fullmatch(text)
            ):
                continue
            # “smiles B = …”: the letter names what follows.
            letter = len(text) == 1 and spans.text[end:].lstrip()[:1] in ("=", ":")
            labelled = not letter and _SMILES_LABEL.search(spans.text[:start]) is not None
            if labelled and not text.isdigit() and not self._ordinary(text):
                yield from self._note(spans, f"smiles:{text}", start, end)
            elif is_pattern(text):
                spans.add(
                    Entity(kind="pattern", text=text, start=start, end=end, value=text, name=text)
                )
            elif (
                two_readings(text) is not None
                or (looks_like_smiles(text) and not self._ordinary(text))
                or HYDRATE.fullmatch(text)
            ):
                yield from self._note(spans, text, start, end)
            elif (known := _formula(text)) is not None:
                add_molecule(spans, known, known.given, start, end)

    def _ordinary(self, text: str) -> bool:
        common = len(text) >= _SHORTEST - 1 and self._is_word(text.lower())
        return text.isalpha() and (common or text.islower())

    def _note(self, spans: Spans, given: str, start: int, end: int) -> Iterator[tuple[str, str]]:
        try:
            found = resolve(given)
        except BadStructure as error:
            plain = given.removeprefix("smiles:")
            if given != plain or any(mark in plain for mark in "=#[]()123456789"):
                yield plain, str(error)
        except (UnknownName, BadArgument) as error:
            yield given, str(error)
        else:
            add_molecule(spans, found, given, start, end)

    def find_names(self, spans: Spans) -> None:
        """Note molecules given by name, the longest name first.

        Args:
            spans: The question; entities found are added.
        """
        words = list(words_of(spans.text))
        taken = -1
        for first in range(len(words)):
            if words[first][1] <= taken:
                continue
            for last in range(min(first + _LONGEST, len(words)) - 1, first - 1, -1):
                start, end = words[first][0], words[last][1]
                if not spans.free(start, end):
                    continue
                text = spans.text[start:end]
                known = self._known(text, whole=last > first) or self._acronym(spans, start, end)
                if known is not None:
                    add_molecule(spans, known, known.given, start, start + len(known.given))
                    taken = end
                    break

    def _known(self, text: str, *, whole: bool) -> Resolution | None:
        for given in dict.fromkeys((text, _PARTICLE.sub("", text))):
            if not self._may_be_name(given, whole=whole):
                continue
            if (known := lookup(given)) is not None:
                return known.model_copy(update={"given": given, "name": _shown(known, given)})
        return None

    def _acronym(self, spans: Spans, start: int, end: int) -> Resolution | None:
        """Read three capitals behind “of” as a compound, if a property of it is asked for."""
        text, before = spans.text[start:end], spans.text[:start].rstrip().lower()
        asked = any(e.kind in ("property", "element") for e in spans.entities)
        if not (asked and _SHORT_NAME.fullmatch(text) and before.endswith((" of", " in", " for"))):
            return None
        if text.lower() in self._vocabulary.not_compounds or two_readings(text) is not None:
            return None
        return lookup(text)

    def _may_be_name(self, text: str, *, whole: bool) -> bool:
        lower = text.lower()
        if lower in own_names() or text in own_tables()["exact"]:
            return True
        if lower in self._vocabulary.not_compounds or text != text.strip("-,.;:?!()'\""):
            return False
        if whole:
            return _is_main_name(lower) or not any(self._stray(word) for word in lower.split())
        if len(text) < _SHORTEST:
            return False
        known = name_table().name_index.get(lower) is not None
        return known and (_is_main_name(lower) or not self._is_word(lower))

    def _stray(self, word: str) -> bool:
        """Tell words that open or end no compound name, such as “of” or “weight”."""
        stray = {"of", "is", "the", "and", "for", "in", "are", "does", "to", "vs", "or", "a"}
        return word in stray or word in self._vocabulary.not_compounds - {
            "acid",
            "salt",
            "ether",
            "alcohol",
        }

    def prefer_groups(self, spans: Spans) -> None:
        """Read a functional group that is also an ion or trade name (amide) as the group."""
        for index, entity in enumerate(spans.entities):
            word = entity.text.lower()
            if entity.kind != "molecule" or word in _ALSO_MOLECULES:
                continue
            if (group := group_by_name(word)) is not None:
                taken = {"kind": "pattern", "value": group.name, "name": group.name, "smiles": ""}
                spans.entities[index] = entity.model_copy(update=taken)

    def unknown(self, spans: Spans, mended: dict[str, str]) -> Iterator[tuple[str, str]]:
        """Look at words that nothing else explained.

        A systematic name goes to OPSIN; a single typing slip is read as the one compound it can
        mean, and said; what still stands where a compound's name belongs is a problem.

        Args:
            spans: The question with all other entities.
            mended: Ordinary words that were misspelt, with their corrections.

        Yields:
            (words, sentence) for each word that is meant as a molecule but does not resolve.
        """
        previous = ""
        computing = any(e.kind in ("property", "element") for e in spans.entities)
        for start, end in list(words_of(spans.text)):
            text = _PARTICLE.sub("", spans.text[start:end]).strip("()[]{}\"'")
            before, previous = previous, spans.text[start:end].lower()
            if not spans.free(start, end):
                continue
            if before in _BEFORE_A_NAME and computing and (refused := refusal(text)) is not None:
                yield text, str(refused)
                continue
            if not self._strange(text, mended):
                continue
            placed = not before or before in _BEFORE_A_NAME  # “aspirin hydrolysis” is no slip
            if _SYSTEMATIC.search(text) and (known := from_opsin(text)) is not None:
                add_molecule(spans, known, text, start, start + len(text))
            elif (known_there := self._in_documents(text)) and before not in _BEFORE_A_NAME:
                continue
            elif placed and not known_there and (slip := corrected(text)) is not None:
                note = f"“{text}” was read as {slip.name} ({slip.smiles}): one letter differs."
                add_molecule(spans, slip, slip.name, start, start + len(text), note)
            elif before in _BEFORE_A_NAME or _SYSTEMATIC.search(text):
                yield text, str(UnknownName(text, nearest_names(text)))

    def _strange(self, text: str, mended: dict[str, str]) -> bool:
        lower = text.lower()
        letters = sum(c.isalpha() for c in text)
        if len(text) > _LONGEST_WORD or lower in self._domain:
            return False
        if letters < _SHORTEST or lower in mended or not text.isascii():
            return False
        parts = re.findall(r"[a-z]+", lower)
        if lower in self._vocabulary.not_compounds or group_by_name(lower) is not None:
            return False
        return not all(len(p) < _SHORTEST or self._is_word(p) or self._plural(p) for p in parts)

    def _plural(self, word: str) -> bool:
        return any(
            word.endswith(tail) and self._is_word(word.removesuffix(tail) + back)
            for tail, back in (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""),
                               ("ing", "e"), ("ly", ""), ("ies", "y"), ("er", ""), ("s", "e"))
        )  # fmt: skip


def _is_main_name(lower: str) -> bool:
    """Tell the name a compound goes by, such as carbon dioxide, from its trade names."""
    entry = name_table().name_index.get(lower)
    if entry is None:
        return False
    return lower in {str(entry.common_name).lower(), str(entry.iupac_name or "").lower()}


def _formula(text: str) -> Resolution | None:
    """Return the compound of a formula; an abbreviation spelled like one (SI) is none."""
    counts = read_formula(text)
    if counts is None or (len(counts) == 1 and text not in _ELEMENTAL):
        return None  # S2 is as likely a state or a label as disulfur
    known = lookup(text)
    return known if known is not None and composition(known.smiles) == counts else None


def _shown(known: Resolution, given: str) -> str:
    # A Korean or short name is shown by what it stands for; others as the researcher writes them.
    return known.name if not given.isascii() or len(given) < 6 else given.lower()  # noqa: PLR2004


def add_molecule(
    spans: Spans, found: Resolution, given: str, start: int, end: int, note: str = ""
) -> None:
    """Note a molecule.

    Args:
        spans: The question.
        found: What it resolved to.
        given: How it was written.
        start: Where it stands.
        end: Where it ends.
        note: How it was read, where that must be told.
    """
    value = given if given.isascii() else found.name
    spans.add(
        Entity(
            kind="molecule", text=spans.text[start:end], start=start, end=end, value=value,
            name=found.name, smiles=found.smiles, note=note,
        )
    )  # fmt: skip
