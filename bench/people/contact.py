"""Addresses, numbers and profile pages: what a person has, and the notations in which systems show them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from bench.people.draws import words
from bench.people.places import Country
from bench.people.spelling import letters, slip

JUNK_EMAILS = (
    *("noemail@noemail.com", "none@none.com", "test@test.com", "no@email.com", "na@na.com", "unknown@unknown.com"),
    *("candidate@example.com", "noreply@greenhouse.io"),
)
JUNK_PHONES = tuple(words("0000000000 000 111-111-1111 1234567890 9999999999 1-000-000-0000 1111111111 N/A x none"))
_HANDLES = tuple(words("blue code star crazy happy super night mr the cool red lucky"))
_ANIMALS = tuple(words("cat fox dev wolf runner surfer hawk moon ninja guy girl rider"))
_LOCAL_HOSTS = ("uk", "de", "in", "nl", "fr", "br")
_TAILS = ("?trk=people-guest", "?trk=public_profile", "?originalSubdomain=uk", "#")
_GITHUB = (
    *("https://github.com/{}", "https://github.com/{}", "http://github.com/{}", "https://www.github.com/{}/"),
    *("https://github.com/{}/portfolio", "https://{}.github.io", "github.com/{}", "@{}", "{}"),
)
_PAGES = ("/en", "/de", "/detail/contact-info/")


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number: the country's dialling prefix, the prefix of calls inside it, the national digits."""

    dial: str
    trunk: str
    digits: str

    @property
    def key(self) -> str:
        return self.dial + self.digits


def number(country: Country, dice: random.Random, *, office: bool = False) -> Number:
    prefix, more = dice.choice(country.office if office else country.mobile)
    first = str(dice.randrange(2, 10))  # the next digit is 2-9 wherever that is a rule, and may be elsewhere
    return Number(country.dial, country.trunk, prefix + first + "".join(dice.choices("0123456789", k=more - 1)))


def phone_shown(number: Number, dice: random.Random) -> str:
    """With and without the country, with every kind of separator."""
    if number.dial == "1":
        return _american(number.digits, dice)
    kind = dice.random()
    digits, trunk = number.digits, number.trunk
    if kind < 0.2:
        return f"+{number.dial}{digits}"
    if kind < 0.32:
        return f"+{number.dial} {digits}"
    if kind < 0.44:
        return f"+{number.dial} {_grouped(digits, ' ')}"
    if kind < 0.52:
        return f"+{number.dial}-{_grouped(digits, '-')}"
    if kind < 0.6:
        return f"00{number.dial}{digits}"
    if kind < 0.68:
        return f"{number.dial}{digits}"
    if kind < 0.73 and trunk:
        return f"+{number.dial} ({trunk}) {_grouped(digits, ' ')}"
    if kind < 0.75:
        return digits
    local = trunk + digits
    return dice.choice((local, f"{local[:5]} {local[5:]}", f"{local[:4]}-{local[4:]}", f"({local[:4]}) {local[4:]}"))


def _american(digits: str, dice: random.Random) -> str:
    area, exchange, line = digits[:3], digits[3:6], digits[6:]
    dashed = f"{area}-{exchange}-{line}"
    local = (f"({area}) {exchange}-{line}", dashed, dashed, f"{area}.{exchange}.{line}", digits)
    whole = (
        f"+1{digits}",
        f"1{digits}",
        f"1-{dashed}",
        f"+1 {area} {exchange} {line}",
        f"+1 ({area}) {exchange}-{line}",
    )
    return dice.choice(local + whole)


def _grouped(digits: str, mark: str) -> str:
    return mark.join((digits[:3], digits[3:6], digits[6:]))


def number_typo(number: Number, dice: random.Random) -> Number:
    """One digit wrong."""
    at = dice.randrange(3, len(number.digits))
    return Number(number.dial, number.trunk, number.digits[:at] + dice.choice("0123456789") + number.digits[at + 1 :])


def mail_user(first: str, last: str, dice: random.Random) -> str:
    given, family = letters(first) or "x", letters(last) or "x"
    kind = dice.random()
    ways = (
        (0.32, f"{given}.{family}"),
        (0.52, f"{given}{family}"),
        (0.67, f"{given[0]}{family}"),
        (0.79, f"{given}_{family}"),
        (0.89, f"{family}{given[0]}"),
        (0.94, f"{family}.{given}"),
    )
    return next((user for bound, user in ways if kind < bound), f"{given[0]}.{family}")


def personal_user(first: str, last: str, dice: random.Random) -> str:
    """What stands before a free host: often with digits, or a made-up name."""
    if dice.random() < 0.11:
        return dice.choice(_HANDLES) + dice.choice(_ANIMALS) + str(dice.randrange(1, 1000))
    user = mail_user(first, last, dice)
    more = dice.random()
    if more < 0.2:
        return user + str(dice.randrange(1, 100))
    if more < 0.32:
        return user + str(dice.randrange(1960, 2006))
    return user + str(dice.randrange(100, 1000)) if more < 0.45 else user


def email_shown(address: str, dice: random.Random) -> str:
    """In other letter case, with blanks or a tag. Googlemail is another name of Gmail, not another mailbox."""
    if dice.random() < 0.1:
        address = address.replace("@gmail.com", "@googlemail.com")
    kind = dice.random()
    if kind < 0.93:
        return address
    if kind < 0.96:
        return address.title()
    if kind < 0.975:
        return address.upper()
    if kind < 0.98:
        return f" {address} "
    if kind < 0.986:
        return f"mailto:{address}"
    user, _, host = address.partition("@")
    return f"{user}+{dice.choice(('linkedin', 'jobs', 'hr', '2023'))}@{host}"


def email_typo(address: str, dice: random.Random) -> str:
    user, _, host = address.partition("@")
    if dice.random() < 0.3:
        return f"{user}@{host[:-1]}"
    return f"{slip(user, dice)}@{host}"


def slug(first: str, last: str, dice: random.Random) -> str:
    given, family = letters(first) or "x", letters(last) or "x"
    kind = dice.random()
    if kind < 0.62:
        return f"{given}-{family}-{dice.randrange(16**8):08x}"
    if kind < 0.72:
        return f"{given}-{family}"
    if kind < 0.8:
        return f"{given}{family}"
    if kind < 0.88:
        return f"{given}{family}{dice.randrange(1, 100)}"
    if kind < 0.93:
        return f"{given[0]}{family}"
    if kind < 0.97:
        return f"{given}-{family}-{dice.choice(('mba', 'phd', 'dev', 'tech', 'uk'))}"
    return f"{given}-{family}-{''.join(dice.choices('123456789abcdef', k=7))}"


def linkedin_shown(page: str, dice: random.Random) -> str:
    """The forms in which the address of one page goes round: mobile, country hosts, the old ``/pub/`` form."""
    kind = dice.random()
    if kind < 0.02 and _is_old(page):
        return _old_form(page)
    if kind < 0.11:
        start = "www.linkedin.com/mwlite/in/"
    elif kind < 0.2:
        start = "m.linkedin.com/in/"
    elif kind < 0.55:
        start = f"{dice.choice(_LOCAL_HOSTS)}.linkedin.com/in/"
    else:
        start = dice.choice(("www.linkedin", "www.linkedin", "linkedin", "www.LinkedIn")) + ".com/in/"
    scheme = dice.choice(("https://", "https://", "https://", "http://", ""))
    address = scheme + start + page + _ending(dice)
    return address.upper() if dice.random() < 0.012 else address


def _ending(dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.45:
        return ""
    if kind < 0.8:
        return "/"
    if kind < 0.88:
        return dice.choice(_PAGES)
    return dice.choice(("", "/")) + dice.choice(_TAILS)


def _is_old(page: str) -> bool:
    """Seven or eight hexadecimal digits at the end: pages from the time of ``/pub/name/a/b/c``."""
    code = page.rsplit("-", 1)[-1]
    return page.count("-") == 2 and len(code) in {7, 8} and code[6] != "0"


def _old_form(page: str) -> str:
    """``/in/name-cccbbba`` was ``/pub/name/a/b/c``, without zeros in front."""
    name, _, code = page.rpartition("-")
    groups = (group.lstrip("0") or "0" for group in (code[6:], code[3:6], code[:3]))
    return f"https://www.linkedin.com/pub/{name}/{'/'.join(groups)}"


def github_shown(user: str, dice: random.Random) -> str:
    return dice.choice(_GITHUB).format(user)
