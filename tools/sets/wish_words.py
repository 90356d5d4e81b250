"""The words of a wish for molecules, as tokens of one letter each."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from labwright.core.errors import BadArgument, BadStructure, UnknownName
from labwright.tools.chemistry.groups import functional_group_table, group_by_name
from labwright.tools.sets.columns import named_properties, without_files
from labwright.tools.sets.conditions import Part

_FIGURE = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?"
_UNIT = r"(?:\s?(?:g/mol|kg/mol|k?Da(?:ltons?)?\b|[dD]altons?\b|amu\b|Å²|Å\^?2|A\^2|%))?"
_NUMBER = re.compile(rf"(?<![\w.]){_FIGURE}{_UNIT}(?![\w%])")
_RANGES = (
    re.compile(rf"\b(?:between|from|within|in the range(?: of)?|in)\s+({_FIGURE})\s*"
               rf"(?:and|to|-|–|…)\s*({_FIGURE})({_UNIT})(?![\w%])", re.I),
    re.compile(rf"(?<![\w.])({_FIGURE})\s?(?:-|–|\bto\b|…)\s?({_FIGURE})({_UNIT})(?![\w%])",
               re.I),
)  # fmt: skip
_WORDS: tuple[tuple[str, str], ...] = (
    ("r", r"\b(?:lipinski(?:['’]?s)?(?: rules?)?(?: of (?:five|5))?|rule of (?:five|5)|ro5)\b"),
    ("v", r"\bveber(?:['’]?s)?(?: rules?)?\b"),
    ("t", r"\b(?:rule of (?:three|3)|ro3)\b"),
    ("l", r"\bor (?:fewer|less|lower|below|under|smaller)\b"),
    ("m", r"\bor (?:more|higher|above|over|greater|larger)\b"),
    ("≤", r"<=|=<|≤|\b(?:at most|up to|no more than|not more than|not over|not above"
          r"|(?:a )?maximum(?: of)?|max\b\.?|not exceeding|no greater than|no higher than)"),
    ("≥", r">=|=>|≥|\b(?:at least|no less than|not less than|not below|not under"
          r"|(?:a )?minimum(?: of)?|min\b\.?|no fewer than)"),
    ("<", r"<|\b(?:under|below|(?:less|smaller|lower|fewer|lighter) than)\b"),
    (">", r">|\b(?:over|above|exceeding|exceeds|(?:more|greater|larger|higher|heavier) than)\b"),
    ("=", r"=|\b(?:equal to|equals|exactly)\b"),
    ("F", r"\b(?:fail(?:s|ing)?|violat(?:e|es|ing)|break(?:s|ing)?)\b"),
    ("D", r"\b(?:remov(?:e|es|ing)|exclud(?:e|es|ing)|drop(?:ping)?|discard(?:ing)?|reject|delete"
          r"|eliminate|filter out|throw (?:out|away)|weed out|strip out|get rid of)\b"),
    ("K", r"\b(?:keep(?:ing|s)?|select(?:ing)?|retain)\b"),
    ("X", r"\b(?:no|not|without|lack(?:s|ing)?|free of|devoid of|don['’]?t|doesn['’]?t)\b"),
    ("W", r"\b(?:with|contain(?:s|ing)?|having|has|have|bear(?:s|ing)?|carrying|includ(?:es?|ing))"
          r"\b"),
    ("A", r"\b(?:and|but)\b|&"),
    ("O", r"\bor\b"),
)  # fmt: skip
_MEANINGLESS = re.compile(
    r"\b(?:a|an|the|of|in|on|at|to|for|also|then|by|that|which|whose|who|is|are|be|being|values?"
    r"|filter(?:ed|ing)?|choose|find|get|give|show|list|me|only|just|all|every|each|any|those|these"
    r"|ones?|molecules?|compounds?|structures?|entries|records?|rows?|set|file|library|from|into"
    r"|out|please|can|could|you|i|want|need|how|many|must|should|where|let|save|write|there"
    r"|pass(?:es|ing)?|obey(?:s|ing)?|satisfy(?:ing)?|satisfies|meet(?:s|ing)?|fulfil|groups?"
    r"|moiety|moieties|alerts?|criteria|hits?|substructures?|parts?|s|its|their|they|if|do|does"
    r"|match(?:es|ing)?|number|count|will|would|left|remain(?:s|ing)?|down|property|properties"
    r"|smarts|smiles|screen|it|this|both|search(?:ing)?|look(?:ing)?|subset|collection|such|my|our)\b|[’',;:.?!()“”\"]",
    re.I,
)
_SMARTS = re.compile(r"\S*(?:[\[\]=#~$@]|[cnosCNOS]1[a-zA-Z(])\S*")
_LETTER = re.compile(r"[A-Za-z]")
PLACEHOLDER = "§"
"""Stands for a part that is given beside the text."""


class Token(NamedTuple):
    """A word that means something: its letter, where it stands, and what it means."""

    sign: str
    start: int
    end: int
    value: object = None


Take = Callable[[int, int, str, object], None]


def tokens_of(text: str, pattern: str = "") -> list[Token]:
    """Cut a wish into tokens.

    Args:
        text: The wish.
        pattern: A part that is named in it, or a further one.

    Returns:
        The tokens in order.

    Raises:
        BadArgument: If something of it is not understood.
    """
    bare = without_files(text.replace("−", "-"))
    if pattern and pattern.lower() not in bare.lower():
        bare = f"{bare} with {PLACEHOLDER}"
    found: list[Token] = []
    free = list(bare)

    def take(start: int, end: int, sign: str, value: object = None) -> None:
        found.append(Token(sign, start, end, value))
        free[start:end] = "\0" * (end - start)

    if pattern:
        _take_given(bare, pattern, take)
    for step in (_take_smarts, _take_groups, _take_properties, _take_figures, _take_words):
        step("".join(free), take)
    found.sort(key=lambda token: token.start)
    _take_objects("".join(free), list(found), take)
    rest = " ".join(_MEANINGLESS.sub(" ", "".join(free).replace("\0", " ")).split())
    if rest:
        raise BadArgument(
            f"“{rest[:80]}” is not understood as a condition on molecules.",
            "Say for example: MW < 500, logP at most 5, 1 to 3 rings, no nitro group, "
            "containing c1ccncc1, passing Lipinski.",
        )
    return sorted(found, key=lambda token: token.start)


def _take_given(text: str, pattern: str, take: Take) -> None:
    part = part_of(pattern)
    if part is None:
        raise BadArgument(
            f"“{pattern}” is no functional group, SMARTS or molecule that is known here.",
            "Give a SMARTS such as [CX3](=O)[OX2H1], or a group such as ester.",
        )
    wanted = PLACEHOLDER if PLACEHOLDER in text else pattern
    for match in re.finditer(re.escape(wanted), text, re.I):
        take(match.start(), match.end(), "G", part)


def part_of(text: str) -> Part | None:
    """Return the part of a molecule that a text means; None if it means none.

    Args:
        text: A functional group by name, a SMARTS, or a molecule.

    Example:
        >>> part_of("ester").name
        'ester'
    """
    from rdkit import Chem, rdBase

    from labwright.tools.chemistry.molecules import read_molecule

    if group := group_by_name(text):
        return Part(group.smarts, group.name)
    if not _SMARTS.fullmatch(text):
        try:
            found = read_molecule(text)
        except (UnknownName, BadStructure):
            pass
        except BadArgument:
            return None
        else:
            return Part(found.smiles, found.name, is_smiles=True)
    with rdBase.BlockLogs():
        query = Chem.MolFromSmarts(text) if " " not in text else None
    return Part(text, text) if query is not None and query.GetNumAtoms() else None


def _take_smarts(text: str, take: Take) -> None:
    for match in _SMARTS.finditer(text):
        bare = match[0].strip("\0,;“”\"'").rstrip(".?!")
        if _LETTER.search(bare) and (part := part_of(bare)) is not None:
            start = match.start() + match[0].index(bare)
            take(start, start + len(bare), "G", part)


@cache
def _group_words() -> tuple[re.Pattern[str], dict[str, Part]]:
    parts: dict[str, Part] = {}
    for group in functional_group_table():
        for name in (group.name, *group.other):
            word = name.lower().removesuffix(" group")
            if not named_properties(word):
                parts.setdefault(word, Part(group.smarts, group.name))
    shape = "|".join(re.escape(word) for word in sorted(parts, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({shape})(?:s|es)?(?![\w-])", re.I), parts


def _take_groups(text: str, take: Take) -> None:
    shape, parts = _group_words()
    for match in shape.finditer(text):
        take(match.start(), match.end(), "G", parts[match[1].lower()])


def _take_properties(text: str, take: Take) -> None:
    for start, end, key in named_properties(text):
        take(start, end, "P", key)


def _take_figures(text: str, take: Take) -> None:
    for name in "rvt":  # the number of a rule is no limit
        for match in re.finditer(dict(_WORDS)[name], text, re.I):
            take(match.start(), match.end(), name, None)
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    for shape in _RANGES:
        for match in shape.finditer(text):
            take(match.start(), match.end(), "R", (match[1] + match[3], match[2] + match[3]))
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
    for match in _NUMBER.finditer(text):
        take(match.start(), match.end(), "N", match[0])


def _take_words(text: str, take: Take) -> None:
    for sign, words in _WORDS:
        for match in re.finditer(words, text, re.I):
            take(match.start(), match.end(), sign, None)
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]


def _take_objects(text: str, found: list[Token], take: Take) -> None:
    """Take what follows “with” and “no” as a part, if it is the name of a molecule."""
    for span in _unknown(text):
        before = next((t for t in reversed(found) if t.end <= span[0]), None)
        if before is not None and before.sign in "WXDGAO":
            part = part_of(text[span[0] : span[1]])
            if part is not None:
                take(span[0], span[1], "G", part)


def _unknown(text: str) -> Iterator[tuple[int, int]]:
    """Yield runs of words that no token and no filler takes."""
    blank = _MEANINGLESS.sub(lambda match: "\0" * len(match[0]), text)
    for match in re.finditer(r"[^\s\0](?:[^\0]*[^\s\0])?", blank):
        yield match.start(), match.end()
