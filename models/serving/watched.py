"""Runs a program and ends it, with all it started, when whoever started this is gone.

Its standard input is a pipe from there: when that process ends, however it ends, the pipe closes.
The program stays in the process group of this one, so that whoever started this can end both even
if this one was killed.
"""

import os
import signal
import subprocess
import sys
import threading

_PATIENCE = 10.0
"""Seconds a server has to end by itself."""
_asked: list[int] = []


def main(command: list[str]) -> int:
    """Run a program until it ends or is left alone.

    Args:
        command: The program and its arguments.

    Returns:
        Its exit code.
    """
    if os.getpgrp() != os.getpid():
        os.setsid()
    signal.signal(signal.SIGTERM, _end)
    # What was handed over to this process, such as a socket, is handed on.
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _asked:  # before the program was there to hear of it
        os.killpg(0, signal.SIGTERM)
    threading.Thread(target=_watch, daemon=True).start()
    code = child.wait()
    _end()  # what it started may go on without it
    return code


def _watch() -> None:
    while os.read(0, 1024):  # nothing is ever written: it returns at the end
        pass
    # The handler must run in the main thread, which waits for the program.
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


def _end(*_: object) -> None:
    """Ask the group to end; waiting here would keep the main thread from seeing that it did."""
    if _asked:  # this process is one of the group
        return
    _asked.append(os.getpid())  # a lock could be held by whom the signal interrupted
    os.killpg(0, signal.SIGTERM)
    late = threading.Timer(_PATIENCE, os.killpg, (0, signal.SIGKILL))
    late.daemon = True
    late.start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
