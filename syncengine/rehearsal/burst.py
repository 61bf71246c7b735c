"""A busy day: what recruiters do on both sides between two passes, and the truth after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.sandbox.personas import Candidacy, Persona
from mappings.policy import Policy
from syncengine.rehearsal.expected import nurtured
from syncengine.rehearsal.pair import Pair

ONE_IN = 60
"""Every kind of act happens to one person in so many, and to one at least."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A field that both sides of a persona must show afterwards."""

    persona: str
    field: str
    value: str


@dataclass
class Burst:
    """What was done. ``personas`` is the truth afterwards; ``left`` are people whom a recruiter took out of the nurture
    pool; ``acts`` counts what happened, by kind."""

    personas: dict[str, Persona]
    edits: list[Edit] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    acts: dict[str, int] = field(default_factory=dict)
    _busy: set[str] = field(default_factory=set)

    def to(self, kind: str, fits: Callable[[Persona], bool], act: Callable[[Persona], Persona]) -> None:
        """Do something to people whom nothing else happens to."""
        wanted = max(1, len(self.personas) // ONE_IN)
        free = (persona for id_, persona in sorted(self.personas.items()) if id_ not in self._busy)
        chosen = [persona for persona in free if fits(persona)][:wanted]
        for persona in chosen:
            self.personas[persona.id] = act(persona)
            self._busy.add(persona.id)
        self.acts[kind] = len(chosen)

    def must_show(self, persona: Persona, field_: str, value: str) -> Persona:
        self.edits.append(Edit(persona.id, field_, value))
        return persona


def make_burst(pair: Pair, policy: Policy) -> Burst:
    """Act on both sides. Every act goes through the sandboxes' own rules."""
    burst = Burst({persona.id: persona for persona in pair.personas})
    _edit_fields(burst, pair)
    _move_along(burst, pair)
    _change_minds(burst, pair, policy)
    return burst


def _edit_fields(burst: Burst, pair: Pair) -> None:
    ats, crm = pair.ats_cast, pair.crm_cast

    def in_crm(persona: Persona) -> Persona:
        crm.retitle(persona.crm[0].key, "Head of Gardening")
        return burst.must_show(persona, "title", "Head of Gardening")

    def in_ats(persona: Persona) -> Persona:
        ats.retitle(persona.ats[0].key, "Lighthouse Keeper")
        return burst.must_show(persona, "title", "Lighthouse Keeper")

    def on_both(persona: Persona) -> Persona:
        ats.retitle(persona.ats[0].key, "Beekeeper")
        crm.retitle(persona.crm[0].key, "Master Beekeeper")  # the shipped policy lets the CRM's word count
        return burst.must_show(persona, "title", "Master Beekeeper")

    burst.to("titles edited in the CRM", _linked, in_crm)
    burst.to("titles edited in the ATS", _linked, in_ats)
    burst.to("titles edited on both sides", _linked, on_both)
    burst.to(
        "e-mail addresses added in the CRM", _linked, lambda persona: _new_email(burst, persona, crm.add_email, "crm")
    )
    burst.to(
        "e-mail addresses added in the ATS", _linked, lambda persona: _new_email(burst, persona, ats.add_email, "ats")
    )


def _new_email(burst: Burst, persona: Persona, add: Callable[[str, str], None], side: str) -> Persona:
    email = f"new.{persona.id}@{side}.example"
    mine = persona.ats if side == "ats" else persona.crm
    add(mine[0].key, email)
    burst.must_show(persona, "email", email)
    shown = (replace(mine[0], emails=(*mine[0].emails, email)), *mine[1:])
    return replace(persona, ats=shown) if side == "ats" else replace(persona, crm=shown)


def _move_along(burst: Burst, pair: Pair) -> None:
    ats = pair.ats_cast

    def advance(persona: Persona) -> Persona:
        ats.advance(persona.ats[0].key, "offer")
        return _last(persona, milestone="offer")

    def hire(persona: Persona) -> Persona:
        ats.hire(persona.ats[0].key)
        return _last(persona, standing="hired")

    def reject(persona: Persona) -> Persona:
        ats.reject(persona.ats[0].key, "we_rejected")
        return _last(persona, standing="rejected", reason="we_rejected")

    burst.to("stage moves", _active_at("applied", "screen"), advance)
    burst.to("hires", _active_at("interview", "offer"), hire)
    burst.to("rejections", _active_at("applied", "screen", "interview"), reject)


def _change_minds(burst: Burst, pair: Pair, policy: Policy) -> None:
    ats, crm = pair.ats_cast, pair.crm_cast

    def unreject(persona: Persona) -> Persona:
        ats.unreject(persona.ats[0].key)
        return _last(persona, standing="active", reason=None)

    def forbid(persona: Persona) -> Persona:
        ats.forbid_mail(persona.ats[0].key)
        return replace(persona, may_email=False)

    def take_out(persona: Persona) -> Persona:
        crm.leave(persona.crm[0].key, policy.pools["nurture"].name)
        burst.left.add(persona.id)
        return persona

    def push(persona: Persona) -> Persona:
        crm.join(persona.crm[0].key, policy.pools["push"].name)
        return replace(persona, push=True, truth="pushed")

    def in_nurture(persona: Persona) -> bool:
        return _linked(persona) and nurtured(persona, policy)

    burst.to("rejections taken back", in_nurture, unreject)
    burst.to("opt-outs", in_nurture, forbid)
    burst.to("people taken out of nurture by hand", in_nurture, take_out)
    burst.to("people put into the push pool", _only_in_crm, push)


def _linked(persona: Persona) -> bool:
    return persona.truth == "linked" and not persona.restricted and not persona.push


def _only_in_crm(persona: Persona) -> bool:
    return persona.truth == "alone" and bool(persona.crm) and not persona.ats


def _active_at(*milestones: str) -> Callable[[Persona], bool]:
    def fits(persona: Persona) -> bool:
        single = persona.candidacies if len(persona.candidacies) == 1 else ()
        return _linked(persona) and any(
            candidacy.standing == "active" and candidacy.milestone in milestones for candidacy in single
        )

    return fits


def _last(persona: Persona, **changes: object) -> Persona:
    *others, last = persona.candidacies
    changed: Candidacy = replace(last, **changes)  # type: ignore[arg-type]  # the fields of a Candidacy
    return replace(persona, candidacies=(*others, changed))


def titles(acts: Mapping[str, int]) -> Sequence[str]:
    """What happened, as lines."""
    return [f"{number} {kind}" for kind, number in acts.items()]
