"""Names and identity of compounds."""
