"""A Ray cluster: the one that runs already, else one on this machine that tells nobody."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from labwright.core.errors import MissingExtra


@contextmanager
def ray_cluster() -> Iterator[Any]:
    """Give Ray, connected; a cluster that was started here is ended again.

    Yields:
        The module ``ray``.

    Raises:
        MissingExtra: If Ray is not installed.

    Example:
        >>> with ray_cluster() as ray:  # doctest: +SKIP
        ...     ray.get(ray.put(1))
        1
    """
    try:
        import ray
    except ImportError as error:
        raise MissingExtra("ray", "ray") from error
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is told to anybody
    ours = not ray.is_initialized()
    if ours:
        ray.init(
            include_dashboard=False, log_to_driver=False, configure_logging=False,
            _node_ip_address="127.0.0.1",
        )  # fmt: skip
    try:
        yield ray
    finally:
        if ours:
            ray.shutdown()
