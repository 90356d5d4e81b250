"""Loading large libraries and models without waste and without their bars and reports."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quietly() -> Iterator[None]:
    """Silence transformers while a model loads, and leave its settings as they were."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing notebook widget is no news to a chemist
        from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


@contextmanager
def without_collection() -> Iterator[None]:
    """Pause the garbage collector while a large library is imported.

    An import makes hundreds of thousands of objects that stay, and the collector looks through
    all of them again and again: a quarter of the time that torch takes to load.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
