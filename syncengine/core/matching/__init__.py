"""Knowing one person from another. Exact keys decide; doubt goes to review. ``normalise`` makes values comparable."""
