"""Settings of the unit tests."""

from hypothesis import settings

settings.register_profile(
    "unit", deadline=None, derandomize=True
)  # the first call loads RDKit or pint
settings.load_profile("unit")
