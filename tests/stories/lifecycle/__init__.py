"""Whole lives: what becomes of somebody on both sides, to the last list, field, date and note, and nobody is mailed."""
