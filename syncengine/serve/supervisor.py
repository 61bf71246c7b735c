"""Keeps worker processes alive and sweeps for them. One supervisor per host, as many hosts as one likes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import structlog

from syncengine.serve.pulse import Pulse, Stopped
from syncengine.serve.reloading import Renewal
from syncengine.settings import Settings
from syncengine.store.troubles import StoreTrouble
from syncengine.work.bells import Bells, Silent
from syncengine.work.ringer import Ringer

log = structlog.get_logger("talentsync.worker")

TICK_SECONDS = 0.2
SAY_PRESENT_SECONDS = 2.0
GRACE_SECONDS = 120.0
"""So long a worker may take to run its person to the end after it was told to stop. Killing it then loses nothing."""

QUICK_DEATH_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 30.0

Start = Callable[[Settings, Connection, tuple[int, str]], None]
"""What a worker process does; see :func:`syncengine.serve.worker.start`."""


@dataclass(slots=True)
class _Post:
    """One place for a worker. ``alive`` is our end of the pipe that tells it that we are there."""

    process: BaseProcess | None = None
    alive: Connection | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    quick_deaths: int = 0

    def works(self, now: float) -> bool:
        """Whether its worker is there and did not just die at once."""
        alive = self.process is not None and self.process.is_alive()
        return alive and (self.quick_deaths == 0 or now - self.started_at > QUICK_DEATH_SECONDS)


@dataclass(slots=True)
class Supervisor:
    """``stop`` is set when it is to end. ``logs`` are verbosity and format for the workers; ``alive`` is a file to
    touch while all goes well."""

    settings: Settings
    ringer: Ringer
    bells: Bells
    start: Start
    processes: int
    stop: threading.Event
    renewal: Renewal | None = None
    logs: tuple[int, str] = (0, "human")
    alive: Path | None = None
    _posts: list[_Post] = field(default_factory=list)
    _said_at: float = 0.0

    def run(self) -> Settings | None:
        """Supervise until told to stop, or until the settings changed: then it returns the new ones, for another to go
        on with. The last worker has ended then."""
        self._posts = [_Post() for _ in range(self.processes)]
        pulse = Pulse(self.alive, self.stop)
        renewed = None
        try:
            while not self.stop.is_set() and renewed is None:
                with suppress(Stopped):
                    pulse.beat()
                self._look_after_workers()
                self._sweep()
                renewed = self.renewal.look() if self.renewal is not None else None
                self.stop.wait(TICK_SECONDS)
        finally:
            self._end_workers()
            self._leave()
        return renewed

    def _sweep(self) -> None:
        try:
            if self.ringer.tick():
                self._say_present()
        except StoreTrouble as error:
            log.warning("store.away", error=type(error).__name__)  # it comes back, and the workers wait for it too

    def _look_after_workers(self) -> None:
        now = time.monotonic()
        for post in self._posts:
            if post.process is not None and not post.process.is_alive():
                self._died(post, now)
            if post.process is None and now >= post.start_at:
                self._begin(post, now)

    def _died(self, post: _Post, now: float) -> None:
        assert post.process is not None  # noqa: S101  # the caller looked
        quick = now - post.started_at < QUICK_DEATH_SECONDS
        post.quick_deaths = post.quick_deaths + 1 if quick else 0
        pause = min(LONGEST_PAUSE_SECONDS, 2.0**post.quick_deaths - 1)
        log.warning("worker.died", pid=post.process.pid, exit=post.process.exitcode, restart_in=pause)
        self._forget(post)
        post.start_at = now + pause

    def _begin(self, post: _Post, now: float) -> None:
        # Forked from a clean server: it has no threads and no connections that a child would inherit.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["syncengine.serve.worker"])
        theirs, ours = context.Pipe(duplex=False)
        process = context.Process(target=self.start, args=(self.settings, theirs, self.logs), daemon=False)
        process.start()
        theirs.close()
        post.process, post.alive, post.started_at = process, ours, now
        log.info("worker.started", pid=process.pid)

    def _forget(self, post: _Post) -> None:
        if post.process is not None:
            post.process.close()
        if post.alive is not None:
            post.alive.close()
        post.process = post.alive = None

    def _end_workers(self) -> None:
        running = [post for post in self._posts if post.process is not None]
        for post in running:
            if post.process is not None and post.process.pid is not None and post.process.is_alive():
                os.kill(post.process.pid, signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for post in running:
            if post.process is None:
                continue
            post.process.join(max(0.0, until - time.monotonic()))
            if post.process.is_alive():
                log.warning("worker.killed", pid=post.process.pid)
                post.process.kill()
                post.process.join()
            self._forget(post)

    def _say_present(self) -> None:
        now = time.monotonic()
        if now - self._said_at < SAY_PRESENT_SECONDS or not any(post.works(now) for post in self._posts):
            return
        try:
            self.bells.present(self._name)
        except Silent:
            return
        self._said_at = time.monotonic()

    def _leave(self) -> None:
        try:
            self.bells.gone(self._name)
            self.bells.rest()
        except Silent:
            return

    @property
    def _name(self) -> str:
        return f"{socket.gethostname()}:{os.getpid()}"
