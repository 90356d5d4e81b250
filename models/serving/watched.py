"""Runs a program and ends it, with all it started, when whoever started this is gone.

Its standard input is a pipe from there: when that process ends, however it ends, the pipe closes.
"""

import os
import signal
import subprocess
import sys
import threading

_PATIENCE = 10.0
"""Seconds a server has to end by itself."""


def main(command: list[str]) -> int:
    """Run a program until it ends or is left alone.

    Args:
        command: The program and its arguments.

    Returns:
        Its exit code.
    """
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)

    def end(*_: object) -> None:
        _signal(child, signal.SIGTERM)
        try:
            child.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)

    def watch() -> None:
        while os.read(0, 1024):  # nothing is ever written: it returns at the end
            pass
        end()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=watch, daemon=True).start()
    return child.wait()


def _signal(child: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
