"""LinkedIn handles: the one natural key that Gem keeps unique."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit


def linked_in_handle(url: str) -> str | None:
    """The slug after ``linkedin.com/in/``, lower-case, no slash, no query [client]; None for other URLs."""
    try:
        parts = urlsplit(url.strip() if "://" in url else f"https://{url.strip()}")
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    steps = [step for step in parts.path.split("/") if step]
    if host != "linkedin.com" and not host.endswith(".linkedin.com"):
        return None
    if len(steps) < 2 or steps[0].lower() != "in":
        return None
    return unquote(steps[1]).lower()
