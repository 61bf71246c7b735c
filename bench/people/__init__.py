"""Two files of made-up people at any size, with the truth about who is who: see ``bench/README.md``."""

GENERATION = 1
"""Rises whenever the same seed makes other people: figures are comparable within one generation."""
