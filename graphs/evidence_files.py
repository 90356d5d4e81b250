"""Evidence bodies in the workspace, by hash, so that checkpoints stay small."""

from collections.abc import Sequence

from labwright.core.errors import CorruptStore
from labwright.core.evidence import Evidence, Ledger
from labwright.core.workspace import Workspace, file_faults


class EvidenceFiles:
    """Keeps evidence by content hash.

    Args:
        workspace: Where it is kept.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def keep(self, evidence: Evidence) -> str:
        """Keep evidence and return its hash."""
        return self._workspace.keep(evidence.model_dump_json())

    def get(self, digest: str) -> Evidence:
        """Return the evidence of a hash."""
        return Evidence.model_validate_json(self._workspace.fetch(digest))

    def ledger(self, lines: Sequence[tuple[str, str]]) -> Ledger:
        """Read a ledger from its lines.

        Args:
            lines: (evidence id, hash) pairs, in order.

        Returns:
            The ledger, chained anew.

        Raises:
            CorruptStore: If a body was changed or lost, or stands under another id.
        """
        ledger = Ledger()
        for name, digest in lines:
            kept = self.get(digest)  # which checks its hash
            entered = ledger.add(kept.model_copy(update={"id": ""}))
            if not name == kept.id == entered.id:
                raise CorruptStore(
                    f"Evidence {name} of this thread is stored as {kept.id or 'no entry'} and "
                    f"rebuilt as {entered.id}: its ledger was changed.",
                    "Ask the question again in a new thread.",
                )
        return ledger

    def lines(self, ledger: Ledger) -> list[tuple[str, str]]:
        """Keep a ledger's evidence and return its lines."""
        return [(e.evidence.id, self.keep(e.evidence)) for e in ledger.entries]

    def draw(self, evidence: Sequence[Evidence]) -> list[str]:
        """Write the drawings of some evidence to files.

        Args:
            evidence: Ledger entries.

        Returns:
            Paths of the SVG files.
        """
        paths = []
        for entry in evidence:
            if not entry.finding.figure:
                continue
            folder = self._workspace.folder / "figures"
            words = "-".join(s.name for s in entry.finding.structures[:1])
            name = "".join(c if c.isalnum() else "-" for c in words)[:40].strip("-")
            path = folder / f"{name or 'figure'}-{entry.key()[:8]}.svg"
            with file_faults(path):
                folder.mkdir(exist_ok=True)
                path.write_text(entry.finding.figure, encoding="utf-8")
            paths.append(str(path))
        return paths
