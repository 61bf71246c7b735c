"""What a human at a terminal gets: one session of a command, checks, status, names, and how all of it is shown."""
