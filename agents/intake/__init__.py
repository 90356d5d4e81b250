"""Intake: reads a question without any language model, and never guesses."""
