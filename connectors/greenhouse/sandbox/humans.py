"""What people do in Greenhouse's own pages, by name, for ``act``."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from connectors.greenhouse.sandbox import anonymizing, funnel, mailing, people, seed
from connectors.greenhouse.sandbox.humans_jobs import JOB_ACTS, named
from connectors.greenhouse.sandbox.org import Org, Row
from connectors.sandbox.holdings import tables_with

Act = Callable[..., Any]


def add_candidate(org: Org, **fields: Any) -> int:
    """Any fields of the row; custom fields as {name_key: value}."""
    return int(people.add(org, fields)["id"])


def edit_candidate(org: Org, candidate_id: int | str, **changes: Any) -> None:
    """Named fields are replaced; of custom fields only the named ones."""
    row = org.row("candidates", candidate_id)
    if "custom_fields" in changes:
        changes["custom_fields"] = {**row["custom_fields"], **changes["custom_fields"]}
    people.edit(org, row, changes)


def find_candidate(org: Org, email: str) -> int | None:
    """The id of the first candidate with that e-mail address."""
    for row in org.rows("candidates"):
        if any(item["value"].lower() == email.lower() for item in row["email_addresses"]):
            return int(row["id"])
    return None


def delete_candidate(org: Org, candidate_id: int | str) -> None:
    people.delete(org, org.row("candidates", candidate_id))


def merge(org: Org, primary_id: int | str, secondary_id: int | str) -> None:
    people.merge(org, org.row("candidates", primary_id), org.row("candidates", secondary_id))


def set_private(org: Org, candidate_id: int | str, *, private: bool = True) -> None:
    people.edit(org, org.row("candidates", candidate_id), {"private": private})


def set_can_email(org: Org, candidate_id: int | str, *, can_email: bool = False) -> None:
    people.edit(org, org.row("candidates", candidate_id), {"can_email": can_email})


def anonymize(org: Org, candidate_id: int | str, fields: Sequence[str] = ("full_name", "email_addresses")) -> None:
    anonymizing.anonymize(org, org.row("candidates", candidate_id), list(fields))


def add_note(org: Org, candidate_id: int | str, body: str, *, private: bool = False) -> int:
    candidate = org.row("candidates", candidate_id)
    visibility = "privately_visible" if private else "publicly_visible"
    return int(people.note(org, candidate, body, visibility=visibility, user_id=_human(org))["id"])


def apply(
    org: Org,
    candidate_id: int | str,
    job_id: int | str,
    *,
    stage: int | str | None = None,
    source: int | str | None = None,
) -> int:
    """``stage`` and ``source`` are names or ids; without a stage, it is the first."""
    job = org.row("jobs", job_id)
    target = None if stage is None else _stage(org, job, stage)
    given = {} if source is None else {"source_id": named(org.rows("sources"), source)["id"]}
    made = funnel.apply(org, org.row("candidates", candidate_id), job, stage=target, **given)
    mailing.application_made(org, made, by="human")
    return int(made["id"])


def add_prospect(org: Org, candidate_id: int | str | None = None, *, job_ids: Sequence[int] = (), **fields: Any) -> int:
    """Make a candidate, new unless ``candidate_id`` is given, a prospect. Returns the application's id."""
    candidate = people.add(org, fields) if candidate_id is None else org.row("candidates", candidate_id)
    return int(funnel.prospect(org, candidate, [org.row("jobs", id_) for id_ in job_ids])["id"])


def move_stage(org: Org, application_id: int | str, stage: int | str) -> None:
    """``stage`` is a stage's name or id."""
    application = org.row("applications", application_id)
    funnel.require_candidate(application)
    funnel.move(org, application, stage=_stage(org, org.row("jobs", application["job_id"]), stage))
    mailing.application_moved(org, application, by="human")


def reject(org: Org, application_id: int | str, reason: int | str | None = None) -> None:
    """``reason`` is a rejection reason's id or name; without it, the first one."""
    reasons = org.rows("rejection_reasons")
    chosen = reasons[0] if reason is None else named(reasons, reason)
    funnel.reject(org, org.row("applications", application_id), chosen, by=_human(org))


def unreject(org: Org, application_id: int | str) -> None:
    funnel.unreject(org, org.row("applications", application_id))


def hire(org: Org, application_id: int | str) -> None:
    funnel.hire(org, org.row("applications", application_id))


def unhire(org: Org, application_id: int | str) -> None:
    funnel.unhire(org, org.row("applications", application_id))


def delete_application(org: Org, application_id: int | str) -> None:
    funnel.delete(org, org.row("applications", application_id))


def convert_prospect(org: Org, application_id: int | str, job_id: int | str) -> int:
    made = funnel.convert(org, org.row("applications", application_id), org.row("jobs", job_id))
    mailing.application_made(org, made, by="human")
    return int(made["id"])


def set_source(org: Org, application_id: int | str, source: int | str | None) -> None:
    """``source`` is a name or an id."""
    id_ = None if source is None else named(org.rows("sources"), source)["id"]
    funnel.edit(org, org.row("applications", application_id), {"source_id": id_})


def add_user(org: Org, first_name: str, last_name: str, *, site_admin: bool = False) -> int:
    return int(seed.add_user(org, first_name, last_name, site_admin=site_admin)["id"])


def mails(org: Org, by: str | None = None) -> list[Row]:
    """Mails to candidates, all or those that ``by`` caused: ``api`` or ``human``."""
    return org.outbox.mails(by)


def holds(org: Org, text: str) -> list[str]:
    """Names of the tables in which a text still stands, letter case ignored."""
    return tables_with(text, {name: table.values() for name, table in org.tables.items()})


def _human(org: Org) -> int:
    return int(org.rows("users", _service=False)[0]["id"])


def _stage(org: Org, job: Row, wanted: int | str) -> Row:
    return named(funnel.stages(org, job), wanted)


_ACTS: Mapping[str, Act] = {
    act.__name__: act
    for act in (
        add_candidate,
        edit_candidate,
        find_candidate,
        delete_candidate,
        merge,
        set_private,
        set_can_email,
        anonymize,
        add_note,
        apply,
        add_prospect,
        move_stage,
        reject,
        unreject,
        hire,
        unhire,
        delete_application,
        convert_prospect,
        set_source,
        add_user,
        mails,
        holds,
        *JOB_ACTS,
    )
}


def act(org: Org, action: str, arguments: Mapping[str, Any]) -> Any:
    """Carry out an action by name. Raises ValueError with what is known, and for what the vendor would refuse."""
    if action not in _ACTS:
        raise ValueError(f"unknown action {action!r}; known: {', '.join(_ACTS)}")
    chosen = _ACTS[action]
    try:
        inspect.signature(chosen).bind(org, **arguments)
    except TypeError as error:
        raise ValueError(f"{action}: {error}") from error
    return chosen(org, **arguments)
