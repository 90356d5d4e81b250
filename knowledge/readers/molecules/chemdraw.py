"""ChemDraw drawings (CDXML): their molecules, reactions and captions."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from labwright.core.errors import UnreadableDocument
from labwright.knowledge.readers.markup import Element, children, descendants, local_name
from labwright.knowledge.readers.molecules.molecular import Molecule
from labwright.knowledge.readers.typography import Line

SECONDS = 60
_REMEDY = "Open it in ChemDraw and save it anew, or save its molecules as SDF."
_PROCESS = Path(__file__).with_name("chemdraw_process.py")
_SUBSCRIPT, _SUPERSCRIPT, _FORMULA = 32, 64, 96


class Drawn(NamedTuple):
    """A fragment of a drawing as RDKit reads it.

    Args:
        molecule: The molecule; empty if it cannot be read.
        fault: Why it cannot.
    """

    molecule: Molecule
    fault: str = ""


class Reaction(NamedTuple):
    """A step of a reaction scheme.

    Args:
        reactants: Identifiers of fragments, and of groups of them, in order.
        agents: The same for what is drawn above and below the arrow.
        products: The same for what comes out.
        conditions: Texts above and below the arrow.
    """

    reactants: tuple[int, ...]
    agents: tuple[int, ...]
    products: tuple[int, ...]
    conditions: tuple[str, ...]


def drawn_molecules(root: Element) -> dict[int, Drawn]:
    """Read the molecules of a drawing, in a process of its own.

    Args:
        root: The drawing.

    Returns:
        Molecules by the identifier of their fragment.

    Raises:
        UnreadableDocument: If RDKit cannot read it, or does not survive that.
    """
    from lxml import etree

    drawing = etree.tostring(root, encoding="utf-8")
    command = [sys.executable, "-P", str(_PROCESS)]
    try:
        done = subprocess.run(
            command, input=drawing, capture_output=True, timeout=SECONDS, check=True
        )
        made = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        message = f"RDKit does not read the drawing within {SECONDS} seconds."
        raise UnreadableDocument(message, _REMEDY) from error
    except (subprocess.CalledProcessError, ValueError) as error:
        raise UnreadableDocument("RDKit does not survive reading the drawing.", _REMEDY) from error
    if "fault" in made:
        raise UnreadableDocument(f"RDKit cannot read the drawing: {made['fault']}.", _REMEDY)
    return {
        one["fragment"]: Drawn(
            Molecule(one.get("smiles", ""), one.get("formula", "")), one.get("fault", "")
        )
        for one in made["molecules"]
    }


def captions(root: Element) -> dict[int, str]:
    """Return the texts of a drawing that are no labels of atoms or bonds, by identifier.

    Example:
        >>> from labwright.knowledge.readers.markup import parse_xml
        >>> text = '<p><t id="7"><s>CH</s><s face="32">2</s><s>Cl</s><s face="32">2</s></t></p>'
        >>> captions(parse_xml(text)[0])
        {7: 'CH2Cl2'}
    """
    found = {}
    for place, text in enumerate(_loose_texts(root)):
        line = Line()
        for piece in children(text, "s"):
            face = number_of(piece, "face") & _FORMULA
            put = {_SUBSCRIPT: line.lower, _SUPERSCRIPT: line.lift}.get(face, line.add)
            put("".join(piece.itertext()))
        if said := " ".join(line.take().split()):
            found[number_of(text, "id", -1 - place)] = said
    return found


def _loose_texts(element: Element) -> Iterator[Element]:
    for child in element:
        name = local_name(child)
        if name == "t":
            yield child
        elif name in ("page", "group", "altgroup", "table"):
            yield from _loose_texts(child)


def number_of(element: Element, name: str, missing: int = 0) -> int:
    """Return an attribute that is a whole number; another one if it is none."""
    value = str(element.get(name) or "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else missing  # noqa: PLR2004


def _numbers(element: Element, name: str) -> tuple[int, ...]:
    words = str(element.get(name) or "").split()
    return tuple(int(w) for w in words if w.isascii() and w.isdigit() and len(w) < 10)  # noqa: PLR2004


def reactions(root: Element, texts: dict[int, str]) -> Iterator[Reaction]:
    """Yield the steps of all schemes of a drawing.

    Args:
        root: The drawing.
        texts: Its captions.

    Yields:
        Each step that has reactants or products.
    """
    groups = {
        number_of(group, "id"): tuple(number_of(f, "id") for f in descendants(group, "fragment"))
        for group in descendants(root, "group")
    }

    def fragments(step: Element, *names: str) -> tuple[int, ...]:
        ids = (i for name in names for i in _numbers(step, f"ReactionStep{name}"))
        return tuple(member for i in ids for member in groups.get(i, (i,)))

    around = ("ObjectsAboveArrow", "ObjectsBelowArrow")
    for step in descendants(root, "step"):
        agents = fragments(step, *around)
        made = Reaction(
            fragments(step, "Reactants"),
            agents,
            fragments(step, "Products"),
            tuple(texts[i] for i in agents if i in texts),
        )
        if made.reactants or made.products:
            yield made


def names_of(root: Element, texts: dict[int, str]) -> dict[int, str]:
    """Return what fragments are called, where the drawing itself ties a text to one of them.

    A text that only stands near a fragment is not taken for its name.

    Args:
        root: The drawing.
        texts: Its captions.

    Returns:
        Texts by the identifier of their fragment.
    """
    named = {}
    for group in descendants(root, "group"):
        inside = children(group, "fragment")
        said = [texts[i] for t in children(group, "t") if (i := number_of(t, "id")) in texts]
        if len(inside) == 1 and said:
            named[number_of(inside[0], "id")] = " ".join(said)
    for shown in descendants(root, "chemicalproperty"):
        text = texts.get(number_of(shown, "ChemicalPropertyDisplayID"))
        for number in _numbers(shown, "BasisObjects") if text else ():
            named.setdefault(number, str(text))
    return named
