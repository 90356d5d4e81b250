"""What a tool returns: one sentence, its quantities, and what can be drawn or listed."""

import re

from pydantic import BaseModel, ConfigDict

from labwright.core.quantity import Quantity

_REFERENCE = re.compile(r"\{(\w+)\}")


class Structure(BaseModel):
    """A molecule that a finding speaks of.

    Args:
        name: The name it goes by in prose.
        smiles: Canonical SMILES.

    Example:
        >>> Structure(name="ethanol", smiles="CCO").smiles
        'CCO'
    """

    model_config = ConfigDict(frozen=True)

    name: str
    smiles: str


class Quote(BaseModel):
    """Words that stand verbatim in a document.

    Args:
        text: The words, exactly as stored.
        document: Content hash of the document.
        source: File name.
        title: Title of the document.
        page: Page number counted from 1.
        section: Heading above the words, if any.
        start: Offset of the first character in the page's text.
        end: Offset behind the last character.
        score: Relevance in 0…1.

    Example:
        >>> Quote(text="x", document="ab", source="a.md", page=1, start=0, end=1).page
        1
    """

    model_config = ConfigDict(frozen=True)

    text: str
    document: str
    source: str
    title: str = ""
    page: int
    section: str = ""
    start: int
    end: int
    score: float = 0.0


class Finding(BaseModel):
    """The result of one tool call, rendered the same in text, HTML and notebook.

    Args:
        statement: One sentence a person would write. Every figure in it is a reference such as
            ``{average_mass}`` to a quantity, so it cannot be mistyped.
        quantities: The values found.
        structures: The molecules spoken of.
        quotes: Passages found, verbatim.
        caution: What the reader must keep in mind, if anything.
        missing: What was looked for and not found, if anything.
        table: Header row and rows.
        figure: An SVG drawing.
        view: What can be turned or zoomed: HTML that loads nothing. It is shown in a frame that may
            run its script and reach nothing else.

    Example:
        >>> Finding(statement="It has {n} rings.",
        ...         quantities=(Quantity(key="n", name="rings", value=2),)).sentence()
        'It has 2 rings.'
    """

    model_config = ConfigDict(frozen=True)

    statement: str
    quantities: tuple[Quantity, ...] = ()
    structures: tuple[Structure, ...] = ()
    quotes: tuple[Quote, ...] = ()
    caution: str = ""
    missing: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    figure: str = ""
    view: str = ""

    def quantity(self, key: str) -> Quantity | None:
        """Return the quantity with this key, or None."""
        return next((q for q in self.quantities if q.key == key), None)

    def sentence(self) -> str:
        """Return the statement with each reference replaced by its value."""
        return render_references(self.statement, self.quantities)


def render_references(template: str, quantities: tuple[Quantity, ...]) -> str:
    """Replace each ``{key}`` in a template by the quantity it names.

    Args:
        template: Text with references.
        quantities: The quantities referred to.

    Returns:
        The text with values and units. Braces that name no quantity stay as they are: names of
        structures may contain them.

    Example:
        >>> render_references("m = {m}", (Quantity(key="m", name="m", value=2, unit="g"),))
        'm = 2 g'
    """
    by_key = {quantity.key: quantity for quantity in quantities}

    def value(match: re.Match[str]) -> str:
        found = by_key.get(match[1])
        return found.text() if found else match[0]

    return _REFERENCE.sub(value, template)
