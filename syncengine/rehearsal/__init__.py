"""Rehearsing on stand-in systems: a populated pair over real HTTP, a story that plays on it, and checks of the outcome.

Systems are named by the caller; nothing here knows any of them.
"""

from syncengine.rehearsal.demo import Audience, DemoResult, run_demo
from syncengine.rehearsal.pair import Pair, serve_pair

__all__ = ["Audience", "DemoResult", "Pair", "run_demo", "serve_pair"]
