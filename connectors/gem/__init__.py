"""Gem (API v0), a recruiting CRM. Start at :mod:`connectors.gem.connector`; the oddities are told in ``README.md``."""
