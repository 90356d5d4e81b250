"""Verifier: nothing is stated that the evidence does not hold."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from labwright.core.answer import Claim
from labwright.core.evidence import Evidence
from labwright.core.finding import Quote
from labwright.core.quantity import Quantity
from labwright.knowledge.fusion import content_words
from labwright.knowledge.selection import stem
from labwright.tools.chemistry.notations import looks_like_smiles
from labwright.tools.chemistry.structures import same_structure

QuoteStands = Callable[[Quote], bool]

_NUMBER = re.compile(
    r"(?<![\w.,-])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?(?![\w]*[A-Za-z]*\d)"
)
_UNIT_BEHIND = re.compile(r"\s?(°C|g/mol|kg/mol|Å²|Da|%|[A-Za-zµ°]+(?:/[A-Za-z]+)?)")
_UNITS = frozenset("°C K g/mol kg/mol Da kDa Å² % eV nm mS/cm S/cm V kJ/mol mAh/g".split())
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


def _unit_behind(text: str, end: int) -> str:
    match = _UNIT_BEHIND.match(text, end)
    return match[1] if match and match[1] in _UNITS else ""


def _matches(stated: str, unit: str, quantity: Quantity) -> bool:
    """Tell whether a figure is a quantity within the rounding it is written with."""
    if isinstance(quantity.value, bool | str):
        return False
    value = quantity.value
    shown = quantity.text().removeprefix(quantity.number()).strip()
    if unit and unit != shown:
        try:
            value = float(quantity.to({"°C": "degC", "Å²": "angstrom**2"}.get(unit, unit)).value)
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
    )
    known = {stem(word) for word in content_words(source)}
    strange = [
        word
        for word in content_words(prose)
        if not word[0].isdigit() and stem(word) not in known and word.lower() not in _FUNCTION_WORDS
    ]
    return [f"The evidence does not speak of “{strange[0]}”."] if strange else []
