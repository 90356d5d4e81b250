"""Reactions: equations, named reactions, disconnections."""
