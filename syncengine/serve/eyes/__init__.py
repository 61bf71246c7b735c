"""What operators and their tools see: whether we serve, whether we are ready, and figures for Prometheus."""

from syncengine.serve.eyes.around import Standings
from syncengine.serve.eyes.eyes import Eyes, open_eyes

__all__ = ["Eyes", "Standings", "open_eyes"]
