"""Employers, titles and places, as people write them about themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.core.matching.normalise import company_of, place_of, title_of

COMPANIES = [
    ("The Mallory & Partners", "mallorypartners"),
    ("ACME, Inc.", "acme"),
    ("Acme Pvt. Ltd.", "acme"),
    ("Truelink S.A. de C.V.", "truelink"),
    ("Goldengate Sp. z o.o.", "goldengate"),
    ("Innobridge Technologies K.K.", "innobridgetechnologies"),
    ("Autoware Foods UG (haftungsbeschränkt)", "autowarefoods"),
    ("Müller GmbH & Co. KG", "muller"),
    ("Yapı Kredi A.Ş.", "yapikredi"),
    ("OOO Ромашка", "romashka"),
    ("株式会社東芝", "dongzhi"),
    ("Eco Scale Group", "ecoscalegroup"),
    ("EcoScale Group", "ecoscalegroup"),
    ("I.B.M.", "ibm"),
    ("International Business Machines Corp.", "ibm"),
    ("Ernst & Young LLP", "ey"),
    ("Ernst and Young", "ey"),
    ("P&G", "proctergamble"),
    ("Procter & Gamble", "proctergamble"),
    ("AT&T", "att"),
    ("E.ON SE", "eon"),
    ("Amazon.com", "amazon"),
    ("L'Oréal", "loreal"),
    ("Data Field Security (via Randstad)", "datafieldsecurity"),
    ("(Acme)", "acme"),
    ("Limited", "limited"),
    ("", ""),
    ("N/A", ""),
    ("Self-employed", ""),
    ("Stealth Startup", ""),
]


@pytest.mark.parametrize(("text", "key"), COMPANIES)
def test_company(text: str, key: str) -> None:
    assert company_of(text).key == key


def test_what_may_stand_for_a_company() -> None:
    company = company_of("Bio Mind Materials Group Ltd (formerly Optilink Inc.)")
    assert (company.head, company.acronym, company.also) == ("biomind", "bmmg", ("optilink",))
    assert company_of("HP (United States)").also == ()


TITLES = [
    ("Lead Account Manager at The Mallory & Partners", "account manager", 4, "mallorypartners"),
    ("JR. SDET", "software engineer test", 1, ""),
    ("Sr. Software Eng.", "software engineer", 3, ""),
    ("SOFTWARE ENGINEER", "software engineer", None, ""),
    ("Head of Marketing", "marketing", 6, ""),
    ("Full-stack Dev", "fullstack developer", None, ""),
    ("Back end developer", "backend developer", None, ""),
    ("Backend Programmer", "backend developer", None, ""),
    ("", "", None, ""),
]


@pytest.mark.parametrize(("text", "words", "seniority", "employer"), TITLES)
def test_title(text: str, words: str, seniority: int | None, employer: str) -> None:
    title = title_of(text)
    assert (" ".join(title.words), title.seniority, title.employer) == (words, seniority, employer)


PLACES = [
    ("San Francisco, CA 97061", "san francisco", "US-CA", "US"),
    ("New York, NY, United States", "new york", "US-NY", "US"),
    ("Greater New York Area", "new york", "", "US"),
    ("Kansas City Metropolitan Area", "kansas city", "", "US"),
    ("San Francisco Bay Area", "san francisco", "", "US"),
    ("Montréal, QC, Canada", "montreal", "CA-QC", "CA"),
    ("Bangalore, IN", "bangalore", "", "IN"),
    ("Bengaluru", "bangalore", "", "IN"),
    ("Wilmington, DE", "wilmington", "US-DE", "US"),
    ("Düsseldorf, DE", "dusseldorf", "", "DE"),
    ("Duesseldorf Area, Germany", "dusseldorf", "", "DE"),
    ("Wien", "vienna", "", "AT"),
    ("Hồ Chí Minh City, Vietnam", "ho chi minh city", "", "VN"),
    ("Köln, Deutschland", "cologne", "", "DE"),
    ("London, ON", "london", "CA-ON", "CA"),
    ("Paris, TX", "paris", "US-TX", "US"),
    ("Santiago de Compostela, Spain", "santiago de compostela", "", "ES"),
    ("St. Petersburg, Russia", "saint petersburg", "", "RU"),
    ("California", "", "US-CA", "US"),
    ("Singapore", "singapore", "", "SG"),
    ("United Kingdom", "", "", "GB"),
    ("Nowhere in Particular", "nowhere in particular", "", ""),
    ("", "", "", ""),
]


@pytest.mark.parametrize(("text", "city", "region", "country"), PLACES)
def test_place(text: str, city: str, region: str, country: str) -> None:
    place = place_of(text)
    assert (place.city, place.region, place.country) == (city, region, country)


REMOTE = [
    ("Remote", "", ""),
    ("Remote (Boston)", "boston", "US"),
    ("Remote - US", "", "US"),
    ("Fully remote, Berlin", "berlin", "DE"),
]


@pytest.mark.parametrize(("text", "city", "country"), REMOTE)
def test_remote(text: str, city: str, country: str) -> None:
    place = place_of(text)
    assert (place.city, place.country, place.is_remote) == (city, country, True)


@given(st.text(max_size=80))
def test_a_company_twice(text: str) -> None:
    once = company_of(text)
    assert company_of(" ".join(once.tokens)).key == once.key


@given(st.text(max_size=80))
def test_a_title_twice(text: str) -> None:
    once = title_of(text)
    assert title_of(" ".join(once.words)).words == once.words


@given(st.text(max_size=80))
def test_a_place_twice(text: str) -> None:
    once = place_of(text)
    assert place_of(once.city).city == once.city
