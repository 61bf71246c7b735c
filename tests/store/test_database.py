"""Opening the store, and what its transactions promise, whichever the engine."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from syncengine.store import Store, open_store, people
from syncengine.store.engines import BadAddress, make_engine
from syncengine.store.tables import link, metadata
from syncengine.store.troubles import StoreAway


def test_a_fresh_store_has_every_table(store: Store) -> None:
    assert set(sa.inspect(store.engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_opening_again_keeps_what_was_stored(store: Store, url: str) -> None:
    with store.write() as connection:
        person = people.new_person(connection, now=1.0)
    store.close()
    again = open_store(url)
    with again.read() as connection:
        assert people.all_people(connection) == [person]
    again.close()


class Interruption(Exception):
    """Something that went wrong half-way."""


def make_two_people_but_stop_after_one(store: Store) -> None:
    with store.write() as connection:
        people.new_person(connection, now=1.0)
        raise Interruption


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(Interruption):
        make_two_people_but_stop_after_one(store)
    with store.read() as connection:
        assert people.count_people(connection) == 0


def test_a_reader_sees_one_state_throughout(store: Store) -> None:
    with store.read() as reader:
        assert people.count_people(reader) == 0
        with store.write() as writer:
            people.new_person(writer, now=1.0)
        assert people.count_people(reader) == 0
    with store.read() as reader:
        assert people.count_people(reader) == 1


def test_what_a_writer_has_read_stays_true(store: Store) -> None:
    """Eight threads that count and then write what they counted: nobody's work is lost."""

    def make_a_person_named_by_their_number() -> None:
        for _ in range(5):
            with store.write() as connection:
                number = people.count_people(connection)
                connection.execute(metadata.tables["person"].insert().values(id=f"p_{number}", made_at=1.0))

    threads = [threading.Thread(target=make_a_person_named_by_their_number) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert people.count_people(connection) == 40


def test_ids_follow_each_other_as_in_python(store: Store) -> None:
    """Neither the language of a server nor a new version of its collations has a say."""
    ids = ["A", "B", "Z", "_", "a", "a b", "a-b", "ab", "b", "É", "é", "ﬀ", "😀"]
    with store.write() as connection:
        connection.execute(metadata.tables["person"].insert(), [{"id": each, "made_at": 1.0} for each in ids])
    with store.read() as connection:
        assert people.all_people(connection) == ids
        assert people.all_people(connection, after="a b", limit=3) == ["a-b", "ab", "b"]


@pytest.mark.parametrize("text", ["a\0b", "\0", "\ue000", "\ue000\ue000\ue001\0", "\\u0000", "\\\0\\\\u0000", '"\0'])
def test_every_text_comes_back_as_it_went_in(store: Store, text: str) -> None:
    """Vendors send NUL characters, which PostgreSQL's text cannot have; whatever stands for them may be sent too."""
    evidence = {text: [text, {"match": {"probability": 0.5}}], "outcome": text}
    with store.write() as connection:
        values = {"person_id": "p", "system": "crm", "kind": "candidate", "actor": "me", "made_at": 1.0}
        connection.execute(link.insert().values(ref_id=text, evidence=evidence, **values))
    with store.read() as connection:
        row = connection.execute(sa.select(link).where(link.c.ref_id == text)).one()
        asked = sa.select(link.c.evidence["outcome"].as_string()).where(link.c.ref_id.in_([text, "other"]))
        assert len(connection.execute(asked).all()) == 1
        raw = connection.exec_driver_sql("SELECT ref_id FROM link").scalar_one()
    assert (row.ref_id, row.evidence, raw) == (text, evidence, text)


@pytest.mark.parametrize(
    "address", ["mysql+nosuch://host/x", "postgresql+nosuch://u:secret@host/x", "postgresql://u:secret@[::/x", "what"]
)
def test_an_address_that_means_nothing_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(BadAddress, match="postgresql://USER@HOST/DATABASE") as caught:
        make_engine(address)
    assert "secret" not in str(caught.value)


def test_a_server_that_does_not_answer_is_named_without_the_password() -> None:
    with pytest.raises(StoreAway, match=r"127\.0\.0\.1/x") as caught:
        open_store("postgresql://someone:secret@127.0.0.1:1/x")
    assert "secret" not in str(caught.value)
