"""Words beside a molecule that make it another compound, or leave it out."""

import re

from labwright.core.reading import Entity

_FORMS = (
    r"(?:sodium |potassium |calcium |hydrochloride |methyl |ethyl |conjugate )?"
    r"(?:salts?|(?:mono|di|tri|tetra|penta|hexa|hepta|hemi)?hydrates?|dimers?|trimers?|tetramers?"
    r"|oligomers?|polymers?|anions?|cations?|radicals?|enolates?|zwitterions?|acid|base|esters?"
    r"|derivatives?|metabolites?|products?|isomers?|enantiomers?|diastereomers?|tautomers?"
    r"|analog(?:ue)?s?|adducts?|complex(?:es)?|N-oxides?)"
)
_OF = re.compile(rf"\b({_FORMS})\s+of\s+(?:the\s+)?$", re.I)
_AMOUNT = re.compile(
    r"(?<![\w.])(\d[\d.,]*\s?(?:[mkµun]?g|[mµun]?mol|[mµu]?l|equiv\.?|eq\.?))\s+(?:of\s+)?$", re.I
)
_ADJECTIVE = re.compile(
    r"\b((?:de)?(?:protonated|ionised|ionized|deuterated|hydrated|hydrogenated|methylated|"
    r"acetylated|chlorinated|brominated|fluorinated|nitrated|sulfonated|oxidi[sz]ed|reduced|"
    r"hydroly[sz]ed|polymeri[sz]ed|dimeric|polymeric|tritiated))\s+$",
    re.I,
)
_BEHIND = re.compile(
    r"^(?:'s)?[\s-]+((?:(?:sodium|potassium|calcium|methyl|ethyl|di|tri)[\s-])?(?:salts?|"
    r"(?:mono|di|tri|tetra|penta|hexa|hepta|hemi)?hydrates?|(?:hydro)?(?:chloride|bromide)|dimers?|"
    r"trimers?|oligomers?|polymers?|anions?|cations?|radicals?|enolates?|hydrolysis|oxidation|"
    r"reduction|nitration|derivatives?|metabolites?|isomers?|enantiomers?|tautomers?|adducts?|"
    r"esters?|complex(?:es)?|N-oxides?|solutions?))\b",
    re.I,
)
_LEFT_OUT = re.compile(
    r"\b(?:not|except|without|rather than|instead of|other than|no longer)\s+(?:of\s+|for\s+)?$",
    re.I,
)


def modified(entity: Entity, text: str) -> Entity:
    """Note the words that make a molecule another compound or ask of an amount of it.

    Args:
        entity: A molecule where it stands.
        text: The question.

    Returns:
        The entity; with a modifier where one stands beside it.

    Example:
        >>> water = Entity(kind="molecule", text="water", start=13, end=18, value="water")
        >>> modified(water, "the dimer of water").modifier
        'dimer'
    """
    before, behind = text[: entity.start], text[entity.end :]
    for pattern in (_OF, _AMOUNT, _ADJECTIVE):
        if found := pattern.search(before):
            return entity.model_copy(update={"modifier": found[1]})
    found = _BEHIND.match(behind)
    return entity.model_copy(update={"modifier": found[1]}) if found else entity


def amount_only(entity: Entity) -> bool:
    """Tell a molecule beside which stands how much of it, or that it is dissolved.

    Example:
        >>> water = Entity(kind="molecule", text="water", value="water", modifier="5 g")
        >>> amount_only(water), amount_only(water.model_copy(update={"modifier": "dimer"}))
        (True, False)
    """
    said = entity.modifier.lower()
    return said[:1].isdigit() or said.startswith("solution")


def left_out(entity: Entity, text: str) -> bool:
    """Tell a molecule that is named to leave it out: “of ibuprofen, not aspirin”."""
    return entity.kind == "molecule" and _LEFT_OUT.search(text[: entity.start]) is not None


def complaint(entity: Entity) -> str:
    """Say that nothing is computed for a modified molecule."""
    return (
        f"“{entity.modifier}” beside {entity.name} is not understood here, so nothing was computed "
        "for it. Give the compound meant by its own name, or as SMILES."
    )
