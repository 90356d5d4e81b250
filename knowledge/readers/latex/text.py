"""Running text and formulae of LaTeX as readable text."""

import re

from labwright.knowledge.readers.latex.commands import command, plain_maths
from labwright.knowledge.readers.latex.reader import Reader, References

_BODY = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.S)
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])'(?=[a-z])")  # as printed; primes stay as they are
_DISPLAYED = re.compile(r"^\s*\{\\displaystyle\s(.*)\}\s*$", re.S)
_DOLLARS = re.compile(r"^\s*(?:\$\$?|\\\(|\\\[)(.*?)(?:\$\$?|\\\)|\\\])\s*$", re.S)


def read_tex(source: str, references: References | None = None) -> str:
    r"""Read running text in LaTeX.

    Args:
        source: The text.
        references: What its labels stand for; its footnotes are added there.

    Returns:
        Readable text in one line; whatever cannot be understood is read as text.

    Example:
        >>> read_tex(r"At 25\,$^\circ$C, \ce{H2O} and 10$^{-3}$~M \emph{N}-oxide")
        'At 25 °C, H2O and 10^−3 M N-oxide'
    """
    said = Reader(source, command, references or References()).read()
    return _APOSTROPHE.sub("’", said).replace(" , ", ", ")


def read_maths(source: str) -> str:
    r"""Read a formula in the notation of TeX.

    Args:
        source: The formula, with or without what sets it apart from text.

    Returns:
        Readable text in one line.

    Example:
        >>> read_maths(r"\Delta G^\circ = -RT \ln K_{eq}")
        'ΔG° = −RT ln Keq'
    """
    return plain_maths(formula_source(source))


def formula_source(source: str) -> str:
    r"""Return the source of a formula without the document and the signs around it.

    Example:
        >>> formula_source(r"\documentclass{a}\begin{document}$$ E = mc^2 $$\end{document}")
        'E = mc^2'
    """
    body = _BODY.search(source)
    source = body[1] if body else source
    inner = _DOLLARS.match(source) or _DISPLAYED.match(source)
    return " ".join((inner[1] if inner else source).split())
