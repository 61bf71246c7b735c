"""Forgetting somebody: at every vendor, in our own store, and for good; and telling somebody what we hold."""
