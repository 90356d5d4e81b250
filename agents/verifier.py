"""Verifier: nothing is stated that the evidence does not hold."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from labwright.core.answer import Claim
from labwright.core.evidence import Evidence
from labwright.core.finding import Quote
from labwright.core.quantity import Quantity
from labwright.core.units import WRITTEN, as_pint
from labwright.knowledge.lexical import content_words
from labwright.knowledge.selection import stem
from labwright.tools.chemistry.notations import looks_like_smiles
from labwright.tools.chemistry.structures import same_structure

QuoteStands = Callable[[Quote], bool]

_NUMBER = re.compile(
    r"(?<![\w.,-])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?(?![\w]*[A-Za-z]*\d)"
)
_UNIT_BEHIND = re.compile(
    r"\s?(" + "|".join(re.escape(u) for u in sorted(WRITTEN, key=len, reverse=True)) + r")(?![\w/])"
)
_QUOTED = re.compile(r"“([^”]*)”")
_FUNCTION_WORDS = frozenset("answer question also both these those one two such other".split())


def faults(claim: Claim, evidence: Sequence[Evidence], stands: QuoteStands) -> list[str]:
    """Say what in a claim the evidence does not hold.

    Args:
        claim: A claim, rendered.
        evidence: The ledger entries that it cites.
        stands: Tells whether a quote is found verbatim at its place in the source.

    Returns:
        Sentences; none if the claim is supported.
    """
    if not evidence:
        return ["It cites no evidence."]
    found = _quote_faults(claim, evidence, stands)
    prose = _QUOTED.sub(" ", claim.text) if claim.origin == "quote" else claim.text
    if claim.origin == "quote":
        return found  # beside the quote there are only title, file and page
    found += _number_faults(prose, evidence)
    found += _structure_faults(prose, evidence)
    if claim.origin == "model":
        found += _word_faults(prose, evidence)
        found += _subject_faults(prose, evidence)
    return found


def _quote_faults(claim: Claim, evidence: Sequence[Evidence], stands: QuoteStands) -> list[str]:
    quotes = [quote for entry in evidence for quote in entry.finding.quotes]
    missing = [q.source for q in quotes if not stands(q)]
    found = [f"The quote is not found at its place in {source}." for source in missing]
    if claim.origin == "quote":
        shown = _QUOTED.findall(claim.text)
        known = [" ".join(quote.text.split()) for quote in quotes]
        if not any(text in claim.text for text in known) or not shown:
            found.append("The words quoted are not those of the passage.")
    return found


def _number_faults(prose: str, evidence: Sequence[Evidence]) -> list[str]:
    quantities = [q for entry in evidence for q in entry.finding.quantities]
    texts = [quote.text for entry in evidence for quote in entry.finding.quotes]
    names = [s.name for e in evidence for s in e.finding.structures]
    names += [s.smiles for e in evidence for s in e.finding.structures]
    names += [str(q.value) for q in quantities if isinstance(q.value, str)]
    names += [q.name for q in quantities]
    bare = prose
    for name in sorted(set(names), key=len, reverse=True):
        bare = re.sub(re.escape(name), " ", bare, flags=re.I)
    found = []
    for match in _NUMBER.finditer(bare):
        unit = _unit_behind(bare, match.end())
        stated = match[0].replace("−", "-").replace(",", "")
        if not any(_matches(stated, unit, q) for q in quantities) and not any(
            _stands_in(match[0], unit, text) for text in texts
        ):
            found.append(f"No evidence holds the figure {match[0]}{' ' + unit if unit else ''}.")
    return found


def _subject_faults(prose: str, evidence: Sequence[Evidence]) -> list[str]:
    """Refuse a figure of a model that is another molecule's or another property's."""
    lower = prose.lower()
    names = {s.name.lower() for entry in evidence for s in entry.finding.structures}
    places = sorted((m.start(), n) for n in names for m in re.finditer(re.escape(n), lower))
    said = {stem(word) for word in content_words(prose)}
    found = []
    for match in _NUMBER.finditer(prose):
        before = [name for start, name in places if start < match.start()]
        subject = before[-1] if before else places[0][1] if places else ""
        unit = _unit_behind(prose, match.end())
        if any(start <= match.start() < start + len(name) for start, name in places):
            continue  # a figure inside a name
        if not any(_figure_is_of(match[0], unit, subject, said, entry) for entry in evidence):
            found.append(f"The figure {match[0]} is not that of {subject or 'what is named'}.")
    return found


def _figure_is_of(figure: str, unit: str, subject: str, said: set[str], entry: Evidence) -> bool:
    """Tell whether an entry gives a figure for a subject and a property that the prose names."""
    finding = entry.finding
    if any(_stands_in(figure, unit, q.text) for q in finding.quotes):
        return all(subject in quote.text.lower() for quote in finding.quotes)
    about = {structure.name.lower() for structure in finding.structures}
    stated = figure.replace("−", "-").replace(",", "")
    return (not about or subject in about) and any(
        _matches(stated, unit, q) and said & {stem(word) for word in content_words(q.name)}
        for q in finding.quantities
    )


def _unit_behind(text: str, end: int) -> str:
    match = _UNIT_BEHIND.match(text, end)
    return match[1] if match else ""


def _matches(stated: str, unit: str, quantity: Quantity) -> bool:
    """Tell whether a figure is a quantity within the rounding it is written with."""
    if isinstance(quantity.value, bool | str):
        return False
    value = quantity.value
    shown = quantity.text().removeprefix(quantity.number()).strip()
    if unit and unit != shown:
        try:
            value = float(quantity.to(as_pint(unit)).value)
        except Exception:  # another dimension: the figure is of something else
            return False
    exponent = Decimal(stated).as_tuple().exponent
    half = 0.5 * 10 ** float(exponent if isinstance(exponent, int) else 0)
    return bool(abs(float(stated) - float(value)) <= half * 1.0001 + 1e-12)


def _stands_in(number: str, unit: str, text: str) -> bool:
    pattern = rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)"
    if unit:
        pattern += rf"\s?{re.escape(unit)}(?!\w)"
    return re.search(pattern, text) is not None


def _structure_faults(prose: str, evidence: Sequence[Evidence]) -> list[str]:
    known = [s.smiles for entry in evidence for s in entry.finding.structures]
    known += [str(q.value) for e in evidence for q in e.finding.quantities]
    names = {s.name for entry in evidence for s in entry.finding.structures}
    found = []
    for token in prose.split():
        bare = token.strip(".,;:()?!“”")
        candidates = {bare, token.strip(".,;:?!“”")}
        if not looks_like_smiles(bare) or bare.isalpha() or candidates & (names | set(known)):
            continue
        if not any(same_structure(bare, one) for one in known) and _is_structure(bare):
            found.append(f"No evidence holds the structure {bare}.")
    return found


def _is_structure(text: str) -> bool:
    return same_structure(text, text)


def _word_faults(prose: str, evidence: Sequence[Evidence]) -> list[str]:
    """Refuse words of a model that neither evidence nor question vocabulary holds."""
    source = " ".join(
        [entry.finding.sentence() for entry in evidence]
        + [quote.text for entry in evidence for quote in entry.finding.quotes]
        + [q.name for entry in evidence for q in entry.finding.quantities]
        + [s.name for entry in evidence for s in entry.finding.structures]
    )
    known = {stem(word) for word in content_words(source)}
    strange = [
        word
        for word in content_words(prose)
        if not word[0].isdigit() and stem(word) not in known and word.lower() not in _FUNCTION_WORDS
    ]
    return [f"The evidence does not speak of “{strange[0]}”."] if strange else []
