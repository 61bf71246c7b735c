"""E-mail addresses, phone numbers and profile addresses: one key for every way to write the same one."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.core.matching.normalise import email_of, emails_of, phone_of, phones_of, profile_of, profiles_of
from syncengine.core.matching.normalise.phones import is_junk

EMAILS = [
    ("mailto:Jo.Hn+x@GoogleMail.com", "john@gmail.com", "person"),
    ("<Ada@X.io>", "ada@x.io", "person"),
    ("linda.paquin+2023@outlook.com", "linda.paquin@outlook.com", "person"),
    ("ada@hotmial.com", "ada@hotmail.com", "person"),
    ("ada@me.com", "ada@icloud.com", "person"),
    ("steve.jobs@apple.com", "steve.jobs@apple.com", "person"),
    ("info@x.io", "info@x.io", "role"),
    ("jobs2@x.io", "jobs2@x.io", "role"),
    ("candidates@apex.com", "candidates@apex.com", "role"),
    ("anabrown_fb118@indeedemail.com", "anabrown_fb118@indeedemail.com", "relay"),
    ("ada@notindeed.com", "ada@notindeed.com", "person"),
    ("noreply@hiring.io", "noreply@hiring.io", "placeholder"),
    ("no-email@x.io", "no-email@x.io", "placeholder"),
    ("ada@example.com", "ada@example.com", "person"),
    ("ada@exämple.de", "ada@xn--exmple-cua.de", "person"),
]


@pytest.mark.parametrize(("text", "canonical", "use"), EMAILS)
def test_email(text: str, canonical: str, use: str) -> None:
    mail = email_of(text)
    assert mail is not None
    assert (mail.canonical, mail.use) == (canonical, use)


@pytest.mark.parametrize(
    "text", ["", "ada", "@", "a@b", "a@@b.de", "a b@c.de", "@x.io", "..@gmail.com", "a@" + "b" * 300]
)
def test_no_email(text: str) -> None:
    assert email_of(text) is None


def test_an_email_says_what_its_user_is_made_of() -> None:
    mail = email_of("binlan_jiang88@gmail.com")
    assert mail is not None
    assert (mail.words, mail.stem, mail.is_free) == (("binlan", "jiang"), "binlanjiang88", True)
    relayed = email_of("anabrown_fb118@indeedemail.com")
    assert relayed is not None
    assert relayed.words == ("anabrown",)


def test_a_field_of_emails() -> None:
    field = 'ADA@x.io; "Ada" <ada@x.io>,ben@x.io | none'
    assert [mail.canonical for mail in emails_of(field)] == ["ada@x.io", "ben@x.io"]
    assert emails_of("N/A") == ()


PHONES = [
    ("+44 (0) 783 714 6500", "", "+447837146500", "7837146500"),
    ("0783/714 6500", "GB", "+447837146500", "7837146500"),
    ("447837146500", "GB", "+447837146500", "7837146500"),
    ("447837146500", "", "+447837146500", "7837146500"),
    ("7837146500", "", "", "7837146500"),
    ("0044 7837146500", "", "+447837146500", "7837146500"),
    ("011 44 7837146500", "US", "+447837146500", "7837146500"),
    ("1-612-403-0777", "", "+16124030777", "6124030777"),
    ("612.403.0777", "US", "+16124030777", "6124030777"),
    ("8992-7536914", "RU", "+79927536914", "9927536914"),
    ("89927536914", "", "+79927536914", "9927536914"),
    ("+7 (8) 949 964 2048", "", "+79499642048", "9499642048"),
    ("(0119) 163 790 89", "BR", "+5511916379089", "11916379089"),
    ("+52 1 55 0271 3734", "", "+525502713734", "5502713734"),
    ("+54 9 11 5555 1234", "", "+541155551234", "1155551234"),
    ("011 15 5555 1234", "AR", "+541155551234", "1155551234"),
    ("06 12345678", "IT", "+390612345678", "0612345678"),
    ("0178 731 400 26", "DE", "+4917873140026", "17873140026"),
    ("4917873140026", "DE", "+4917873140026", "17873140026"),
    ("15258622008", "", "", "15258622008"),  # no American area code: a German or Chinese mobile number
    ("٠٥٠١٢٣٤٥٦٧", "AE", "+971501234567", "501234567"),
]


@pytest.mark.parametrize(("text", "country", "e164", "national"), PHONES)
def test_phone(text: str, country: str, e164: str, national: str) -> None:
    number = phone_of(text, country=country)
    assert number is not None
    assert (number.e164, number.national) == (e164, national)


JUNK = ["", "x", "N/A", "000", "111-111-1111", "0000000000", "+1 000 000 0000", "1234567890", "9876543210",
        "0123456789", "+", "12345", "9" * 30]  # fmt: skip


@pytest.mark.parametrize("text", JUNK)
def test_no_phone(text: str) -> None:
    assert phone_of(text, country="US") is None


@pytest.mark.parametrize(
    "text", ["(212) 360-0353 x139", "212-360-0353 ext. 139", "2123600353;ext=139", "212 360 0353 #139"]
)
def test_an_extension_stands_apart(text: str) -> None:
    number = phone_of(text, country="US")
    assert number is not None
    assert (number.e164, number.extension) == ("+12123600353", "139")


def test_a_field_of_phones() -> None:
    numbers = phones_of("N/A;+44 (0) 768 511 5983;0768 511 5983;x", country="GB")
    assert [number.e164 for number in numbers] == ["+447685115983"]


def test_a_guess_is_marked() -> None:
    written, guessed = phone_of("+447837146500"), phone_of("07837146500", country="GB")
    assert written is not None
    assert guessed is not None
    assert (written.is_guessed, guessed.is_guessed) == (False, True)


COUNTRIES = sorted(phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize("kind", [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE])
def test_agrees_with_the_library_on_every_country(kind: int) -> None:
    wrong = []
    for country in COUNTRIES:
        example = phonenumbers.example_number_for_type(country, kind)
        # Many examples only count, which is what junk does; Argentina's mobile mark is dropped on purpose.
        if example is None or is_junk(str(example.national_number)) or country == "AR":
            continue
        e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        at_home = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
        found = [phone_of(e164), phone_of(at_home, country=country)]
        if [number and number.e164 for number in found] != [e164, e164]:
            wrong.append(country)
    assert wrong == []


LINKEDIN = [
    "https://www.linkedin.com/in/beth-king-08bced91",
    "linkedin.com/in/beth-king-08bced91/",
    "http://uk.linkedin.com/in/Beth-King-08BCED91/en",
    "M.LINKEDIN.COM/IN/BETH-KING-08BCED91?trk=public_profile",
    "https://www.linkedin.com/mwlite/in/beth-king-08bced91#about",
    "https://www.linkedin.com/in/beth-king-08bced91/detail/contact-info/",
    "https://linkedin.com/pub/beth-king/91/ced/8b?originalSubdomain=uk",
    "de.linkedin.com/pub/beth-king/91/ced/8b/de",
    "linkedin:beth-king-08bced91",
]


@pytest.mark.parametrize("text", LINKEDIN)
def test_linkedin(text: str) -> None:
    profile = profile_of(text)
    assert profile is not None
    assert (profile.key, profile.words, profile.is_numbered) == ("linkedin:beth-king-08bced91", ("beth", "king"), True)


PROFILES = [
    ("linkedin.com/pub/weichen-su/e/64e/e6b", "linkedin:weichen-su-e6b64e0e"),
    ("https://www.linkedin.com/in/jos%C3%A9-garc%C3%ADa", "linkedin:josé-garcía"),
    ("https://www.github.com/Ada/", "github:ada"),
    ("github.com/ada/engine", "github:ada"),
    ("https://ada.github.io", "github:ada"),
    ("https://gist.github.com/ada/1815", "github:ada"),
    ("https://x.com/Ada", "twitter.com/ada"),
    ("twitter.com/@ada", "twitter.com/ada"),
    ("https://www.ada.dev/", "ada.dev"),
]


@pytest.mark.parametrize(("text", "key"), PROFILES)
def test_profile(text: str, key: str) -> None:
    profile = profile_of(text)
    assert profile is not None
    assert profile.key == key


NOBODY = ["", "n/a", "linkedin.com", "https://www.linkedin.com/in/", "https://www.linkedin.com/company/acme",
          "linkedin.com/pub/dir/john/smith", "github.com", "https://github.com/features"]  # fmt: skip


@pytest.mark.parametrize("text", NOBODY)
def test_no_profile(text: str) -> None:
    assert profiles_of(text) == profiles_of(linkedin=text) == ()


def test_a_bare_handle_counts_in_a_field_of_its_network() -> None:
    assert [profile.key for profile in profiles_of(github="@Ada-L", linkedin="in/ada-l")] == [
        "linkedin:ada-l",
        "github:ada-l",
    ]
    assert profiles_of("ada-l") == profiles_of(github="unknown") == ()


@given(st.emails())
def test_an_email_twice(text: str) -> None:
    once = email_of(text)
    assert once is None or email_of(once.canonical) == once


@given(
    st.text(alphabet="0123456789+ ()-", max_size=20), st.sampled_from(["", "US", "GB", "DE", "BR", "IT", "RU", "MX"])
)
def test_a_phone_twice(text: str, country: str) -> None:
    once = phone_of(text, country=country)
    if once and once.e164:
        again = phone_of(once.e164)
        assert again is not None
        assert again.e164 == once.e164


@given(
    st.text(max_size=80),
    st.sampled_from(["", "linkedin.com/in/", "linkedin.com/pub/", "github.com/", "x.com/", "http://"]),
)
def test_a_profile_twice(text: str, start: str) -> None:
    once = profile_of(start + text)
    again = profile_of(once.key) if once else None
    assert (again and again.key) == (once and once.key)
