"""Commands run under conditions that a machine may bring about: no room on its disk, no right to write."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

from tests.cli.house import ROOT, House, Ran

NO_ROOM = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
"""No file takes a byte: writing fails with EFBIG. (Python ignores the signal that goes with it.)"""

NO_PRIVILEGE = "import ctypes; ctypes.CDLL(None).prctl(28, 1, 0, 0, 0)"
"""PR_SET_SECUREBITS, SECBIT_NOROOT: even root may then only do what the modes of files allow. It is refused to
everybody else, for whom that is true anyway."""

_RUN = "; import os, sys; os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"


def run_under(hardship: str, house: House, *words: str) -> Ran:
    """``talentsync WORDS`` in a process that the hardship befell before it began."""
    house.write_config()
    done = subprocess.run(
        [sys.executable, "-c", hardship + _RUN, "-m", "cli", *words, "-c", str(house.config)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def fill_disk(child: subprocess.Popen[str]) -> None:
    """From now on no file takes a byte more from that process."""
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (0, 0))
