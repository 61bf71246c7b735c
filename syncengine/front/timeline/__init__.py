"""What was, and what happened, for whoever asks about one person."""
