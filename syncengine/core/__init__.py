"""The wing that decides. Pure: no I/O, no clock, no randomness, no logging, no vendor."""
