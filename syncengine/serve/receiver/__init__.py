"""Where vendors' webhooks arrive: proved, stored durably, answered. What they tell is followed elsewhere."""
