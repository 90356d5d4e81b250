"""Alerts, and what they do not say."""
