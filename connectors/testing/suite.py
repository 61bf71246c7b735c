"""The suite: all rules, the marks that a connector brings, and skipping by capability."""

from __future__ import annotations

from typing import ClassVar

import pytest

from connectors.testing.marks import Mark, read_marks, unknown_rules
from connectors.testing.requirements import why_not
from connectors.testing.rules.account import AccountRules
from connectors.testing.rules.addresses import AddressRules
from connectors.testing.rules.changing import ChangingRules
from connectors.testing.rules.creating import CreatingRules
from connectors.testing.rules.erasing import ErasingRules
from connectors.testing.rules.hooks import HookRules, SubscriptionRules
from connectors.testing.rules.listing import ListingRules
from connectors.testing.rules.lost_replies import LostReplyRules
from connectors.testing.rules.mails import MailRules
from connectors.testing.rules.note_edits import NoteEditRules
from connectors.testing.rules.pools_and_notes import NoteRules, PoolRules
from connectors.testing.rules.reading import ReadingRules
from connectors.testing.rules.rough_reads import RoughReadRules
from connectors.testing.rules.secrecy import SecrecyRules

_ABOUT_MARKS = "every_mark_names_a_rule"


class ConnectorSuite(
    AccountRules,
    ListingRules,
    ReadingRules,
    CreatingRules,
    ChangingRules,
    PoolRules,
    NoteRules,
    NoteEditRules,
    ErasingRules,
    MailRules,
    LostReplyRules,
    RoughReadRules,
    SecrecyRules,
    AddressRules,
    HookRules,
    SubscriptionRules,
):
    """Subclass it as ``Test<Vendor>``, name the ``package`` with the ``conformance.toml``, give a ``bench`` fixture."""

    package: ClassVar[str]

    @classmethod
    def rules(cls) -> tuple[str, ...]:
        """Names of all rules, as ``conformance.toml`` spells them."""
        return tuple(name.removeprefix("test_") for name in dir(cls) if name.startswith("test_"))

    @classmethod
    def marks(cls) -> dict[str, Mark]:
        return read_marks(cls.package)

    @pytest.fixture(autouse=True)
    def _as_marked(self, request: pytest.FixtureRequest) -> None:
        rule = request.node.originalname.removeprefix("test_")
        if rule == _ABOUT_MARKS:
            return
        mark = self.marks().get(rule)
        if mark is not None:
            request.applymarker(mark.decorator())
        reason = why_not(request.function, request.getfixturevalue("bench"))
        if reason is not None:
            pytest.skip(reason)

    def test_every_mark_names_a_rule(self) -> None:
        strangers = unknown_rules(self.marks(), set(self.rules()) - {_ABOUT_MARKS})
        assert not strangers, f"conformance.toml marks rules that do not exist: {', '.join(strangers)}"
