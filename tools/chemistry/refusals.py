"""Names that have no single structure: polymers, materials, and names of several compounds."""

import re
from functools import cache

from labwright.core.errors import BadArgument
from labwright.tools.chemistry.names_file import own_tables

_SHORTEST_PLURAL = 6
# The table gives polymers as their monomers. Names of single compounds that begin alike
# (polymyxin, polydatin, polyoxin) go on after "poly" with none of these.
_POLYMER = re.compile(
    r"polymer|^poly(?:[\s(\[-]|acet|acryl|adenyl|amid|amin|anilin|brom|but|capro|carb|chlor|"
    r"dec|dimeth|eth|fluor|form|gluc|glut|glyc|imid|iso|lact|lys|malei|meth|olef|oxy|phenyl|prop|"
    r"pyrrol|quatern|sacch|silox|sorbate|styr|sulf|tetra|thioph|urea|ureth|vin)"
    r"|^p[ep]g[-\s]?\d|\bresins?$"
)
_SUPPORTED = re.compile(
    r"(?:[\d.]+\s*%\s*)?(?:[A-Z][a-z]?)+/(?:C|SiO2|Al2O3|TiO2|CeO2|ZrO2|MgO|CaCO3|BaSO4|ZnO)"
)


def refusal(name: str) -> BadArgument | None:
    """Return why a name has no single structure.

    Args:
        name: Any text.

    Returns:
        The error to raise, which names what may be meant; None if nothing speaks against it.

    Example:
        >>> refusal("xylene").message
        '“xylene” names several compounds: o-xylene, m-xylene, p-xylene.'
    """
    wanted = " ".join(name.split())
    lower = wanted.lower()
    if wanted in own_tables()["exact"]:
        return None  # Pu is plutonium, PU a polyurethane
    if several := _alternatives("several", lower):
        listed = ", ".join(several)
        return BadArgument(f"“{wanted}” names several compounds: {listed}.", "Write one of them.")
    kind, *instead = _alternatives("materials", lower) or _kind_by_form(wanted)
    if not kind:
        return None
    ask = f"Ask for {' or '.join(instead)}, or give" if instead else "Give"
    return BadArgument(
        f"“{wanted}” is {'an' if kind[0] in 'aeiou' else 'a'} {kind} without one structure.",
        f"{ask} a SMILES of the structure that is meant.",
    )


def instead_of(name: str) -> tuple[str, ...]:
    """Return what may be meant by a name that is refused.

    Args:
        name: The name.

    Returns:
        Names of compounds; empty for a name that is not refused, or where nothing helps.

    Example:
        >>> instead_of("xylene")[0]
        'o-xylene'
    """
    lower = " ".join(name.lower().split())
    return _alternatives("several", lower) or _alternatives("materials", lower)[1:]


def _alternatives(section: str, lower: str) -> tuple[str, ...]:
    table = _refused()[section]
    plural = lower.removesuffix("s") if len(lower) >= _SHORTEST_PLURAL else lower
    return table.get(lower) or table.get(plural) or ()


def _kind_by_form(wanted: str) -> tuple[str, ...]:
    if _POLYMER.search(wanted.lower()):
        return ("polymer or mixture",)
    return ("catalyst on a support",) if _SUPPORTED.fullmatch(wanted) else ("",)


@cache
def _refused() -> dict[str, dict[str, tuple[str, ...]]]:
    tables = own_tables()
    return {
        section: {name: tuple(words) for name, words in tables[section].items()}
        for section in ("several", "materials")
    }
