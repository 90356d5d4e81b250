"""What is known of a served model: what was measured, or next to nothing."""

from typing import TYPE_CHECKING

from labwright.core.errors import ServerFault
from labwright.models.addresses import is_loopback
from labwright.models.probing.kept import kept, key_of_address
from labwright.models.profile import ModelProfile

if TYPE_CHECKING:
    from labwright.models.endpoint.chat import EndpointChatModel

_CONTEXT = 2048
"""What the most frugal server grants where it does not say."""


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
        name = model.name or model.address
        return ModelProfile(name=name, place=model.address, remote=remote, phrases=True)
    measured = kept(key_of_address(model.address, model.served_name))
    if measured is not None:
        # A server may be started anew with a smaller context than the one that was measured.
        smaller = min(measured.context, served.context or measured.context)
        return measured.model_copy(update={"context": smaller, "licence": served.licence})
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
