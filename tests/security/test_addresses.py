"""Where credentials may go: what counts as an address, and what counts as the same place."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.addresses import InsecureAddress, read_address, require_safe
from connectors.errors import Invalid, UnexpectedReply
from connectors.paging import ForeignLink, next_link
from connectors.sandbox.server import serve
from connectors.testing.hostile import Trap
from mappings.problems import BadFile
from syncengine.settings import load_settings
from tests.connectors.toy import Toy, toy_client
from tests.security.wires import client_of

SAFE = [
    ("https://api.vendor.example/v1/", "https://api.vendor.example/v1"),
    ("HTTPS://API.Vendor.example", "HTTPS://API.Vendor.example"),
    ("https://api.vendor.example:8443", "https://api.vendor.example:8443"),
    ("https://[2001:db8::1]/v1", "https://[2001:db8::1]/v1"),
    ("http://127.0.0.1:9001/v3/", "http://127.0.0.1:9001/v3"),
    ("http://LOCALHOST:9001", "http://LOCALHOST:9001"),
    ("http://[::1]:9001", "http://[::1]:9001"),
]

UNSAFE = {
    "plain": "http://vendor.example",
    "looks local": "http://127.0.0.1.evil.example",
    "a local user": "http://localhost@evil.example",
    "a local user and password": "http://127.0.0.1:80@evil.example/",
    "user and password": "https://user:password@vendor.example",
    "no user": "https://@vendor.example",
    "local with a dot": "http://localhost./",
    "a dot at the end": "https://vendor.example./",
    "two dots": "https://vendor..example/",
    "local in decimal": "http://2130706433/",
    "local in short": "http://127.1/",
    "every address": "http://0.0.0.0/",
    "every IPv6 address": "http://[::]/",
    "IPv4 in IPv6": "http://[::ffff:127.0.0.1]/",
    "a zone": "http://[::1%25eth0]/",
    "half an IPv6 address": "https://[::1",
    "no IPv6 address": "https://[::1::2]/",
    "no host": "https://",
    "only a port": "https://:443/",
    "port zero": "https://vendor.example:0",
    "a port too high": "https://vendor.example:65536",
    "a port that is none": "https://vendor.example:44x",
    "a backslash": "https://vendor.example\\@evil.example/",
    "a backslash for a slash": "https:\\\\vendor.example",
    "one slash": "https:/vendor.example",
    "no scheme": "//vendor.example",
    "a tab in the scheme": "ht\ttps://vendor.example",
    "a line end in the host": "https://vendor.\nexample",
    "a space before": " https://vendor.example",
    "a line end after": "https://vendor.example\n",
    "a space in the path": "https://vendor.example/a b",
    "wide letters": "http://ｌocalhost/",
    "a wide dot": "https://vendor。example/",
    "a letter that looks like one": "https://vеndor.example/",
    "percent in the host": "http://127.0.0.1%2eevil.example/",
    "a question": "https://vendor.example/?x=",
    "a question without a path": "https://vendor.example?x=",
    "a fragment": "https://vendor.example/#",
    "another scheme": "ftp://127.0.0.1",
    "a file": "file:///etc/passwd",
    "a unix socket": "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "nothing": "",
}


@pytest.mark.parametrize(("url", "kept"), SAFE)
def test_safe_addresses(url: str, kept: str) -> None:
    assert require_safe(url) == kept


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_addresses_are_refused_and_not_quoted(name: str) -> None:
    with pytest.raises(InsecureAddress, match="https") as caught:
        require_safe(UNSAFE[name])
    assert "vendor" not in str(caught.value)
    assert "password" not in str(caught.value)


def test_every_unsafe_address_is_a_problem_with_its_line(tmp_path: Path) -> None:
    """Of every setting that is an address: of the API, of the server for tokens, of our own receiver."""
    path = tmp_path / "talentsync.yaml"
    odd = "https://user:planted-password@vendor.example"
    path.write_text(
        f"""\
version: 1
systems:
  ats: {{connector: greenhouse, client_id: x, client_secret: "${{S}}", base_url: "{odd}", auth_url: "{odd}"}}
  crm: {{connector: gem, api_key: "${{S}}", user: a@b.example, base_url: "https://[::1"}}
receiver:
  public_url: "{odd}"
"""
    )
    with pytest.raises(BadFile) as caught:
        load_settings(path, environ={"S": "s" * 20})
    found = [str(each).partition("talentsync.yaml:")[2].partition(": the address")[0] for each in caught.value.problems]
    assert sorted(found) == [
        "3: systems.ats.auth_url",
        "3: systems.ats.base_url",
        "4: systems.crm.base_url",
        "6: receiver.public_url",
    ]
    assert "planted" not in str(caught.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://vendor.example/a", "https://VENDOR.example:443/b?c=d#e"),
        ("http://127.0.0.1/", "HTTP://127.0.0.1:80"),
        ("http://[::1]:8080/x", "http://[::1]:8080/y"),
    ],
)
def test_the_same_origin(one: str, other: str) -> None:
    assert read_address(one).origin == read_address(other).origin


BASE = "https://api.vendor.example/v1"
FOREIGN = {
    "another host": "https://evil.example/v1/things",
    "a host below": "https://x.api.vendor.example/v1/things",
    "a longer host": "https://api.vendor.example.evil.example/",
    "another port": "https://api.vendor.example:8443/v1/things",
    "no encryption": "http://api.vendor.example/v1/things",
    "no encryption on that port": "http://api.vendor.example:443/v1/things",
    "no scheme": "//evil.example/v1/things",
    "no scheme, same host": "//api.vendor.example/v1/things",
    "relative": "/v1/things?cursor=2",
    "relative without a slash": "things?cursor=2",
    "our host as user": "https://api.vendor.example@evil.example/",
    "our host as user and password": "https://api.vendor.example:443@evil.example/",
    "another host as user": "https://evil.example@api.vendor.example/",
    "a backslash": "https://evil.example\\@api.vendor.example/",
    "a backslash after": "https://api.vendor.example\\.evil.example/",
    "a tab": "https://api.vendor\t.example/",
    "wide letters": "https://ａpi.vendor.example/",
    "a wide dot": "https://api.vendor。example/",
    "an invisible letter": "https://api.vendor\u200b.example/",
    "a dot at the end": "https://api.vendor.example./v1/things",
    "a port that is none": "https://api.vendor.example:99999/",
    "half an IPv6 address": "https://[::1/",
    "script": "javascript:alert(1)",
    "a file": "file:///etc/passwd",
    "nothing": "",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_hostile_links_to_the_next_page_are_refused(name: str) -> None:
    with pytest.raises(ForeignLink) as caught:
        next_link({"link": f'<{FOREIGN[name]}>; rel="next"'}, base_url=BASE)
    assert "evil" not in str(caught.value)


@pytest.mark.parametrize("header", ["<" * 90_000, "<a" * 45_000, "<>;" + ";" * 90_000, "<>" + "rel " * 20_000])
@pytest.mark.timeout(20)
def test_a_hostile_header_is_read_in_one_go(header: str) -> None:
    """The first of these once took the square of its length."""
    assert next_link({"link": header}, base_url=BASE) is None


@pytest.mark.parametrize("name", sorted(FOREIGN.keys() - {"relative"}))
def test_the_client_follows_no_link_elsewhere(name: str) -> None:
    trap = Trap()
    with serve(trap) as elsewhere, toy_client(toy := Toy()) as client:
        link = FOREIGN[name].replace("https://", "http://").replace("evil.example", elsewhere.removeprefix("http://"))
        with pytest.raises((UnexpectedReply, Invalid)):
            client.read(link)
    assert (len(trap.journal), len(toy.journal)) == (0, 0)


@pytest.mark.parametrize(
    "path",
    [
        "@127.0.0.1:9/",
        ":9/",
        ".evil.example/",
        "",
        "/things/../../oauth",
        "/things/%2e%2E/oauth",
        "/things/./1",
        "/things/1?admin=true",
        "/things/1#",
        "/things\\1",
        "/things/1\r\nX-Key: other",
        "/things/\x00",
        "/things/é",
    ],
)
def test_an_id_cannot_lead_a_request_astray(path: str) -> None:
    toy = Toy()
    with toy_client(toy) as client:
        for act in (client.read, lambda path: client.write("DELETE", path)):
            with pytest.raises((Invalid, UnexpectedReply)):
                act(path)
        assert client.calls == 0
    assert len(toy.journal) == 0


def test_ids_as_vendors_make_them_are_sent() -> None:
    with client_of("http://127.0.0.1:9/v0") as client:
        assert client._address("/candidates/Y2Fu%3D%3D/notes") == "http://127.0.0.1:9/v0/candidates/Y2Fu%3D%3D/notes"
        assert client._address("/a.b/..c/~d:e@f!") == "http://127.0.0.1:9/v0/a.b/..c/~d:e@f!"
