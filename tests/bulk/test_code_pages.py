"""Old code pages are told apart by the names that are written in them."""

from __future__ import annotations

import pytest

from syncengine.bulk.code_pages import code_page_of

WEST = ["Müller", "Jürgen Weiß", "François Lefèvre", "José Núñez", "Zoë Ångström", "Øyvind Sørensen", "O’Brien", "Peña"]
CENTRAL = ["Łukasz Wójcik", "Jiří Dvořák", "Žižka", "Szczęsny", "Kovács Ágnes", "Győző"]
RUSSIAN = ["Иван Петров", "Мария Смирнова", "Дмитрий Кузнецов"]
NAMES = {
    "cp1252": WEST,
    "cp1250": CENTRAL,
    "cp1254": ["Şükrü Yıldız", "Gülşen Çağlar", "İbrahim Öztürk"],
    "cp1257": ["Jānis Bērziņš", "Žydrūnas Šimkus", "Ģirts Kļaviņš"],
    "mac_roman": WEST,
    "cp850": [name for name in WEST if "’" not in name],
    "cp1251": RUSSIAN,
    "koi8_r": RUSSIAN,
    "cp1253": ["Γιώργος Παπαδόπουλος", "Μαρία Νικολάου", "Ελένη Γεωργίου"],
    "cp1255": ["דוד כהן", "שרה לוי", "משה מזרחי"],
    "cp1256": ["محمد علي", "فاطمة حسن", "خالد منصور"],
    "euc_kr": ["김민수", "이영희", "박지훈"],
    "cp932": ["佐藤太郎", "鈴木花子", "スミス"],
    "gb18030": ["王伟", "李娜", "张敏"],
    "big5": ["陳大文", "林志玲", "黃小明"],
}


def _rows(names: list[str]) -> str:
    return "".join(f"{number},{name},{number}@mail.example,Acme GmbH\n" for number, name in enumerate(names))


@pytest.mark.parametrize("codec", NAMES)
@pytest.mark.parametrize("times", [1, 30])
def test_a_few_names_are_enough(codec: str, times: int) -> None:
    text = _rows(NAMES[codec] * times)
    found = code_page_of(text.encode(codec))
    assert found is not None
    assert text.encode(codec).decode(found) == text


@pytest.mark.parametrize("name", WEST[:4])
def test_a_single_western_name_is_read_as_windows_writes_it(name: str) -> None:
    assert code_page_of(_rows([name]).encode("cp1252")) == "cp1252"


def test_noise_is_no_text() -> None:
    assert code_page_of(bytes(range(128, 256)) * 20) is None
