"""Rules about where credentials may travel: to the configured host, over a safe road, nowhere else."""

from __future__ import annotations

import pytest

from connectors.errors import ConnectorError
from connectors.sandbox.server import serve
from connectors.testing.fixtures import Bench
from connectors.testing.hostile import SandboxHostile, Trap
from connectors.testing.requirements import over_http, with_next_links


class AddressRules:
    @over_http
    def test_plain_http_to_another_machine_is_refused(self, bench: Bench) -> None:
        addresses = [s.name for s in bench.connector.manifest.settings if s.name.endswith("_url")]
        assert addresses
        for name in addresses:
            with pytest.raises(ValueError, match="https"):
                bench.rebuild({name: "http://vendor.example"}).check()

    @over_http
    def test_redirects_are_not_followed(self, bench: Bench) -> None:
        bench.people(1)
        assert self._visits_to_a_trap(bench, "redirect") == 0

    @over_http
    @with_next_links
    def test_a_next_page_on_another_host_is_refused(self, bench: Bench) -> None:
        bench.people(bench.samples.several_pages)
        assert self._visits_to_a_trap(bench, "foreign_link") == 0

    def _visits_to_a_trap(self, bench: Bench, fault: str) -> int:
        """Requests that another host got while a listing was led there. The listing must fail, and say so."""
        assert isinstance(bench.hostile, SandboxHostile)
        trap = Trap(clock=bench.clock)
        with serve(trap) as elsewhere:
            bench.hostile.plant(fault, on="read", times=None, location=elsewhere)
            with pytest.raises(ConnectorError):
                list(bench.connector.pages("candidate"))
        return len(trap.journal)
