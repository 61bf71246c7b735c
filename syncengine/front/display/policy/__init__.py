"""Policies on the screen and for machines."""
