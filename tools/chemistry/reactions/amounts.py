"""Amounts of substances in a question: which figure belongs to which substance."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from labwright.core.errors import BadArgument, LabwrightError, TooLarge
from labwright.core.measures import read_measure
from labwright.tools.chemistry.reactions.species import Species, atoms_of

_FIGURE = r"(?<![\w.^])\d+(?:,\d{3})*(?:\.\d+)?(?:\s?[x×]\s?10\s?\^?\s?[-−]?\d+|e[-+]?\d+)?"
_MASS = r"(?:kilograms?|milligrams?|micrograms?|grams?|kg|mg|µg|ug|g)"
_MOLES = r"(?:millimoles?|micromoles?|kilomoles?|moles?|kmol|mmol|µmol|umol|mol)"
_VOLUME = r"(?:milliliters?|millilitres?|liters?|litres?|mL|ml|µL|uL|L|l)"
_STRENGTH = r"(?:mol/L|mmol/L|mol L-1|mol\s?/\s?l|mM|M)"
_AMOUNT = re.compile(rf"({_FIGURE})[\s-]*({_MASS}|{_MOLES})(?![\w/]|\s?[-−]1)")
_SOLUTION = re.compile(
    rf"({_FIGURE})\s*({_VOLUME})\s+(?:of\s+)?(?:an?\s+)?({_FIGURE})[\s-]*({_STRENGTH})(?!\w)"
)
_BARE_VOLUME = re.compile(rf"({_FIGURE})\s*({_VOLUME})(?![\w/])")
_PERCENT_YIELD = re.compile(
    rf"({_FIGURE})\s*(?:%|percent)\s*(?:\w+\s+)?yield|yield\s+(?:of|is|was|=|:)?\s*({_FIGURE})\s*%",
    re.I,
)
_PURITY = re.compile(r"%\s*(?:pure|purity|w/w|by mass|by weight)|\bpurity\b|\bwt\.?\s?%", re.I)
_OBTAINED = re.compile(r"obtain|isolat|collect|recover|actual|yield|was formed|were formed", re.I)
_AFTER = re.compile(r"\s*(?:of\s+)?(?:pure\s+|solid\s+|gaseous\s+|the\s+)?", re.I)
_BEFORE = re.compile(r"\s*(?:is|was|weighs|[:=(]|of)?\s*$", re.I)
_TOKEN = re.compile(r"[^\s,;?]+")
_WORDS = {"gram": "g", "kilogram": "kg", "milligram": "mg", "microgram": "ug", "mole": "mol",
          "millimole": "mmol", "micromole": "umol", "kilomole": "kmol", "liter": "L",
          "litre": "L", "milliliter": "mL", "millilitre": "mL"}  # fmt: skip
_NEAR, _REACH = 30, 200
_LONGEST_QUESTION, _MOST_AMOUNTS = 6000, 12
_AROUND = " .,:;?!()\"'“”"
_LONGEST_NAME = 4


@dataclass(frozen=True)
class Amount:
    """How much of a substance there is.

    Args:
        value: The number, in grams or moles.
        unit: ``g`` or ``mol``.
        species: The substance; None where the question names none beside the figure.
        obtained: Whether the words around it say that it was obtained.
        text: As written.
    """

    value: float
    unit: str
    species: Species | None
    obtained: bool
    text: str

    def moles(self, molar_mass: float) -> float:
        """Return the amount of substance in mol."""
        return self.value if self.unit == "mol" else self.value / molar_mass


def read_amounts(question: str, reaction: str, species: Sequence[Species]) -> list[Amount]:
    """Find the amounts in a question, each with its substance.

    Args:
        question: The question.
        reaction: The equation in it, which is not looked at.
        species: The substances of the equation.

    Returns:
        The amounts, in the order of the question.

    Raises:
        TooLarge: If the question is longer than 6,000 characters, or holds over 12 amounts.
        BadArgument: If there is a purity or the volume of a gas or pure liquid, which would need
            more to be turned into moles.

    Example:
        >>> from labwright.tools.chemistry.reactions.species import readings
        >>> h2 = readings("H2")[0]
        >>> read_amounts("4.0 g of H2 burn", "", [h2])[0].value
        4.0
    """
    if len(question) > _LONGEST_QUESTION:
        raise TooLarge(
            f"The question has {len(question)} characters; at most {_LONGEST_QUESTION} are read.",
            "Give the part with the amounts.",
        )
    text = question.replace(reaction, " ; " * (len(reaction) > 0)) if reaction else question
    if _PURITY.search(text):
        raise BadArgument(
            "A purity or a content by mass stands in the question.",
            "Give the mass of the pure substance.",
        )
    if len(_AMOUNT.findall(text)) > _MOST_AMOUNTS:
        raise TooLarge(
            f"The question holds more than {_MOST_AMOUNTS} amounts.", "Ask about one reaction."
        )
    found: list[tuple[int, Amount]] = []
    for match in _SOLUTION.finditer(text):
        volume = read_measure(f"{match[1]} {_unit(match[2])}", "L", "The volume")
        strength = read_measure(f"{match[3]} {_unit(match[4])}", "mol/L", "The concentration")
        found.append((match.start(), _amount(text, match, volume * strength, "mol", species)))
    rest = _SOLUTION.sub(lambda match: "·" * len(match[0]), text)
    if volume_only := _BARE_VOLUME.search(rest):
        raise BadArgument(
            f"“{volume_only[0]}” is a volume, which gives no amount without a concentration or "
            "density.",
            "Give a mass, moles, or the volume of a solution with its concentration.",
        )
    for match in _AMOUNT.finditer(rest):
        unit = "mol" if "mol" in match[2].lower() else "g"
        value = read_measure(f"{match[1]} {_unit(match[2])}", unit, "The amount")
        found.append((match.start(), _amount(text, match, value, unit, species)))
    return [amount for _, amount in sorted(found, key=lambda pair: pair[0])]


def percent_yield_in(question: str) -> float | None:
    """Return a percent yield that a question states; None if it states none."""
    match = _PERCENT_YIELD.search(question)
    if match is None:
        return None
    return read_measure(match[1] or match[2], "", "The yield")


def _unit(written: str) -> str:
    return _WORDS.get(written.lower().rstrip("s"), written) if len(written) > 3 else written  # noqa: PLR2004


def _amount(
    text: str, match: re.Match[str], value: float, unit: str, species: Sequence[Species]
) -> Amount:
    around = text[max(0, match.start() - _NEAR) : match.end() + _NEAR]
    named = _named_after(text[match.end() :], species) or _named_before(
        text[: match.start()], species
    )
    return Amount(value, unit, named, bool(_OBTAINED.search(around)), match[0])


def _named_after(text: str, species: Sequence[Species]) -> Species | None:
    skipped = _AFTER.match(text)
    rest = text[skipped.end() if skipped else 0 :][:_REACH]
    tokens = list(_TOKEN.finditer(rest))[:_LONGEST_NAME]
    spans = [rest[tokens[0].start() : token.end()] for token in reversed(tokens)]
    return _first_matching(spans, species)


def _named_before(text: str, species: Sequence[Species]) -> Species | None:
    rest = _BEFORE.sub("", text[-_REACH:])
    tokens = list(_TOKEN.finditer(rest))[-_LONGEST_NAME:]
    return _first_matching([rest[token.start() :] for token in tokens], species)


def _first_matching(texts: Sequence[str], species: Sequence[Species]) -> Species | None:
    """Return what the longest text means; names, which are slow to look up, come last."""
    as_written = (_as_written(text, species) for text in texts)
    by_name = (matching(text, species) for text in texts)
    return next((found for found in as_written if found), None) or next(
        (found for found in by_name if found), None
    )


def _as_written(text: str, species: Sequence[Species]) -> Species | None:
    bare = text.strip(_AROUND)
    for one in species:
        if bare in (one.text, one.text.replace("^", "")) or bare.lower() == one.text.lower():
            return one
    return None


def matching(text: str, species: Sequence[Species]) -> Species | None:
    """Return the substance that a text means, by formula or by name.

    Args:
        text: Such as ``H2`` or ``hydrogen``.
        species: What may be meant.

    Returns:
        The substance; None if it is none of them, or if two have the same atoms.
    """
    bare = text.strip(_AROUND)
    if not bare:
        return None
    if found := _as_written(bare, species):
        return found
    atoms = atoms_of(bare) or _atoms_by_name(bare)
    if not atoms:
        return None
    alike = [one for one in species if dict(one.atoms) == dict(atoms) and not one.charge]
    return alike[0] if len(alike) == 1 else None


@lru_cache(maxsize=256)
def _atoms_by_name(text: str) -> dict[str, int] | None:
    from labwright.tools.chemistry.reactions.species import readings

    if len(text) < 3 or not text[0].isalnum():  # noqa: PLR2004
        return None
    try:
        return dict(readings(text)[0].atoms)
    except LabwrightError:
        return None
