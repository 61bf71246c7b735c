"""The command line: options in, one call inwards, results on stdout, talk on stderr. Nothing is decided here.

Commands are listed in the order in which their modules are imported here.
"""

from cli import start, scan, planning, passes, serving, people, undoing, privacy, matching, play  # isort: skip
from cli import reviews, letters, hooks, policies, auditing  # isort: skip
from cli.frame import app

__all__ = [
    "app",
    "auditing",
    "hooks",
    "letters",
    "main",
    "matching",
    "passes",
    "people",
    "planning",
    "play",
    "policies",
    "privacy",
    "reviews",
    "scan",
    "serving",
    "start",
    "undoing",
]


def main() -> None:
    """The entry point of the installed command."""
    app()
