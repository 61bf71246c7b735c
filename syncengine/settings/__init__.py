"""The user's configuration: read completely, checked completely, secrets never shown."""

from syncengine.settings.delivery import Delivery
from syncengine.settings.doors import Receiver, Rhythm
from syncengine.settings.file import DEFAULT_STORE, Settings, load_settings
from syncengine.settings.matching import Matching
from syncengine.settings.policy import read_policy
from syncengine.settings.starter import AlreadyThere, init_text, write_first
from syncengine.settings.systems import SystemSettings

__all__ = [
    "DEFAULT_STORE",
    "AlreadyThere",
    "Delivery",
    "Matching",
    "Receiver",
    "Rhythm",
    "Settings",
    "SystemSettings",
    "init_text",
    "load_settings",
    "read_policy",
    "write_first",
]
