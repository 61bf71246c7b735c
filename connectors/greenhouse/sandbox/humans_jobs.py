"""What people set up in Greenhouse's own pages: jobs with their stages, and what jobs and applications point at."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.greenhouse.sandbox import seed
from connectors.greenhouse.sandbox.org import Org, Row


def add_job(
    org: Org,
    name: str,
    *,
    confidential: bool = False,
    stages: Sequence[str] = seed.STAGES,
    department: int | str | None = None,
    office: int | str | None = None,
) -> int:
    """``department`` and ``office`` are names or ids."""
    job = seed.add_job(
        org,
        name,
        confidential=confidential,
        stages=tuple(stages),
        department=None if department is None else named(org.rows("departments"), department),
        offices=[] if office is None else [named(org.rows("offices"), office)],
    )
    return int(job["id"])


def find_job(org: Org, name: str) -> int:
    return int(named(org.rows("jobs"), name)["id"])


def set_department(org: Org, job_id: int | str, department: int | str | None) -> None:
    id_ = None if department is None else named(org.rows("departments"), department)["id"]
    org.touch(org.row("jobs", job_id), department_id=id_)


def set_confidential(org: Org, job_id: int | str, *, confidential: bool = True) -> None:
    org.touch(org.row("jobs", job_id), confidential=confidential)


def close_job(org: Org, job_id: int | str) -> None:
    org.touch(org.row("jobs", job_id), status="closed", closed_at=org.now())


def rename_stage(org: Org, stage_id: int | str, name: str) -> None:
    """Applications in that stage show the new name; they are not edited by it [guess]."""
    stage = org.row("job_interview_stages", stage_id)
    org.touch(stage, name=name)
    for application in org.rows("applications", job_interview_stage_id=stage["id"]):
        application["stage_name"] = name


def add_department(org: Org, name: str) -> int:
    return int(seed.add_department(org, name)["id"])


def add_office(org: Org, name: str) -> int:
    return int(seed.add_office(org, name)["id"])


def add_source(org: Org, name: str) -> int:
    return int(seed.add_source(org, name)["id"])


def named(rows: Sequence[Row], wanted: int | str) -> Row:
    """The row with that id, or that name. Raises ValueError."""
    for row in rows:
        if str(wanted) == str(row["id"]) or wanted == row["name"]:
            return row
    raise ValueError(f"nothing is called {wanted!r} here; known: {', '.join(row['name'] for row in rows)}")


JOB_ACTS = (
    add_job,
    find_job,
    set_department,
    set_confidential,
    close_job,
    rename_stage,
    add_department,
    add_office,
    add_source,
)
