"""Greenhouse Recruiting, through Harvest v3 (v1 and v2 were switched off on 31 August 2026)."""
