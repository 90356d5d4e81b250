"""The folder that holds everything labwright keeps for one project."""

import hashlib
import os
from pathlib import Path

from labwright.core.errors import BadSetting, CorruptStore


class Workspace:
    """Paths and content-addressed files of one workspace.

    Args:
        folder: The workspace folder; None means ``.labwright`` in the working directory, or
            what ``LABWRIGHT_WORKSPACE`` names.

    Raises:
        BadSetting: If the folder cannot be made.

    Example:
        >>> import tempfile
        >>> Workspace(Path(tempfile.mkdtemp()) / "w").threads.name
        'threads.sqlite'
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        chosen = folder or os.environ.get("LABWRIGHT_WORKSPACE") or ".labwright"
        self.folder = Path(chosen).expanduser().absolute()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._ignore_in_git()
        except OSError as error:
            raise BadSetting(
                f"The workspace {self.folder} cannot be used: {error.strerror}.",
                "Name a folder that can be written with --workspace DIR.",
            ) from error

    def _ignore_in_git(self) -> None:
        marker = self.folder / ".gitignore"
        if not any(self.folder.iterdir()):
            marker.write_text("*\n", encoding="utf-8")

    @property
    def knowledge(self) -> Path:
        """Folder of the catalogue and the vector index."""
        return self.folder / "knowledge"

    @property
    def threads(self) -> Path:
        """Database of threads, checkpoints and receipts."""
        return self.folder / "threads.sqlite"

    @property
    def artifacts(self) -> Path:
        """Folder of bodies kept by content hash."""
        return self.folder / "artifacts"

    @property
    def settings(self) -> Path:
        """Settings file of this workspace."""
        return self.folder / "settings.toml"

    def keep(self, body: str) -> str:
        """Keep a body by its content hash.

        Args:
            body: Any text.

        Returns:
            The SHA-256 of the body, under which ``fetch`` gives it back.
        """
        digest = hashlib.sha256(body.encode()).hexdigest()
        path = self.artifacts / digest[:2] / digest
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            half = path.with_name(f"{digest}.{os.getpid()}.part")
            half.write_bytes(body.encode())
            half.replace(path)  # whole or not at all, whatever is killed when
        return digest

    def fetch(self, digest: str) -> str:
        """Return the body kept under a hash.

        Raises:
            CorruptStore: If it was changed or lost.
        """
        path = self.artifacts / digest[:2] / digest
        data = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(data).hexdigest() != digest:
            raise CorruptStore(
                f"{path} was changed or lost.", "Ask the question again in a new thread."
            )
        return data.decode()
