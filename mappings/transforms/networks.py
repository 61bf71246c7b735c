"""Profiles kept as one handle that never changes beside a list of pages that the vendor derives from addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mappings.canonical import Field, Value
from mappings.keys import key_of, keyed
from mappings.profiles import linkedin_slug
from mappings.transforms.base import UNSET, Data, Reading, Transform, Unsayable, Unset, distinct, entries_at, text_at

_HOST = r"[^\s/.:@?#]+(?:\.[^\s/.:@?#]+)+(?::\d+)?"
_WEB = re.compile(rf"https?://{_HOST}(?:[/?#]\S*)?", re.IGNORECASE)
_PAGE = {"linkedin": "https://www.linkedin.com/in/", "github": "https://github.com/"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandleAndProfiles(Transform):
    """A LinkedIn handle (text) and profiles ({network, url, username}), read as one set of addresses.

    Written as a list of addresses at ``write_path``, which replaces the profiles; the handle is given on creation
    only and stays for ever.
    """

    transform: Literal["handle_and_profiles"] = "handle_and_profiles"
    handle_path: str
    profiles_path: str
    write_path: str

    def read(self, field: Field, data: Data) -> Reading:
        handle, pages = self._handle_page(data), self._pages(data)
        if handle is UNSET or pages is UNSET:
            return UNSET
        return distinct(field, [*handle, *pages])

    def write(self, field: Field, value: Value, current: Data | None) -> dict[str, Any]:
        wanted = keyed(field, value)
        if current is None:
            return self._new(field, wanted)
        handle, pages = self._handle_page(current), self._pages(current)
        if handle is UNSET or pages is UNSET:
            raise Unsayable(field.name, "the vendor did not report the list that would be replaced")
        handle_keys = {key_of(field, page) for page in handle}
        if not handle_keys <= wanted.keys():
            raise Unsayable(field.name, "the vendor cannot change or remove a LinkedIn handle")
        kept = [_with_scheme(page) for page in pages if key_of(field, page) in wanted]
        present = handle_keys | {key_of(field, page) for page in pages}
        return {
            self.write_path: kept + [_address(field, member) for key, member in wanted.items() if key not in present]
        }

    def _new(self, field: Field, wanted: Mapping[str, str]) -> dict[str, Any]:
        slugs = (linkedin_slug(member) for member in wanted.values())
        handle = next((slug for slug in slugs if slug is not None), None)
        addresses = [_address(field, member) for member in wanted.values()]
        return (
            {self.write_path: addresses} if handle is None else {self.write_path: addresses, self.handle_path: handle}
        )

    def _handle_page(self, data: Data) -> list[str] | Unset:
        handle = text_at(data, self.handle_path)
        if handle is UNSET:
            return UNSET
        return [] if handle is None else [f"{_PAGE['linkedin']}{handle}"]

    def _pages(self, data: Data) -> list[str] | Unset:
        profiles = entries_at(data, self.profiles_path)
        if profiles is UNSET:
            return UNSET
        return [page for profile in profiles if (page := _page(profile)) is not None]


def _page(profile: Mapping[str, Any]) -> str | None:
    """The address of a profile; made from network and user name where the vendor gives no address."""
    url = text_at(profile, "url")
    if isinstance(url, str):
        return url
    network, username = text_at(profile, "network"), text_at(profile, "username")
    if isinstance(network, str) and isinstance(username, str) and network.lower() in _PAGE:
        return f"{_PAGE[network.lower()]}{username}"
    return None


def _address(field: Field, member: str) -> str:
    """A member as an address that the vendor takes. Raises Unsayable when it is no web address."""
    whole = _with_scheme(member)
    if not _WEB.fullmatch(whole):
        raise Unsayable(field.name, "one of them is not a web address")
    return whole


def _with_scheme(text: str) -> str:
    """Elsewhere people leave the scheme out; this vendor wants it."""
    bare = text.strip()
    return bare if "://" in bare else f"https://{bare.removeprefix('//')}"
