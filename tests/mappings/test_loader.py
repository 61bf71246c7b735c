"""Vendor files and policies: every problem at once, with its line and what was probably meant."""

from __future__ import annotations

import typing
from pathlib import Path

import pytest

from mappings.canonical import FIELDS, MILESTONES, ReasonCategory
from mappings.loader import UnknownVendor, load_policy, load_translator, vendors
from mappings.policy import FieldRule, JobStages, Outcome, Pool, ReasonRule, Recycle, When
from mappings.policy_file import PolicyFile
from mappings.problems import BadFile
from mappings.schema import Milestone


def problems_of(path: Path, text: str, *, policy: bool) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        load_policy(path) if policy else load_translator("mine", path)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


def test_all_shipped_translations_load() -> None:
    assert vendors() == ("gem", "greenhouse", "memory")
    assert [load_translator(vendor).vendor for vendor in vendors()] == ["gem", "greenhouse", "memory"]


def test_an_unknown_vendor_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownVendor, match="did you mean 'greenhouse'"):
        load_translator("greenhose")


def test_every_problem_of_a_vendor_file_at_once(tmp_path: Path) -> None:
    text = """\
version: 1
vendor: mine
candidate:
  times: {format: isoo}
  fields:
    first_nam: {transform: text, path: a}
    emails:
      transform: typed_values
      places:
        - {path: a, new_typ: x}
      plases: []
    phones: {transform: txt, path: a}
    company: {path: a}
    title: {transform: text, path: a, writable: allways}
    location: {transform: text}
aplication: {}
"""
    assert problems_of(tmp_path / "mine.yaml", text, policy=False) == [
        "4: candidate.times.format: is not one of the known words; did you mean 'iso'? known: iso, unix",
        "6: candidate.fields.first_nam: is not a canonical field; did you mean 'first_name'? known: "
        + ", ".join(sorted(FIELDS.keys() - {"emails", "phones", "company", "title", "location"})),
        "10: candidate.fields.emails.places.1.new_typ: unknown key; did you mean 'new_type'? "
        "known: new_type, takes, type_key, value_key",
        "11: candidate.fields.emails.plases: unknown key; known: capacity, max_length, required, writable",
        "12: candidate.fields.phones.transform: is not one of the known words; did you mean 'text'? known: "
        "anonymised, cross_id, due_date, first_of, flag, handle_and_profiles, id_list, keyed_custom_field, "
        "named_custom_field, not_flag, "
        "one_of_many, primary_emails, text, texts, typed_values",
        "13: candidate.fields.company.transform: is required and missing",
        "14: candidate.fields.title.writable: is not one of the known words; did you mean 'always'? "
        "known: always, create, never, update",
        "15: candidate.fields.location.path: is required and missing",
        "16: aplication: unknown key; did you mean 'application'? known: application, department, history, "
        "job, membership, office, rejection_reason, source, user",
    ]


def test_transforms_must_fit_their_fields(tmp_path: Path) -> None:
    text = """\
version: 1
vendor: mine
candidate:
  times: {format: iso}
  fields:
    emails: {transform: text, path: a}
    private: {transform: texts, path: a}
    ats_status: {transform: named_custom_field, name: S, type: choice}
    ats_id: {transform: named_custom_field, name: S, options: [a]}
    phones: {transform: typed_values, places: []}
"""
    assert problems_of(tmp_path / "mine.yaml", text, policy=False) == [
        "6: candidate.fields.emails.transform: gives a scalar, but the field is a set",
        "7: candidate.fields.private.transform: gives a set, but the field is a flag",
        "8: candidate.fields.ats_status.options: is required and missing: a choice needs options",
        "9: candidate.fields.ats_id.options: is only for the type choice",
        "10: candidate.fields.phones.places: must name at least one place",
    ]


def test_the_default_policy_is_complete() -> None:
    policy = load_policy()
    assert policy.fields.keys() == FIELDS.keys()
    assert policy.reason_categories.keys() == set(typing.get_args(ReasonCategory))
    assert set(policy.stages.values()) == set(MILESTONES)
    assert {rule.into for rule in policy.rules} | {"push"} == policy.pools.keys()


def test_the_default_policy_says_what_was_agreed() -> None:
    policy = load_policy()
    assert policy.fields["first_name"].owner == "ats"
    assert policy.fields["title"].owner == "crm"
    assert {name: rule.write for name, rule in policy.fields.items() if FIELDS[name].derived} == dict.fromkeys(
        ["pools", "ats_status", "ats_id", "rejection_reason", "first_source", "due_date"], frozenset({"crm"})
    )
    assert [policy.fields[name].write for name in ("private", "cross_ids")] == [frozenset()] * 2
    assert policy.fields["do_not_contact"].write == {"ats"}
    assert policy.reason_categories["they_withdrew"] == ReasonRule("cool_down", 90)
    assert policy.reason_categories["security"] == ReasonRule("never")
    assert policy.stages["Preliminary Phone Screen"] == "screen"
    assert policy.create_in_crm == "with_application"


def test_the_words_of_the_files_are_the_words_of_the_code() -> None:
    assert typing.get_args(Milestone) == MILESTONES
    shown = PolicyFile.model_json_schema()["$defs"]["WhenLine"]["properties"]
    words = {name: tuple(shown[name]["anyOf"][0]["enum"]) for name in ("outcome", "milestone", "category", "recycle")}
    assert words == {
        "outcome": typing.get_args(Outcome),
        "milestone": MILESTONES,
        "category": typing.get_args(ReasonCategory),
        "recycle": typing.get_args(Recycle),
    }


def test_a_policy_of_ones_own_says_only_what_differs(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(
        """\
version: 2
name: ours
fields:
  title: {owner: review, write: [crm]}
stages:
  final: [OFFER, Board Meeting]
job_stages: [{job: "Chef*", stages: {final: [Trial shift]}}]
pools: {nurture: "Talent pool", chefs: {name: Chefs, contact: true}}
rules:
  - {name: alumni, off: true}
  - {name: nurture, into: nurture, when: {outcome: withdrawn}}
  - {name: chefs, into: chefs, when: {job: "Chef*"}}
reasons: {Too Junior: {recycle: cool_down, days: 365}}
""",
        encoding="utf-8",
    )
    policy, default = load_policy(path), load_policy()
    assert policy.name == "ours"
    assert policy.fields["title"] == FieldRule("review", frozenset({"crm"}))
    assert policy.fields["company"] == default.fields["company"]
    assert policy.stages.get("Offer") is None
    assert policy.stages["OFFER"] == policy.stages["Board Meeting"] == "final"
    assert policy.pools == {
        **default.pools, "nurture": Pool("Talent pool", contact=True), "chefs": Pool("Chefs", contact=True)
    }  # fmt: skip
    assert [rule.name for rule in policy.rules] == [
        "chefs", *(rule.name for rule in default.rules if rule.name != "alumni")
    ]  # fmt: skip
    assert policy.rules[-1].when == When(outcome=frozenset({"withdrawn"}))
    assert policy.rules[0].at == f"{path}:12"
    assert policy.job_stages == (JobStages(("Chef*",), None, {"Trial shift": "final"}),)
    assert policy.reasons == {"Too Junior": ReasonRule("cool_down", 365)}


def test_every_problem_of_a_policy_at_once(tmp_path: Path) -> None:
    text = """\
version: 2
fields:
  titel: {owner: ats, write: [crm]}
stages:
  intervew: [Onsite]
rule: []
reason_categories:
  security: {recycle: sometimes}
create_in_crm: alll
"""
    messages = problems_of(tmp_path / "policy.yaml", text, policy=True)
    assert [message.partition(":")[0] for message in messages] == ["3", "5", "6", "8", "9"]
    near = [
        "did you mean 'title'",
        "did you mean 'interview'",
        "did you mean 'rules'",
        "known: cool_down, never, now",
    ]
    assert all(words in message for words, message in zip([*near, "did you mean 'all'"], messages, strict=True))


def test_the_parts_of_a_policy_must_fit_together(tmp_path: Path) -> None:
    text = """\
version: 2
fields:
  due_date: {owner: newest, write: [ats, crm]}
  title: {owner: union, write: [crm]}
  emails: {owner: {ats: review, crm: union}, write: [crm]}
stages:
  screen: [Coffee]
  final: [" coffee "]
pools: {extra: nurture}
rules:
  - {name: one, into: nurtur}
  - {name: one, into: extra, out_of: extra}
  - {name: two, out_of: extra, start: after_cool_down, when: {in_pool: [extra, wherever]}}
push:
  - {name: all, as: applicant}
job_stages: [{stages: {screen: [Coffee]}}]
reasons:
  Too Junior: {recycle: cool_down}
  Too Senior: {recycle: now, days: 3}
"""
    messages = problems_of(tmp_path / "policy.yaml", text, policy=True)
    assert [message.split(";")[0] for message in messages if message[0].isdigit()] == [
        "3: fields.due_date.write: must not have ats: the field is made from what the ATS says",
        "3: fields.due_date.owner: must not be newest: what follows from the policy has no time of its own",
        "4: fields.title.owner: must not be union: that is for fields with several values",
        "5: fields.emails.owner: must be ats, crm or union: the values of this field are merged one by one",
        "8: stages.final.1: is listed under 'screen' already: a stage has one milestone",
        "9: pools.extra: has the same name in the CRM as the pool 'nurture'",
        "11: rules.1.into: is not one of the pools",
        "12: rules.2: must say either into or out_of",
        "12: rules.2.name: is the name of a rule above",
        "13: rules.3.start: is only for rules that say into",
        "13: rules.3.when.in_pool.2: is not one of the pools",
        "15: push.1.job: is required for applicants",
        "15: push.1.in_pool: is required: we push whom somebody put into a list",
        "16: job_stages.1: must name a job or a department",
        "18: reasons.Too Junior.days: is required for cool_down",
        "19: reasons.Too Senior.days: is only for cool_down",
    ]
    assert "did you mean 'nurture'" in messages[6]


def test_a_policy_of_the_former_shape_is_told_what_became_of_it(tmp_path: Path) -> None:
    text = "version: 1\nname: old\nnurture: null\n"
    messages = problems_of(tmp_path / "policy.yaml", text, policy=True)
    assert len(messages) == 1
    assert messages[0].startswith("1: version: 1 is the former shape of policies")


def test_overrides_are_the_last_layer() -> None:
    assert load_policy(None, {"create_in_crm": "all"}).create_in_crm == "all"
    with pytest.raises(BadFile, match="overrides: create_in_crm: is not one of the known words"):
        load_policy(None, {"create_in_crm": "everybody"})


def test_the_fingerprint_follows_the_content_and_nothing_else(tmp_path: Path) -> None:
    default = load_policy()
    assert load_policy(None, {"name": "renamed"}).fingerprint == default.fingerprint
    assert load_policy(None, {"create_in_crm": "with_application"}).fingerprint == default.fingerprint
    assert load_policy(None, {"create_in_crm": "never"}).fingerprint != default.fingerprint
    assert load_policy(None, {"reasons": {"x": {"recycle": "now"}}}).fingerprint != default.fingerprint


def test_what_a_layer_does_not_say_of_a_pool_or_a_field_stays_as_it_was() -> None:
    policy = load_policy(
        None,
        {
            "pools": {"nurture": {"name": "Talent pool"}, "in_process": {"name": "Running", "keeps": True}},
            "fields": {"first_name": {"owner": "crm", "write": ["ats"]}},
        },
    )
    assert policy.pools["nurture"] == Pool("Talent pool", contact=True)
    assert policy.pools["in_process"] == Pool("Running", group="progress", keeps=True)
    assert policy.fields["first_name"] == FieldRule("crm", frozenset({"ats"}), clear=False)


def test_a_pool_that_rules_fill_with_rejected_people_is_one_to_write_to_unless_it_says_no() -> None:
    rules = [{"name": f"into {key}", "into": key, "when": {"outcome": "rejected"}} for key in ("talent", "archive")]
    pools = {"talent": "Talent", "archive": {"name": "Archive", "contact": False}}
    policy = load_policy(None, {"pools": pools, "rules": rules})
    assert (policy.pools["talent"].contact, policy.pools["archive"].contact) == (True, False)


def test_a_rule_that_is_to_be_taken_away_must_be_there(tmp_path: Path) -> None:
    text = """\
version: 2
rules: [{name: nurtrue, off: true}]
push: [{name: byhand, off: true}]
reasons:
  Too Junior: {recycle: never}
  too junior: {recycle: now}
"""
    messages = problems_of(tmp_path / "policy.yaml", text, policy=True)
    assert [message.partition(" known:")[0] for message in messages] == [
        "2: rules.1.name: is not a rule that could be taken away; did you mean 'nurture'?",
        "3: push.1.name: is not a rule that could be taken away; did you mean 'by hand'?",
        "6: reasons.too junior: is the same as 'Too Junior': letter case does not count",
    ]
