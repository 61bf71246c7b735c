"""Taking back what was written: who is concerned, what is done about each of them, and what is not done again."""
