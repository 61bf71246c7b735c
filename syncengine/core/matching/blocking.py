"""Which records are worth comparing: those that share at least one of many narrow keys.

The keys are many, because each loses somebody: who changed names keeps the employer, who moved keeps the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from syncengine.core.matching.cards import Cards, Codes, words_only
from syncengine.core.matching.mixing import mixed, once, orderless

_TAIL = 100_000_000


Kind = Callable[[], Codes]
"""Works out the keys of one kind for all records: shape (records, keys of the kind), 0 where there is none.

No record has a key twice, and kinds have no key in common.
"""


def keys(cards: Cards) -> Iterator[Codes]:
    """The keys of all records, kind by kind."""
    return (kind() for kind in kinds(cards))


def kinds(cards: Cards) -> list[Kind]:
    """Every kind, to be worked out one by one or at once."""
    of = cards.of
    given, family = words_only(of("given")), words_only(of("family"))
    first, last = given[:, :1], _last(family)
    former = words_only(of("former"))[:, :1]
    surnames = once(np.column_stack([family[:, 0], last, former]))
    city, initial, family_initial = of("city"), of("given_initial"), of("family_initial")
    work = once(_work(cards))
    return [
        lambda: mixed(1, of("email")),
        lambda: mixed(2, once(of("user"))),
        lambda: mixed(3, once(np.where(of("phone") > 0, of("phone") % _TAIL + 1, 0))),
        lambda: mixed(4, of("linkedin")),
        lambda: mixed(5, of("github")),
        lambda: mixed(6, of("page")),
        lambda: mixed(7, _orderless(given, family, words_only(np.concatenate([of("also"), of("former")], axis=1)))),
        lambda: _with_each(8, of("roots"), surnames),
        lambda: once(_skeletons(cards)),
        lambda: mixed(10, once(np.concatenate([of("spellings")[:, [0, 1, 5]], of("handles")], axis=1))),
        lambda: _with_each(11, work, surnames),
        lambda: mixed(12, work, first),
        lambda: mixed(13, once(of("company_words")), first, family_initial),
        lambda: mixed(14, city, initial, surnames),
        lambda: mixed(15, city, first, family_initial),
        lambda: mixed(16, city, first, of("title")),
        lambda: mixed(17, of("linkedin_letters")),
        lambda: mixed(18, initial, surnames),
        *_of_extras(cards, np.concatenate([first, surnames[:, :1]], axis=1)),
    ]


def _of_extras(cards: Cards, names: Codes) -> Iterator[Kind]:
    """An extra value by itself, and with either name."""
    for at in range(cards.extra_codes.shape[1]):
        value = cards.extra_codes[:, at, :1]
        yield partial(mixed, 100 + at, value)
        yield partial(_with_names, 200 + at, value, names)


def _with_names(kind: int, value: Codes, names: Codes) -> Codes:
    return once(mixed(kind, value, names))


def _work(cards: Cards) -> Codes:
    """Names under which the employer may appear."""
    named = [cards.of(name) for name in ("company", "company_head", "company_also", "title_employer")]
    return np.concatenate([*named, cards.of("employer_domain")[:, :2]], axis=1)


def _with_each(kind: int, parts: Codes, surnames: Codes) -> Codes:
    """Keys of every part with every surname."""
    return np.concatenate([mixed(kind, parts, surnames[:, at : at + 1]) for at in range(surnames.shape[1])], axis=1)


def _last(words: Codes) -> Codes:
    last = words[:, 0]
    for column in range(1, words.shape[1]):
        last = np.where(words[:, column] != 0, words[:, column], last)
    return last


def _orderless(given: Codes, family: Codes, also: Codes) -> Codes:
    """All words of the name in any order, when there are two and more."""
    words = np.concatenate([given, family, also], axis=1)
    return np.where((words != 0).sum(axis=1) > 1, orderless(words), 0)[:, None]


def _skeletons(cards: Cards) -> Codes:
    """First and family name as they sound, in either order."""
    given, family = cards.of("given_skeleton"), cards.of("family_skeleton")
    found = []
    for one, other in ((0, 0), (0, 1), (1, 0)):
        low, high = np.minimum(given[:, one], family[:, other]), np.maximum(given[:, one], family[:, other])
        found.append(mixed(9, low, high))
    return np.column_stack(found)
