"""What keeps it running: workers that answer bells, and the daemon that looks at the systems."""
