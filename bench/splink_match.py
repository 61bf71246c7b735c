# mypy: ignore-errors
# ruff: noqa: S608  # table names and paths of the bench itself
"""The other tool: Splink 5 on DuckDB as its documentation recommends it, from two files to a file of links.

Run as a command of its own, by an interpreter that has Splink: ``python splink_match.py LEFT.csv RIGHT.csv OUT.csv``.
Cleaning is what users of Splink do before: letter case, accents, digits of phones, the page in a LinkedIn address,
legal forms, and values that stand on many records are left out. Nothing of talentsync is used here.

Frequencies of names have a floor, and like user names of e-mail addresses are no evidence: without either, a rare name
counts several times over, and recall at precision 0.995 falls from 0.65 to 0.41.
"""

import sys

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_level_library as cll
from splink import comparison_library as cl

FORMS = (
    "inc|llc|llp|ltd|limited|corp|corporation|co|company|plc|gmbh|ag|se|kg|sa|sas|sarl|srl|spa|sl|ab|bv|nv|oy|as|kk|pvt|"
    "private|ltda|sp z o o|s a|s l|s p a|s r l|n v|b v|de c v|the|group"
)
COMMON = 12
"""An e-mail address or number on more records than this belongs to no single person."""

NAME = """trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(strip_accents(lower(coalesce({column}, ''))),
  '[(].*[)]| - .*$|, (phd|mba|cpa|m.sc.|rn, bsn|pmp|shrm-cp).*$', '', 'g'), '[^[:alpha:] ]', ' ', 'g'),
  '\\b(dr|mr|ms|mrs|prof|phd|mba|cpa|pmp|csm|jr|sr|ii|iii)\\b', '', 'g'), ' +', ' ', 'g'))"""

CLEAN = """
create table {side} as
with typed as (
  select
    record_id as unique_id,
    {first} as first_typed,
    {last} as last_typed,
    string_split({full}, ' ') as full_words,
    full_name like '%,%' and regexp_full_match(full_name, '[^,]+, [^,]+') as surname_first,
    list_filter(list_transform(string_split(lower(coalesce(emails, '')), ';'),
      lambda e: replace(trim(e), 'mailto:', '')), lambda e: e like '%_@_%') as emails,
    list_filter(list_transform(string_split(coalesce(phones, ''), ';'),
      lambda p: right(regexp_replace(regexp_replace(p, 'x.*$', ''), '[^0-9]', '', 'g'), 9)),
      lambda p: length(p) >= 7) as phones,
    nullif(regexp_extract(lower(linkedin_url), '/(in|pub)/([^/?#]+)', 2), '') as linkedin,
    nullif(regexp_extract(lower(github_url), '([a-z0-9-]+)(/portfolio)?/?$', 1), '') as github,
    nullif(trim(regexp_replace(regexp_replace(regexp_replace(strip_accents(lower(company)), '[(].*[)]', ''),
      '[^a-z0-9 ]', ' ', 'g'), '\\b({forms})\\b', '', 'g')), '') as company,
    nullif(regexp_replace(lower(title), ' at .*$', ''), '') as title,
    nullif(trim(regexp_replace(regexp_replace(strip_accents(lower(location)), ',.*$', ''),
      '(greater|metropolitan|area|remote|[()])', '', 'g')), '') as place
  from read_csv('{path}', all_varchar = true)
)
select
  unique_id, emails, phones, linkedin, github, company, title, place,
  nullif(case when first_typed <> '' then split_part(first_typed, ' ', 1)
    when surname_first then full_words[-1] else full_words[1] end, '') as first_name,
  nullif(case when last_typed <> '' then last_typed
    when surname_first then full_words[1] else array_to_string(full_words[2:], ' ') end, '') as last_name
from typed
"""
UNCOMMON = """
set variable common = (
  select coalesce(list(v), []) from (
    select v from (select unnest({column}) as v from {side}) group by v having count(*) > {common}
  )
);
update {side} set {column} = list_filter({column}, lambda v: not list_contains(getvariable('common'), v));
update {side} set {column} = null where len({column}) = 0;
"""


def cleaned(db, side, path):
    names = {part: NAME.format(column=f"{part}_name") for part in ("first", "last", "full")}
    db.execute(CLEAN.format(side=side, path=path.replace("'", "''"), forms=FORMS, **names))
    for column in ("emails", "phones"):
        db.execute(UNCOMMON.format(side=side, column=column, common=COMMON))


def name(column, swapped):
    """With frequencies; and as its initial alone, or in the place of the other name."""
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(column),
            cll.ExactMatchLevel(column, term_frequency_adjustments=True).configure(tf_minimum_u_value=0.001),
            cll.JaroWinklerLevel(column, 0.92),
            cll.CustomLevel(f"{column}_l = {swapped}_r"),
            cll.CustomLevel(f"(length({column}_l) = 1 or length({column}_r) = 1) and {column}_l[1] = {column}_r[1]"),
            cll.JaroWinklerLevel(column, 0.8),
            cll.ElseLevel(),
        ],
    )


def several(column):
    """One value of several is the same."""
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[cll.NullLevel(column), cll.ArrayIntersectLevel(column, min_intersection=1), cll.ElseLevel()],
    )


def comparisons():
    return [
        name("first_name", "last_name"),
        name("last_name", "first_name"),
        several("emails"),
        several("phones"),
        cl.ExactMatch("linkedin"),
        cl.JaroWinklerAtThresholds("company", [0.9]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("title", [0.88]),
        cl.ExactMatch("place").configure(term_frequency_adjustments=True),
    ]


BLOCKING = (
    block_on("emails", arrays_to_explode=["emails"]),
    block_on("phones", arrays_to_explode=["phones"]),
    block_on("linkedin"),
    block_on("github"),
    block_on("first_name", "last_name"),
    block_on("last_name", "company"),
    block_on("first_name", "company"),
    block_on("last_name", "place", "substr(first_name, 1, 1)"),
    "l.first_name = r.last_name and l.last_name = r.first_name",
)


def linked(db):
    api = DuckDBAPI(db)
    frames = [api.register(side, dataset_display_name=side) for side in ("crm", "ats")]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=comparisons(),
        blocking_rules_to_generate_predictions=list(BLOCKING),
        retain_matching_columns=False,
    )
    linker = Linker(frames, settings)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [BLOCKING[0], BLOCKING[2], block_on("first_name", "last_name", "company")], recall=0.6
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "last_name"))
    training.estimate_parameters_using_expectation_maximisation(block_on("linkedin"))
    return linker.inference.predict(threshold_match_probability=0.01)


def main(left, right, out):
    db = duckdb.connect()
    for side, path in (("crm", left), ("ats", right)):
        cleaned(db, side, path)
    found = linked(db).physical_name
    crm_first = "(source_dataset_l = 'crm')"
    db.execute(
        f"copy (select case when {crm_first} then unique_id_l else unique_id_r end as left_id,"
        f" case when {crm_first} then unique_id_r else unique_id_l end as right_id, match_probability as probability"
        f" from {found}) to '{out}' (header, delimiter ',')"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
