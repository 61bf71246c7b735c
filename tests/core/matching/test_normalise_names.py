"""Names as systems keep them: the same person's name, however the fields were filled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.core.matching.normalise import name_of
from syncengine.core.matching.normalise.skeletons import skeleton_of

FIELDS: list[tuple[str, tuple[str, str, str], str, str]] = [
    ("plain", ("Ada", "Lovelace", ""), "ada", "lovelace"),
    ("shouted, with an accent", ("HELOÍSA", "SOUSA", ""), "heloisa", "sousa"),
    ("full name where fields are empty", ("", "", "Ada Byron Lovelace"), "ada byron", "lovelace"),
    ("full name beside fields is not needed", ("Ada", "Lovelace", "Countess of L."), "ada", "lovelace"),
    ("last, first", ("", "", "Lovelace, Ada"), "ada", "lovelace"),
    ("last, first in the wrong field", ("", "Lovelace, Ada", ""), "ada", "lovelace"),
    ("credentials between last and first", ("", "", "Lees, RN, BSN, Marian"), "marian", "lees"),
    ("credentials behind a comma", ("Marian", "Lees, RN, BSN", ""), "marian", "lees"),
    ("credentials with dots", ("Alicia", "Hentschel, M.Sc.", ""), "alicia", "hentschel"),
    ("a doubtful credential behind a comma", ("Ann", "Jones, MA", ""), "ann", "jones"),
    ("Ma is a name", ("Lan", "Ma", ""), "lan", "ma"),
    ("Ma is a name before a comma", ("", "", "Ma, Yun"), "yun", "ma"),
    ("Ma is a name behind a family name", ("", "", "Wang, Ma"), "ma", "wang"),
    ("MA behind a whole name is none", ("", "", "Ann Jones, MA"), "ann", "jones"),
    ("Junior is a family name beside one word", ("", "", "Neymar Junior"), "neymar", "junior"),
    ("Do is a name", ("Jack", "Do", ""), "jack", "do"),
    ("Van is a name where nothing else is", ("Thu", "Van", ""), "thu", "van"),
    ("honorifics", ("Dipl.-Ing. Colette", "Payet", ""), "colette", "payet"),
    ("an honorific and a comma", ("", "", "Yoh, Mr Chuck"), "chuck", "yoh"),
    ("an honorific alone is no name", ("Dr.", "Who", ""), "", "who"),
    ("initials", ("J.R.", "Smith", ""), "j r", "smith"),
    ("a middle initial", ("Angelina P.", "Knoll", ""), "angelina p", "knoll"),
    ("last name as an initial", ("Renee", "P., RN, BSN", ""), "renee", "p"),
    ("particles", ("Juan", "de la Torre Patiño", ""), "juan", "torre patino"),
    ("a particle behind", ("Nils", "Dussen van", ""), "nils", "dussen"),
    ("particles in a full name", ("", "", "Elisabeth van der Spaendonc"), "elisabeth", "spaendonc"),
    ("al- with a hyphen", ("Nasser", "Al-Sayed", ""), "nasser", "sayed"),
    ("hyphens", ("Hans-H.", "Müller-Lüdenscheidt", ""), "hans h", "muller ludenscheidt"),
    ("an apostrophe", ("Seán", "O’Brien", ""), "sean", "obrien"),
    ("an apostrophe lost", ("Sean", "O Brien", ""), "sean", "obrien"),
    ("Mac apart", ("Ewan", "Mc Donald", ""), "ewan", "mcdonald"),
    ("pronouns", ("Rita", "Pautz (He/Him)", ""), "rita", "pautz"),
    ("decoration", ("Mateo", "Espinoza Urbina - Open to work", ""), "mateo", "espinoza urbina"),
    ("emoji", ("Ken 🚀", "Martin ✔", ""), "ken", "martin"),
    ("spaces without end", ("  Maysa ", " Santos  Novais ", ""), "maysa", "santos novais"),
    ("Cyrillic", ("Анжела", "Цветкова", ""), "anzhela", "tsvetkova"),
    ("Greek", ("Ξενοφών", "Ταξίδου", ""), "xenofon", "taxidoy"),
    ("Han, family name first", ("", "", "王伟"), "wei", "wang"),
    ("Han, a family name of two characters", ("", "", "欧阳娜娜"), "nana", "ouyang"),
    ("Hangul", ("", "", "김민준"), "minjun", "gim"),
    ("full width", ("Ａｄａ", "Ｌｏｖｅｌａｃｅ", ""), "ada", "lovelace"),
    ("one word only", ("", "", "Cher"), "cher", ""),
    ("nothing", ("", "", ""), "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("about", "fields", "given_names", "family"), FIELDS, ids=[row[0] for row in FIELDS])
def test_fields(about: str, fields: tuple[str, str, str], given_names: str, family: str) -> None:
    first, last, full = fields
    name = name_of(first, last, full=full)
    assert (" ".join(name.given), " ".join(name.family)) == (given_names, family)


SUFFIXES = [
    ("Corey", "Trepanier, Sr", "", "sr"),
    ("MICHAEL", "STRAUSS, JR.", "", "jr"),
    ("Jeremy", "Brotherton, II", "", "ii"),
    ("Rodrigo", "Oquendo Vergara Jr.", "", "jr"),
    ("Joana", "Silva Júnior", "", "jr"),
    ("", "", "Dr. John Q. Public Jr., PhD", "jr"),
    ("", "", "Strauss, Mike, Sr.", "sr"),
    ("", "", "Trepanier, Sr", "sr"),
    ("J.R.", "Ewing", "", ""),
    ("Corey", "Trepanier", "", ""),
]


@pytest.mark.parametrize(("first", "last", "full", "suffix"), SUFFIXES)
def test_suffix(first: str, last: str, full: str, suffix: str) -> None:
    assert name_of(first, last, full=full).suffix == suffix


def test_other_names_are_kept_beside() -> None:
    assert name_of("", "", full="Joon Jae (Grace) Gang").also == ("grace",)
    assert name_of("Robert", "Jones", preferred="Bobby").also == ("bobby",)
    assert name_of("Robert", "Jones", preferred="Robert").also == ()
    assert name_of("Jane", "Doe née Smith").former == ("smith",)
    assert name_of("Jane", "Doe (geb. Smith)").former == ("smith",)


ROOTS = [("Bob", "Robert"), ("Masha", "Mariya"), ("Pepe", "José"), ("Liz", "Elizabeth"), ("Mohd", "Mohammed"),
         ("Sasha", "Alexander"), ("Gosia", "Małgorzata"), ("Uli Hans", "Johannes")]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ROOTS)
def test_nicknames_share_a_root(one: str, other: str) -> None:
    assert name_of(one, "X").roots & name_of(other, "X").roots


def test_an_initial_has_no_root_and_strangers_share_none() -> None:
    assert name_of("B.", "Jones").roots == frozenset()
    assert not name_of("Ada", "X").roots & name_of("Grace", "X").roots


SAME_SOUND = [
    (("Анжела", "Цветкова"), ("ANSCHELA", "ZWETKOWA")),
    (("Sinklitikiia", "Morozova"), ("Sinklitikija", "Morosowa")),
    (("Mohamed", "Rahman"), ("Muhammad", "Rahmaan")),
    (("Woo-min", "Kim"), ("Woomin", "Gim")),
    (("Weronika", "Schaschkowa"), ("Вероника", "Шашкова")),
    (("Jürgen", "Müller"), ("Juergen", "Mueller")),
]


@pytest.mark.parametrize(("one", "other"), SAME_SOUND)
def test_transliterations_share_a_skeleton(one: tuple[str, str], other: tuple[str, str]) -> None:
    left, right = name_of(*one), name_of(*other)
    assert (left.given_skeleton, left.family_skeleton) == (right.given_skeleton, right.family_skeleton)


def test_a_skeleton_is_never_empty_for_a_name() -> None:
    assert [skeleton_of((word,)) for word in ("yoh", "oh", "i", "ouyou")] == ["j", "a", "a", "a"]
    assert skeleton_of(()) == ""


def settles(first: str, last: str) -> None:
    once = name_of(first or "x", last or "x")
    again = name_of(" ".join(once.given) or "-", " ".join(once.family) or "-")
    assert (again.given, again.family) == (once.given, once.family)
    assert (again.given_skeleton, again.family_skeleton) == (once.given_skeleton, once.family_skeleton)


@given(st.text(max_size=60), st.text(max_size=60))
def test_normalising_twice_changes_nothing(first: str, last: str) -> None:
    settles(first, last)


AROUND_NAMES = st.sampled_from(
    ["de", "van", "Mc", "O", "Ma", "MBA", "PhD,", "Jr.", "Sr", "Dr.", "née", "Smith", "Al-", "J.R.", ",", "(Bob)", "II",
     "M.D.", "Don", "mac", "2nd", "- x", "José"]
)  # fmt: skip
PIECES = st.lists(AROUND_NAMES, max_size=6).map(" ".join)


@given(PIECES, PIECES)
def test_words_around_names_settle_at_once_in_any_order(first: str, last: str) -> None:
    settles(first, last)
