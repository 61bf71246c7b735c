"""What the leading daemon does, round after round: follow what was told, run whoever is ready, poll what is due.

Each round does each of them once, so that none keeps another from its turn. What cannot be done now is tried again
later, and said once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import structlog

from connectors.errors import ConnectorError
from syncengine import passes
from syncengine.app import Engine
from syncengine.passes import NotBackfilled, Outcome
from syncengine.passes.looking_out import Watch, looking_out
from syncengine.serve.pulse import Pulse, Stopped
from syncengine.serve.timetable import Backoff, Polls
from syncengine.store import queue
from syncengine.store.lock import StoreInUse
from syncengine.store.troubles import StoreTrouble
from syncengine.work.patience import Patience

log = structlog.get_logger("talentsync.daemon")

LATER_SECONDS = 1.0
"""When a poll is tried again that another process, or the store, kept from being made."""

ASK_SECONDS = 1.0
"""How often somebody who runs people asks whether something more urgent came."""

LONGEST_DRAIN_SECONDS = 60.0


class Rounds:
    """The rounds of one daemon. ``policy_is_current`` says whether the policy in the file is the one we were started
    with; ``heard`` is set when something was told in this process."""

    def __init__(
        self,
        engine: Engine,
        polls: Polls,
        *,
        pulse: Pulse,
        heard: threading.Event,
        policy_is_current: Callable[[], bool],
    ) -> None:
        self._engine = engine
        self._polls = polls
        self._pulse = pulse
        self._heard = heard
        self._policy_is_current = policy_is_current
        self._now = engine.world.now
        self._hearing = Backoff(time.monotonic)
        self._asked = float("-inf")
        self._said = ""
        engine.patience = Patience(
            retries=0.0,
            whole=min(LONGEST_DRAIN_SECONDS, polls.rhythm.poll_seconds),
            called_away=self._is_called_away,
        )
        self._run_id = ""

    def begin(self, run_id: str) -> None:
        """People are run for this run from now on."""
        self._run_id = run_id
        self._fleet = self._engine.fleet(run_id)
        self._watch = Watch(self._engine, run_id, may_write=True)

    def once(self) -> bool:
        """One round. False when there was nothing to do."""
        busy = False
        for step in (self._hear, self._in_between, self._poll):
            busy = self._tried(step) or busy
        return busy

    def _tried(self, step: Callable[[], bool]) -> bool:
        """What keeps a step from being made is said, and the step is tried again later."""
        try:
            return step()
        except Stopped:
            raise
        except StoreTrouble as error:
            # It comes back; until then nothing can be done, and nothing is lost.
            self._say("store.away", error=type(error).__name__)
        except StoreInUse:
            self._say("daemon.waits", why="another process makes a pass")
        except NotBackfilled as error:
            self._say("daemon.waits", why=str(error))
        except ConnectorError as error:
            self._say("daemon.pass_failed", system=error.system, error=error.code)
        except Exception:  # the next round may fare better; who watches the log sees it
            log.exception("daemon.defect")
        return False

    def _hear(self) -> bool:
        self._pulse.beat()
        self._heard.clear()
        if not self._hearing.over or not passes.something_told(self._engine):
            return False
        self._hearing.failed()  # unless it comes to its end
        try:
            with self._engine.alone():
                heard = passes.hear(self._engine, reporter=self._pulse, agree=lambda proposal: False)
        except StoreInUse:
            self._hearing.again_in(LATER_SECONDS)
            raise
        if not heard.failures and not heard.doubted:
            self._hearing.succeeded()
        if heard.outcome is not None:
            self._tell(heard.outcome)
        return True

    def _poll(self) -> bool:
        self._pulse.beat()
        due = self._polls.due(self._now())
        if not due:
            return False
        self._polls.begun(due, self._now())
        try:
            with self._engine.alone():
                outcome = passes.sync(
                    self._engine,
                    reporter=self._pulse,
                    agree=lambda proposal: False,
                    kinds=due,
                    take_on_policy=self._policy_is_current(),
                )
        except (StoreInUse, StoreTrouble):
            self._polls.put_off(due, self._now() + LATER_SECONDS)
            raise
        self._tell(outcome)
        return True

    def _tell(self, outcome: Outcome) -> None:
        """Whom the pass found changed goes on waiting when a guard stopped it: a human looks, and agrees with
        `sync --accept`."""
        if outcome.alarms:
            self._say("daemon.guard", alarms=[alarm.name for alarm in outcome.alarms], fix="talentsync sync")
        elif outcome.failure is not None:
            self._say("daemon.pass_failed", system=outcome.failure.system, error=outcome.failure.code)
        else:
            self._said = ""

    def _say(self, event: str, **what: object) -> None:
        """Once, until something else is to be said."""
        line = f"{event} {what}"
        if line != self._said:
            self._said = line
            log.warning(event, **what)

    def _in_between(self) -> bool:
        """People whose retry has come, those whose restrictions changed, and those whom other processes marked."""
        self._pulse.beat()
        if self._fleet is not None and (self._fleet.rings() or not self._fleet.may_work_here):
            self._look_out()
            return False
        with self._engine.store.read() as connection:
            ready = queue.any_ready(connection, now=self._now())
        if not ready and not self._engine.gates.offer_probes():
            return False
        # Without the right whoever has it runs them, and looks out.
        with suppress(StoreInUse), self._engine.alone(), looking_out(self._engine, self._run_id):
            return self._engine.here(self._run_id).drain(progress=lambda done: self._pulse.beat()).ran > 0
        return False

    def _look_out(self) -> None:
        """While workers write what some pass has left to them, nobody else may be looking."""
        with self._engine.store.read() as connection:
            waiting = queue.waiting(connection)
        if waiting:
            self._watch.once()

    def _is_called_away(self) -> bool:
        """Whether something more urgent came than what is being done."""
        if self._heard.is_set() and self._hearing.over:
            return True
        now = time.monotonic()
        if now - self._asked < ASK_SECONDS:
            return False
        self._asked = now
        if self._polls.due(self._now()):
            return True
        return self._hearing.over and passes.something_told(self._engine)
