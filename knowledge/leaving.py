"""What is told of files that are no longer there or no longer wanted."""

from labwright.knowledge.document import FileReport
from labwright.knowledge.keys import is_gone


def left(file: FileReport, state: str, held: bool) -> FileReport:
    """Return the report on a file whose content is given up.

    Args:
        file: The file.
        state: The state to report.
        held: Whether another file has its content.

    Returns:
        The report, with what follows.
    """
    why = "the file no longer exists" if is_gone(file.path) else "the file is not touched"
    what = f"its {file.passages} passages are no longer found"
    if held:
        what = "its content stays, since another file has it"
    return file.model_copy(update={"state": state, "reason": f"{why}; {what}"})


def missed(file: FileReport) -> FileReport:
    """Return the report on a file that no longer exists and whose content stays."""
    reason = "the file no longer exists; what was read from it stays until you add with sync"
    return file.model_copy(update={"state": "missing", "reason": reason})
