"""The named reactions that are known here, read from their table."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from labwright.core.errors import BadArgument

_WORD = re.compile(r"\{([a-z_0-9]+)\}")
_ENDINGS = (" reaction", " synthesis", " coupling", " rearrangement", " condensation",
            " reduction", " oxidation", " addition", "")  # fmt: skip
_DASHES = str.maketrans("–—‐−", "----")


class NamedReaction(BaseModel):
    """A reaction of ``named_reactions.toml``.

    Args:
        name: What it is called.
        other: Other names.
        smarts: Forward templates; the first that fits is used.
        retro: Template that disconnects a product; empty where none is given.
        reactants: What each reactant is, in the order of the template.
        conditions: Usual conditions in a few words.
        agents: SMARTS of what else in the flask points to this reaction.
        readiness: 5 for what goes at once, 1 for what needs force or seldom wins.
        orients: Whether the places of an aromatic ring are to be ordered.
        inverts: Mapped atoms whose configuration turns over.
        scrambles: Mapped atoms whose configuration is lost.
        example: Reactants of the worked example.
        product: Its product.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    other: tuple[str, ...] = ()
    smarts: tuple[str, ...]
    retro: str = ""
    reactants: tuple[str, ...]
    conditions: str
    agents: tuple[str, ...] = ()
    readiness: int = 3
    orients: bool = False
    inverts: tuple[int, ...] = ()
    scrambles: tuple[int, ...] = ()
    example: tuple[str, ...]
    product: str

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and all others."""
        return (self.name, *self.other)


@cache
def named_reactions() -> tuple[NamedReaction, ...]:
    """Return all named reactions, in the order of the table.

    Example:
        >>> len(named_reactions()) > 100
        True
    """
    path = files("labwright.tools.chemistry.reactions") / "named_reactions.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    atoms: dict[str, str] = table["atoms"]

    def written(template: str) -> str:
        # As a condition of its own, an expression can stand beside others in one bracket.
        return _WORD.sub(lambda match: f"$([{atoms[match[1]]}])", template)

    read = []
    for entry in table["reaction"]:
        templates = entry["smarts"]
        templates = [templates] if isinstance(templates, str) else templates
        expanded = {
            "smarts": tuple(written(template) for template in templates),
            "retro": written(entry.get("retro", "")),
        }
        read.append(NamedReaction(**(entry | expanded)))
    return tuple(read)


def reaction_words() -> dict[str, tuple[str, ...]]:
    """Return what people say for each named reaction."""
    return {reaction.name: reaction.names for reaction in named_reactions()}


def reaction_by_name(name: str) -> NamedReaction:
    """Find a reaction by any of its names.

    Args:
        name: Such as ``Suzuki``, ``Diels-Alder reaction`` or ``CuAAC``.

    Returns:
        The reaction.

    Raises:
        BadArgument: If none is called so; the nearest names are given.

    Example:
        >>> reaction_by_name("diels-alder").name
        'Diels–Alder reaction'
    """
    wanted = _plain(name)
    if found := _by_plain_name().get(wanted):
        return found
    for ending in _ENDINGS:
        if (found := _by_plain_name().get(wanted.removesuffix(ending) + ending)) or (
            found := _by_plain_name().get(wanted.removesuffix(ending))
        ):
            return found
    from rapidfuzz.process import extract

    near = [match[0] for match in extract(wanted[:100], list(_by_plain_name()), limit=3)]
    raise BadArgument(
        f"“{name[:80]}” is no named reaction that is known here.",
        f"Nearest: {', '.join(near)}. Or give a reaction SMARTS.",
    )


@cache
def _by_plain_name() -> dict[str, NamedReaction]:
    names: dict[str, NamedReaction] = {}
    for reaction in named_reactions():
        for name in reaction.names:
            names.setdefault(_plain(name), reaction)
    return names


def _plain(name: str) -> str:
    return " ".join(name.translate(_DASHES).lower().split())
