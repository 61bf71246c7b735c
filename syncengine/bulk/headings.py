"""What the name of a column means, in the spellings of spreadsheets and exports of many systems and languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from syncengine.core.matching.rows import CORE_COLUMNS

RECORD_ID = "record_id"
PARTS = ("middle_name", "name_suffix", "city", "region", "country")
"""Meanings that are put together with others: a middle name goes behind the first name, a city into the location."""

MEANINGS = (RECORD_ID, *CORE_COLUMNS, *PARTS)

_SPELLINGS: Mapping[str, str] = {
    RECORD_ID: """
        record id, id, candidate id, contact id, person id, prospect id, applicant id, profile id, lead id, rec id,
        record id contact, unique id, uuid, guid, external id, source id, hs object id, candidate uuid, datensatz id,
        kandidaten id, kontakt id, bewerber id, person uuid""",
    "first_name": """
        first name, fname, given name, given names, givenname, forename, christian name, vorname, prenom, nombre,
        primer nombre, nombres, nome, primeiro nome, nome proprio, voornaam, fornavn, fornamn, etunimi, imie, jmeno,
        krestni jmeno, keresztnev, prenume, ad, isim, имя, 名, 名前, given name first, first, firstname""",
    "last_name": """
        last name, lname, surname, family name, familyname, second name, nachname, familienname, zuname, nom,
        nom de famille, apellido, apellidos, primer apellido, cognome, sobrenome, apelido, ultimo nome, achternaam,
        familienaam, efternavn, etternavn, efternamn, sukunimi, nazwisko, prijmeni, vezeteknev, nume de familie, soyad,
        soyadi, фамилия, 姓, last, lastname""",
    "full_name": """
        full name, fullname, name, complete name, display name, candidate name, candidate, contact name, person name,
        applicant, prospect, ganzer name, vollstandiger name, vor und nachname, vorname nachname, nom complet,
        nom et prenom, nombre completo, nombre y apellidos, nome completo, nome e cognome, nominativo, volledige naam,
        naam, navn, fulde navn, fullt navn, namn, nimi, imie i nazwisko, nazwa, cele jmeno, ad soyad, фио, 氏名, 姓名,
        first and last name, name full, file as""",
    "preferred_name": """
        preferred name, preferred first name, nickname, nick name, goes by, known as, rufname, spitzname, surnom,
        apodo, soprannome, roepnaam, preferred, chosen name, alias""",
    "emails": """
        email, e mail, emails, e mails, mail, mails, email address, e mail address, email addresses, mail address,
        email value, e mail value, email s, email id, mailadresse, emailadresse, e mail adresse, email adresse,
        adresse e mail, adresse mail, courriel, correo, correo electronico, direccion de correo, posta elettronica,
        indirizzo email, endereco de email, e mailadres, emailadres, e post, epost, e postadress, sahkoposti,
        adres e mail, e posta, почта, электронная почта, メール, メールアドレス, 邮箱, 电子邮件, all emails""",
    "phones": """
        phone, phones, phone number, phone numbers, telephone, telephone number, tel, tel no, tel number, phone value,
        mobile, mobiles, mobile phone, mobile number, mobile phone number, cell, cell phone, cellphone, cell number,
        contact number, telefon, telefonnummer, handy, handynummer, mobil, mobiltelefon, mobilnummer, rufnummer,
        telephone portable, portable, numero de telephone, telefono, numero de telefono, movil, celular, cellulare,
        telefone, telemovel, telefoon, telefoonnummer, mobiel, gsm, puhelin, telefonszam, телефон, 電話番号, 电话,
        手机, phone no, all phones, whatsapp""",
    "profiles": """
        profiles, profile, profile url, profile urls, profile link, social, socials, social media, social profile,
        social profiles, social media addresses, social links, links, websites, urls, website addresses, xing,
        xing url, xing profil, xing profile, stack overflow, stackoverflow, stackoverflow url, dribbble, behance,
        portfolio, portfolio url, personal website, personal site, blog, twitter, twitter url, twitter profile,
        profil, profil url, web profiles, other profiles""",
    "linkedin_url": """
        linkedin url, linkedin, linked in, linkedin profile, linkedin profile url, linkedin link, linkedin profil,
        linkedin address, linkedin public profile, linkedin public url, public profile url, public profile,
        person linkedin url, linkedin profile link, hs linkedin url, li url, linkedin public profile url,
        perfil de linkedin, profil linkedin, profilo linkedin""",
    "github_url": """
        github url, github, git hub, github profile, github profile url, github link, github username, github handle,
        github user, github login, profil github""",
    "company": """
        company, company name, employer, employer name, organization, organisation, organization name,
        organisation name, org, workplace, works at, firma, firmenname, unternehmen, arbeitgeber, aktueller arbeitgeber,
        entreprise, societe, employeur, empresa, compania, empleador, azienda, societa, datore di lavoro, empregador,
        bedrijf, bedrijfsnaam, werkgever, organisatie, virksomhed, arbejdsgiver, foretag, arbetsgivare, arbeidsgiver,
        yritys, pracodawca, spolecnost, zamestnavatel, sirket, компания, 会社名, 会社, 公司, company table name""",
    "title": """
        title, job title, position, role, headline, occupation, job function title, position title, organization title,
        linkedin headline, titel, jobtitel, berufsbezeichnung, stellenbezeichnung, beruf, stelle, funktion, poste,
        intitule du poste, fonction, titre, cargo, puesto, titulo, posizione, ruolo, qualifica, funcao, functie,
        functietitel, stilling, befattning, stanowisko, pozice, unvan, должность, 役職, 職種, 职位""",
    "location": """
        location, place, location name, full location, full address, city state, city and state, city country,
        area, metro area, geography, geo, ort, wohnort, standort, lieu, localisation, ubicacion, lugar,
        localizacao, localita, luogo, locatie, woonplaats, plats, sted, paikka, lokalizacja, местоположение, 所在地,
        地点""",
    "middle_name": """
        middle name, middle, middle initial, middle names, second given name, additional name, zweiter vorname,
        deuxieme prenom, segundo nombre, secondo nome, отчество, mname""",
    "name_suffix": "suffix, name suffix, generation, namenszusatz, suffixe, sufijo, generational suffix",
    "city": """
        city, town, suburb, municipality, locality, stadt, gemeinde, ville, ciudad, citta, comune, cidade, stad, by,
        kaupunki, miasto, mesto, varos, oras, sehir, город, 市, 城市, mailing city, address city""",
    "region": """
        state, region, province, county, state region, state province, state or province, bundesland, kanton, etat,
        departement, provincia, comunidad autonoma, regione, estado, provincie, lan, wojewodztwo, область, 都道府県, 省,
        state code, mailing state, address state""",
    "country": """
        country, country region, nation, country name, country code, land, staat, pays, pais, paese, kraj, zeme, orszag,
        tara, ulke, maa, страна, 国, 国家, mailing country, address country""",
}

_OWNERS = frozenset({"candidate", "contact", "person", "applicant", "prospect", "lead", "profile", "personal"})


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WAYS = _words("""
    primary secondary personal private work business office home other alternate alternative additional main preferred
    all privat geschaftlich beruflich zweite weitere""")
_NOW = _words("current latest present primary last recent most now aktuelle actuelle actual")
_HERE = _words("current home primary present")
_QUALIFIERS: Mapping[str, frozenset[str]] = {
    "emails": _WAYS | {"company", "professional"},
    "phones": _WAYS | {"direct", "day", "evening"},
    "company": _NOW,
    "title": _NOW,
    "location": _HERE,
    "city": _HERE,
    "region": _HERE,
    "country": _HERE,
    "profiles": _words("other all additional"),
    "linkedin_url": _words("primary"),
}
"""Words that may stand before or behind a name without changing what the column is to a matching."""

_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def meaning_of(heading: str) -> str | None:
    """One of MEANINGS, or None for a name that says nothing about who somebody is. Numbers in it do not count."""
    words = words_of(heading)
    for known_as in (words, without_owner(words)):
        if meaning := _spelled().get("".join(known_as)):
            return meaning
    bare = without_owner(words)
    return next((meaning for meaning in _QUALIFIERS if _is_qualified(bare, meaning)), None)


def rank_of_id(heading: str) -> int:
    """Which of several ids is the record's own: the lower, the surer."""
    order = ["".join(words_of(each)) for each in _SPELLINGS[RECORD_ID].split(",")]
    found = "".join(words_of(heading))
    return order.index(found) if found in order else len(order)


def words_of(heading: str) -> tuple[str, ...]:
    """A heading's words, without accents, letter case, numbers and signs: ``contactE-Mail_1`` is contact e mail."""
    plain = unicodedata.normalize("NFKD", _HUMP.sub(" ", heading).replace("ł", "l").replace("ø", "o"))
    bare = "".join(char for char in plain if not unicodedata.combining(char) or char in "\u3099\u309a")
    return tuple(_WORD.findall(unicodedata.normalize("NFC", bare).casefold()))


def without_owner(words: tuple[str, ...]) -> tuple[str, ...]:
    """``candidate email`` is email."""
    return words[1:] if len(words) > 1 and words[0] in _OWNERS else words


def _is_qualified(words: tuple[str, ...], meaning: str) -> bool:
    qualifiers = _QUALIFIERS[meaning]
    inner = list(words)
    while inner and inner[0] in qualifiers:
        inner.pop(0)
    while inner and inner[-1] in qualifiers:
        inner.pop()
    return len(inner) < len(words) and _spelled().get("".join(inner)) == meaning


@cache
def _spelled() -> Mapping[str, str]:
    return {
        "".join(words_of(spelling)): meaning
        for meaning, spellings in _SPELLINGS.items()
        for spelling in spellings.split(",")
    }
