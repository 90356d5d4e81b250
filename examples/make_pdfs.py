"""Make the example PDFs in documents/ from the Markdown texts in sources/.

Needs reportlab. The output is deterministic: the same sources give the same bytes.
"""

from __future__ import annotations

import html
import re
from pathlib import Path

import reportlab
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph
from reportlab.platypus.tables import Table, TableStyle

HERE = Path(__file__).resolve().parent
MARGIN = 20 * mm
BODY = ParagraphStyle("body", fontName="Text", fontSize=10, leading=14.5, spaceAfter=6)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=8.5, leading=11, spaceAfter=0)
ITEM = ParagraphStyle("item", parent=BODY, fontSize=8.5, leading=12, leftIndent=16, spaceAfter=2)
HEAD = ParagraphStyle(
    "head", parent=BODY, fontName="TextBold", fontSize=12, leading=16, spaceBefore=8, keepWithNext=1
)
TITLE = ParagraphStyle("title", parent=HEAD, fontSize=15, leading=20, spaceBefore=0, spaceAfter=8)
QUANTITY = re.compile(r"([\d.]+) ((?:%|°C|K|kg|g|m²/g|mmol/g|g/mol|Å|h|bar)(?![\w/]))")
GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
)


def register_fonts() -> None:
    """Register the Vera fonts that come with reportlab, so that they are embedded."""
    folder = Path(reportlab.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont("Text", str(folder / "Vera.ttf")))
    pdfmetrics.registerFont(TTFont("TextBold", str(folder / "VeraBd.ttf")))


def markup(text: str) -> str:
    """Escape the text and keep each number on the line of its unit."""
    return QUANTITY.sub("\\1\N{NO-BREAK SPACE}\\2", html.escape(text))


def table(lines: list[str], width: float) -> Table:
    """Turn the lines of a Markdown table into a grid that repeats its heading."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    del rows[1]  # the dashes under the heading
    weights = [6 + max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return Table(
        [[Paragraph(html.escape(cell), CELL) for cell in row] for row in rows],
        colWidths=[width * weight / sum(weights) for weight in weights],
        repeatRows=1,
        style=GRID,
        spaceBefore=4,
        spaceAfter=8,
    )


def flowables(block: str, width: float) -> list[Flowable]:
    """Turn one block of Markdown into flowables.

    Args:
        block: Lines without an empty line between them.
        width: The width of the text area in points.

    Returns:
        The heading, table, list or paragraph that the block holds.
    """
    if block.startswith("|"):
        return [table(block.splitlines(), width)]
    if re.match(r"\d+\. ", block):
        return [Paragraph(markup(line), ITEM) for line in block.splitlines()]
    marks, _, text = block.partition(" ")
    style = {"#": TITLE, "##": HEAD}.get(marks)
    return [Paragraph(markup(text if style else block), style or BODY)]


def footer(canvas: Canvas, document: BaseDocTemplate) -> None:
    """Print the page number at the foot of the page."""
    canvas.setFont("Text", 8)
    canvas.drawCentredString(A4[0] / 2, 12 * mm, f"Page {document.page}")


def make_pdf(source: Path, target: Path) -> None:
    """Write one PDF.

    Args:
        source: A Markdown text that begins with its title.
        target: The PDF to write.
    """
    blocks = source.read_text(encoding="utf-8").strip().split("\n\n")
    document = BaseDocTemplate(
        str(target), title=blocks[0].removeprefix("# "), author="labwright examples", invariant=1
    )
    width, height = A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN
    frame = Frame(MARGIN, MARGIN, width, height, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame], onPageEnd=footer, pagesize=A4))
    document.build([item for block in blocks for item in flowables(block, width)])


def main() -> None:
    """Make every PDF."""
    register_fonts()
    for source in sorted((HERE / "sources").glob("*.md")):
        make_pdf(source, HERE / "documents" / f"{source.stem}.pdf")


if __name__ == "__main__":
    main()
