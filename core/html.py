"""An answer as HTML, for notebooks. Everything that is not ours is escaped."""

from collections.abc import Sequence
from html import escape

from labwright.core.answer import Answer, Claim
from labwright.core.evidence import Evidence
from labwright.core.rendering import evidence_line

_MOST_OPEN = 14
_STYLE = (
    "<style>.labwright{max-width:60em;line-height:1.45}.labwright table{border-collapse:collapse;"
    "margin:.6em 0}.labwright td,.labwright th{padding:.2em .8em;text-align:right;border-bottom:"
    "1px solid #8884}.labwright td:first-child,.labwright th:first-child{text-align:left}"
    ".labwright .mark{font-size:.8em;opacity:.75}.labwright .figures{display:flex;flex-wrap:wrap;"
    "gap:1em}.labwright summary{cursor:pointer}.labwright .missing{color:#b00020}"
    ".labwright figure{margin:0;background:#fff}</style>"
)


def answer_html(answer: Answer) -> str:
    """Write an answer as HTML.

    Args:
        answer: The answer.

    Returns:
        A self-contained fragment that loads nothing.
    """
    parts = [f"<p><b>{escape(answer.question)}</b></p>"]
    if answer.claims:
        parts.append(f"<ul>{''.join(map(_claim, answer.claims))}</ul>")
    if answer.table:
        parts.append(_table(answer.table))
    parts += [_folded(mark, table) for mark, table in answer.tables]
    if answer.figures:
        drawn = "".join(f"<figure>{svg}</figure>" for svg in answer.figures)
        parts.append(f"<div class='figures'>{drawn}</div>")
    parts += [_framed(e.finding.view) for e in answer.evidence if e.finding.view]
    parts += [f"<p class='missing'>{escape(text)}</p>" for text in answer.missing]
    parts += [f"<p><i>{escape(text)}</i></p>" for text in answer.notes]
    if answer.evidence:
        rows = "".join(_evidence(entry) for entry in answer.evidence)
        parts.append(f"<details><summary>Evidence</summary>{rows}</details>")
    parts.append(f"<p class='mark'>{escape(answer.balance.text())} · {escape(answer.model)}</p>")
    return f"{_STYLE}<div class='labwright'>{''.join(parts)}</div>"


def _framed(view: str) -> str:
    """Show a view in a frame of its own: its script reaches neither the page nor the network."""
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"
    page = f'<meta http-equiv="Content-Security-Policy" content="{policy}">{view}'
    return (
        f"<iframe sandbox='allow-scripts' srcdoc='{escape(page, quote=True)}' "
        "style='border:0;width:440px;height:380px'></iframe>"
    )


def _claim(claim: Claim) -> str:
    marks = f" <span class='mark'>[{escape(', '.join(claim.evidence))}]</span>"
    return f"<li>{escape(claim.text)}{marks if claim.evidence else ''}</li>"


def _folded(mark: str, table: Sequence[Sequence[str]]) -> str:
    """Write a table of the evidence; a long one is folded."""
    state = " open" if len(table) <= _MOST_OPEN else ""
    head = f"<summary>Table {escape(mark)} ({len(table) - 1} rows)</summary>"
    return f"<details{state}>{head}{_table(table)}</details>"


def _table(table: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table[0])
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table[1:]
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _evidence(entry: Evidence) -> str:
    code = f"<br><code>{escape(entry.call.code)}</code>" if not entry.finding.quotes else ""
    return f"<p>{escape(evidence_line(entry).strip())}{code}</p>"
