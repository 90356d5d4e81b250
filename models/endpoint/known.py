"""What is known of a served model: what was measured, or next to nothing."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from labwright.core.errors import ServerFault
from labwright.models.addresses import is_loopback
from labwright.models.probing.kept import kept_of
from labwright.models.profile import ModelProfile
from labwright.models.serving.licences import licence_of

if TYPE_CHECKING:
    from labwright.models.endpoint.chat import EndpointChatModel
    from labwright.models.endpoint.discovery import Served

_CONTEXT = 2048
"""What the most frugal server grants where it does not say."""


class Standing:
    """What was found of a server: kept for good only once it is ready.

    A server may start, or finish loading, after the session that asks it; its licence and its
    context must be known by the time its words are shown.
    """

    def __init__(self) -> None:
        self._served: Served | ServerFault | None = None
        self._profile: ModelProfile | None = None
        self._until = 0.0

    def served(self, identify: "Callable[[], Served]") -> "Served":
        """Return what serves, found by asking where it is not known.

        Raises:
            ServerFault: If nothing does.
        """
        held = self._served
        if held is None or time.monotonic() > self._until:
            begun = time.monotonic()
            try:
                held = identify()
            except ServerFault as error:
                held = error
            ready = not isinstance(held, ServerFault) and held.ready
            # One that hangs is left alone for as long as it took to find that out.
            self._until = float("inf") if ready else 2 * time.monotonic() - begun
            self._served = held
        if isinstance(held, ServerFault):
            raise held
        return held

    def profile(self, known: Callable[[], ModelProfile]) -> ModelProfile:
        """Return the profile, made anew as long as the server is not ready."""
        if self._profile is not None:
            return self._profile
        made = known()
        if self._until == float("inf"):
            self._profile = made
        return made

    def answered(self) -> None:
        """Note that the server replied: if it was not ready before, it is looked at again."""
        if self._until != float("inf"):
            self._served = None


def known_of(model: "EndpointChatModel") -> ModelProfile:
    """Return the profile that was measured, else one that claims nothing that was not found out.

    Args:
        model: The model.

    Returns:
        Its profile; the name is the address where the server cannot be asked.
    """
    remote = not is_loopback(model.address)
    try:
        served = model.served
    except ServerFault:
        return _by_address(model, remote)
    if not served.ready:
        return _by_address(model, remote)
    measured = kept_of(model)
    if measured is not None:
        # A server may be started anew with a smaller context than the one that was measured.
        smaller = min(measured.context, served.context or measured.context)
        found = {"context": smaller, "licence": served.licence}
        return measured.model_copy(update=found | {"place": model.address, "remote": remote})
    return ModelProfile(
        name=model.served_name,
        place=model.address,
        server=served.kind.title,
        remote=remote,
        licence=served.licence,
        context=served.context or _CONTEXT,
        phrases=True,
        measured="not measured: labwright doctor --probe",
    )


def _by_address(model: "EndpointChatModel", remote: bool) -> ModelProfile:
    licence = licence_of(model.name)
    return ModelProfile(
        name=model.name or model.address,
        place=model.address,
        remote=remote,
        licence=licence.name if licence else "",
        phrases=True,
    )
