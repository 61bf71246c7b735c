"""Policies that go round for ever, and policies that only look as if they did."""
