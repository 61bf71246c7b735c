"""Logs: events on stderr, for people or for machines. Personal data and secrets are taken out here, in one place.

What counts as personal follows the definition of the canonical fields, what counts as secret the manifests of the
connectors. Messages of exceptions are never logged: a message may quote a value.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy.engine import make_url

from connectors import registry
from mappings.canonical import FIELDS
from syncengine.settings import Settings

LogFormat = Literal["human", "json"]
Event = MutableMapping[str, Any]

GONE = "[redacted]"
"""Stands where something was that belongs in no log."""

_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)

_NAMES_OF_CONTENT = frozenset(
    {"name", "full_name", "email", "body", "content", "query", "params", "raw", "value", "values", "was"}
)
_SHORTEST_SECRET = 6
"""A shorter value would be found inside innocent words."""


class Redactor:
    """A structlog processor that replaces what is personal or secret, by key, and secrets by value as well."""

    def __init__(self) -> None:
        personal = {name for name, field in FIELDS.items() if field.personal}
        self._keys = personal | {name.removesuffix("s") for name in personal} | _NAMES_OF_CONTENT
        self._secrets: tuple[str, ...] = ()

    def protect(self, settings: Settings) -> None:
        """Learn the secrets of a configuration: the names of its secret settings, and their values."""
        for system in settings.systems:
            secret = [each.name for each in registry.load(system.connector).manifest.settings if each.secret]
            self._keys.update(secret)
            self._learn(system.settings.get(name) for name in secret)
            self._learn(system.webhook_secrets)
        self._learn([make_url(settings.store_url).password, settings.receiver.token])
        for url in (settings.store_url, settings.redis.url if settings.redis else ""):
            written = urlsplit(url).password
            self._learn([written, unquote(written or "")])

    def text(self, text: str) -> str:
        """A text without the secrets that we know, and with nothing in it that could rule a terminal."""
        for secret in self._secrets:
            text = text.replace(secret, GONE)
        return text if text.isprintable() else "".join(map(_visible, text))

    def __call__(self, logger: object, method: str, event: Event) -> Event:
        return {key: self._clean(key, value) for key, value in event.items()}

    def _learn(self, values: Iterable[str | None]) -> None:
        # Never changed in place: other threads may be logging while a configuration is read again. The longest come
        # first: one secret may begin with another.
        learned = {value for value in values if value and len(value) >= _SHORTEST_SECRET}
        self._secrets = tuple(sorted(learned.union(self._secrets), key=lambda secret: (-len(secret), secret)))

    def _clean(self, key: str, value: Any) -> Any:
        if key.lower() in self._keys:
            return GONE
        if isinstance(value, Mapping):
            return {self.text(str(inner)): self._clean(str(inner), each) for inner, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean("", each) for each in value]
        if isinstance(value, BaseException):
            return type(value).__name__
        return self.text(value) if isinstance(value, str) else value


def _visible(char: str) -> str:
    return char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()


def configure(*, verbosity: int = 0, log_format: LogFormat = "human") -> Redactor:
    """Send events to stderr: warnings only, with 1 also decisions, with 2 also requests."""
    redactor = Redactor()
    level = _LEVELS[min(verbosity, len(_LEVELS) - 1)]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _exception_without_message,
            redactor,
            _renderer(log_format),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # Asked anew for every line, so that lines find the stderr of the moment (a progress bar takes it over).
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _quiet_libraries()
    return redactor


def trace(error: BaseException) -> list[str]:
    """Where an error and its causes came from, oldest first: classes and lines of code, never a message."""
    lines: list[str] = []
    for each in _causes(error):
        lines.append(f"{type(each).__module__}.{type(each).__qualname__}")
        lines += [f"  {at.filename}:{at.lineno} in {at.name}" for at in traceback.extract_tb(each.__traceback__)]
    return lines


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return reversed(chain)


def _exception_without_message(logger: object, method: str, event: Event) -> Event:
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else (sys.exc_info()[1] if given else None)
    if error is not None:
        event["exception"] = type(error).__name__
        event["trace"] = trace(error)
    return event


def _renderer(log_format: LogFormat) -> structlog.typing.Processor:
    if log_format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


class _Library(logging.Handler):
    """Warnings of libraries: who and where. What they say may quote a value or an address with its query."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger("talentsync.dependencies")
        log.warning("library.warning", library=record.name, at=f"{record.module}:{record.lineno}")


def _quiet_libraries() -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Library)]:
        root.removeHandler(handler)
    root.addHandler(_Library(logging.WARNING))
    root.setLevel(logging.WARNING)
    for name in ("httpx", "httpcore", "uvicorn", "alembic", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
