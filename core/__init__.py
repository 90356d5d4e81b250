"""The words every part of labwright shares: quantities, evidence, plans, answers, settings."""
