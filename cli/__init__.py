"""The command line: options in, one call inwards, results on stdout, talk on stderr. Nothing is decided here.

Commands are listed in the order in which their modules are imported here.
"""

from cli import start, passes, serving, people, privacy, matching, play  # isort: skip
from cli import reviews, letters, hooks, policies  # isort: skip
from cli.frame import app

__all__ = [
    "app",
    "hooks",
    "letters",
    "main",
    "matching",
    "passes",
    "people",
    "play",
    "policies",
    "privacy",
    "reviews",
    "serving",
    "start",
]


def main() -> None:
    """The entry point of the installed command."""
    app()
