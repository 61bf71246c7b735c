"""Knowing one person from another. This room holds exact keys only; doubt always goes to review."""
