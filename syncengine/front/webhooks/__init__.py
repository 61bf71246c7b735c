"""The webhook doctor: what should be subscribed and what is, how to set it up, and whether the way is free."""
