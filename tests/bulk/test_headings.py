"""Names of columns, in the spellings that exports use."""

from __future__ import annotations

import pytest

from syncengine.bulk.headings import MEANINGS, meaning_of, words_of

EXPORTS = {
    "record_id": ["record_id", "ID", "Candidate ID", "candidateId", "Record ID - Contact", "rec_id", "Kandidaten-ID"],
    "first_name": ["First Name", "firstname", "FIRST_NAME", "given_name", "Vorname", "Prénom", "Imię", "名", "Имя"],
    "last_name": ["Last Name", "lastName", "surname", "Nachname", "Apellidos", "Nom", "姓"],
    "full_name": ["Name", "Full Name", "Candidate Name", "Candidate", "氏名", "Nom complet"],
    "preferred_name": ["Preferred First Name", "Nickname", "Rufname"],
    "emails": ["E-mail 1", "E-mail 1 - Value", "Email Address", "Personal Email", "Work Email", "Email 2", "Courriel"],
    "phones": ["Phone", "Mobile", "Home Phone", "Work Phone 2", "Phone 1 - Value", "Téléphone", "電話番号"],
    "profiles": ["Profile URL", "Social Media Addresses", "Xing", "Links"],
    "linkedin_url": ["LinkedIn", "Public profile URL", "LinkedIn Profile", "Person Linkedin Url"],
    "github_url": ["GitHub", "GitHub URL"],
    "company": ["Company", "Current Company", "Most Recent Employer", "Organization 1 - Name", "Firma", "会社名"],
    "title": ["Title", "Job Title", "Headline", "Current Position", "Poste"],
    "location": ["Location", "Current Location", "Wohnort"],
    "middle_name": ["Middle Name", "Middle Initial"],
    "name_suffix": ["Suffix", "Name Suffix"],
    "city": ["City", "suburb", "Stadt"],
    "region": ["State", "State/Region", "Province"],
    "country": ["Country", "Country/Region", "Land"],
}
SILENT = [
    *("Phone Type", "E-mail 1 - Type", "Email Opt Out", "Company Phone", "Company ID", "Company Domain", "Website"),
    *(
        "Previous Company",
        "Job ID",
        "Application ID",
        "Created At",
        "Notes",
        "Source",
        "Address 1",
        "Postcode",
        "",
        "#1",
    ),
    *("Date of Birth", "Stage", "Owner", "Recruiter", "Email Domain", "Job Location"),
]


@pytest.mark.parametrize(("heading", "meaning"), [(each, name) for name, some in EXPORTS.items() for each in some])
def test_what_is_recognised(heading: str, meaning: str) -> None:
    assert meaning_of(heading) == meaning


@pytest.mark.parametrize("heading", SILENT)
def test_what_says_nothing_about_who_somebody_is(heading: str) -> None:
    assert meaning_of(heading) is None


@pytest.mark.parametrize("meaning", MEANINGS)
def test_our_own_names_mean_themselves(meaning: str) -> None:
    assert meaning_of(meaning) == meaning


def test_accents_case_numbers_and_signs_do_not_count() -> None:
    assert words_of("contactE-Máil_1") == ("contact", "e", "mail")
