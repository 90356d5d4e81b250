"""An answer as text."""

import textwrap
from collections.abc import Sequence

from labwright.core.answer import Answer
from labwright.core.evidence import Evidence

_WIDTH = 96
_LONGEST_ARGUMENT = 60
_MOST_ROWS = 12


def answer_text(answer: Answer) -> str:
    """Write an answer as the terminal shows it.

    Args:
        answer: The answer.

    Returns:
        Answer, table, evidence and balance, each under its heading.
    """
    blocks = []
    if answer.claims:
        blocks.append("\n".join(_bullet(claim.marked()) for claim in answer.claims))
    if answer.table:
        blocks.append(table_text(answer.table))
    blocks += [f"Table {mark}\n{long_table_text(table)}" for mark, table in answer.tables]
    if answer.drawings:
        blocks.append("Drawings\n" + "\n".join(f"  {path}" for path in answer.drawings))
    if answer.missing:
        head = "Not answered" if answer.claims else "This cannot be answered"
        blocks.append(f"{head}\n" + "\n".join(_bullet(text) for text in answer.missing))
    if answer.notes:
        blocks.append("Note\n" + "\n".join(_bullet(text) for text in answer.notes))
    if answer.evidence:
        blocks.append("Evidence\n" + "\n".join(evidence_line(e) for e in answer.evidence))
    blocks.append(f"Balance  {answer.balance.text()}")
    return "\n\n".join(blocks)


def _bullet(text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent="• ", subsequent_indent="  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def evidence_line(evidence: Evidence) -> str:
    """Write one ledger entry: where it comes from."""
    head = f"  {evidence.id:<4}"
    if evidence.finding.quotes:
        quote = evidence.finding.quotes[0]
        section = f", “{quote.section}”" if quote.section else ""
        return (
            f"{head}{quote.source}, p. {quote.page}{section}, characters {quote.start}–{quote.end}"
        )
    call = evidence.call
    shown = ", ".join(f"{k}={_short(v)}" for k, v in call.arguments.items())
    versions = ", ".join(f"{k} {v}" for k, v in call.versions.items() if k != "labwright")
    return f"{head}{call.tool}({shown})" + (f"  {versions}" if versions else "")


def _short(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_ARGUMENT else text[: _LONGEST_ARGUMENT - 1] + "…"


def long_table_text(table: Sequence[Sequence[str]]) -> str:
    """Write the first rows of a table, and how many there are beside them.

    Args:
        table: Header and rows.

    Returns:
        Aligned columns.

    Example:
        >>> print(long_table_text([["a", "b"], ["1", "2"]]))
          a  b
          ──────
          1  2
    """
    shown = table_text([list(row) for row in table[: _MOST_ROWS + 1]])
    left = len(table) - 1 - _MOST_ROWS
    return shown if left <= 0 else f"{shown}\n  … and {left} more rows in the evidence"


def table_text(table: list[list[str]]) -> str:
    """Write a table with aligned columns; a wide one is turned on its side."""
    if sum(max(map(len, column)) + 2 for column in zip(*table, strict=True)) > _WIDTH:
        table = [list(column) for column in zip(*table, strict=True)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join(cell.ljust(w) if i == 0 else cell.rjust(w)
                  for i, (cell, w) in enumerate(zip(row, widths, strict=True)))
        for row in table
    ]  # fmt: skip
    return "\n".join(["  " + lines[0].rstrip(), "  " + "─" * sum(w + 2 for w in widths)]
                     + ["  " + line.rstrip() for line in lines[1:]])  # fmt: skip
