"""Two records side by side, in levels: how alike each of their traits is. Missing is not different."""
