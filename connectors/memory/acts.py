"""What a human can do in the pages of a world, named as in the vendors' sandboxes where it means the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from connectors.memory.fields import SHAPES, Row
from connectors.types import Json

if TYPE_CHECKING:
    from connectors.memory.world import MemoryWorld


def _add_candidate(world: MemoryWorld, **values: Json) -> str:
    return str(world.insert("candidate", values)["id"])


def _edit_candidate(world: MemoryWorld, *, candidate_id: str, **values: Json) -> None:
    world.change("candidate", candidate_id, values)


def _delete_candidate(world: MemoryWorld, *, candidate_id: str) -> None:
    world.delete("candidate", candidate_id)


def _add_job(world: MemoryWorld, *, name: str, stages: list[str], **values: Json) -> dict[str, Any]:
    """``values`` are other fields of a job: whether it is confidential, its department and its offices."""
    job = world.insert("job", {"name": name, "status": "open", "confidential": False, **values})["id"]
    made = [
        world.insert("stage", {"job_id": job, "name": stage, "position": position})["id"]
        for position, stage in enumerate(stages)
    ]
    return {"job_id": job, "stage_ids": made}


def _apply(world: MemoryWorld, *, candidate_id: str, job_id: str, **values: Json) -> str:
    """``values`` are other fields of an application: its stage, its source, its score."""
    values = {"candidate_id": candidate_id, "job_id": job_id, **values}
    made = str(world.insert("application", values)["id"])
    world.mail(candidate_id, "application_received", by="human")
    return made


def _move_stage(world: MemoryWorld, *, application_id: str, stage_id: str) -> None:
    world.change("application", application_id, {"stage_id": stage_id})


def _reject(world: MemoryWorld, *, application_id: str, reason_id: str | None = None) -> None:
    world.change("application", application_id, {"status": "rejected", "rejection_reason_id": reason_id})


def _hire(world: MemoryWorld, *, application_id: str) -> None:
    world.change("application", application_id, {"status": "hired"})


def _add_rejection_reason(world: MemoryWorld, *, name: str, type_: str) -> str:
    return str(world.insert("rejection_reason", {"name": name, "type": type_})["id"])


def _add_user(world: MemoryWorld, *, name: str, email: str | None = None) -> str:
    return str(world.insert("user", {"name": name, "email": email})["id"])


def _add_department(world: MemoryWorld, *, name: str) -> str:
    return str(world.insert("department", {"name": name})["id"])


def _add_office(world: MemoryWorld, *, name: str) -> str:
    return str(world.insert("office", {"name": name})["id"])


def _add_source(world: MemoryWorld, *, name: str) -> str:
    return str(world.insert("source", {"name": name})["id"])


def _add_pool(world: MemoryWorld, *, name: str) -> str:
    return str(world.insert("pool", {"name": name})["id"])


def _add_to_pool(world: MemoryWorld, *, pool_id: str, candidate_id: str) -> None:
    world.move(candidate_id, pool_id, inside=True)


def _remove_from_pool(world: MemoryWorld, *, pool_id: str, candidate_id: str) -> None:
    world.move(candidate_id, pool_id, inside=False)


def _add_note(world: MemoryWorld, *, candidate_id: str, body: str, private: bool = False) -> str:
    return str(world.insert("note", {"candidate_id": candidate_id, "body": body, "private": private})["id"])


def _mails(world: MemoryWorld, *, by: str | None = None) -> list[Row]:
    """Mails to candidates, those that ``by`` caused (``api`` or ``human``) or all."""
    return [dict(mail) for mail in world.mails if by in {None, mail["by"]}]


def _holds(world: MemoryWorld, *, text: str) -> list[str]:
    """The kinds in whose rows a text stands somewhere, letter case ignored."""
    return [kind for kind in SHAPES if any(text.casefold() in repr(row).casefold() for row in world.rows(kind))]


ACTS: Mapping[str, Callable[..., Any]] = {
    "add_candidate": _add_candidate,
    "edit_candidate": _edit_candidate,
    "delete_candidate": _delete_candidate,
    "add_job": _add_job,
    "apply": _apply,
    "move_stage": _move_stage,
    "reject": _reject,
    "hire": _hire,
    "add_rejection_reason": _add_rejection_reason,
    "add_user": _add_user,
    "add_department": _add_department,
    "add_office": _add_office,
    "add_source": _add_source,
    "add_pool": _add_pool,
    "add_to_pool": _add_to_pool,
    "remove_from_pool": _remove_from_pool,
    "add_note": _add_note,
    "mails": _mails,
    "holds": _holds,
}
