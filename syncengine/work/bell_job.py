"""What a worker takes from Redis: a bell, and nothing else.

RQ imports and calls whatever function a job names. Who may write to Redis would then command every worker.
"""

from __future__ import annotations

from typing import Any

from rq.job import Job

from syncengine.work import jobs
from syncengine.work.bells import JOB


class NotABell(RuntimeError):
    """A job in our queues names a function that is not ours. Somebody else writes to this Redis."""


class BellJob(Job):
    """A job whose function is :func:`syncengine.work.jobs.run_person`, and that calls back nobody."""

    @property
    def func(self) -> Any:
        """Raises NotABell."""
        if self.func_name != JOB or self.instance is not None:
            raise NotABell("a job names another function than ours")
        return jobs.run_person

    @property
    def success_callback(self) -> None:
        return None

    @property
    def failure_callback(self) -> None:
        return None

    @property
    def stopped_callback(self) -> None:
        return None
