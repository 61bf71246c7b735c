"""What the answers to test deliveries mean, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from syncengine.front.checks import Finding
from syncengine.front.display.words import command
from syncengine.front.webhooks.remembered import Arrived
from syncengine.front.webhooks.sending import Answer, Trouble

REFUSED = 401
"""What our receiver answers to what is not genuine."""


@dataclass(frozen=True, slots=True)
class Trial:
    """``accepts`` is the status that counts as delivered with this vendor. ``arrived`` is the delivery in our store;
    ``forged`` the answer to one that nobody has signed, None when there was nobody to send it to. ``local``: it is the
    receiver itself that is asked."""

    system: str
    url: str
    accepts: int
    answer: Answer
    arrived: Arrived | None
    forged: Answer | None
    local: bool
    config: Path

    @property
    def accepted(self) -> bool:
        return self.answer.status == self.accepts


def verdicts(trial: Trial) -> Iterator[Finding]:
    """What is wrong; nothing when the delivery arrived and the forged one was refused."""
    if trial.answer.trouble is not None:
        yield _problem(trial, *_of_trouble(trial, trial.answer.trouble))
        return
    if not trial.accepted:
        yield _problem(trial, *_of_status(trial))
    elif trial.arrived is None:
        yield _problem(trial, *_not_in_store(trial))
    if trial.forged is not None:
        yield from _of_forgery(trial, trial.forged)


def _of_forgery(trial: Trial, forged: Answer) -> Iterator[Finding]:
    if forged.status == trial.accepts:
        text = "this address accepts forged deliveries"
        yield _problem(trial, f"{text}: it is not our receiver that answers there", _look_behind(trial))
    elif trial.accepted and forged.status != REFUSED:
        shown = f"HTTP {forged.status}" if forged.status else "no answer"
        text = f"a forged delivery was answered with {shown}, and our receiver answers with HTTP {REFUSED}"
        yield Finding("warning", text, trial.system, _look_behind(trial))


def _problem(trial: Trial, text: str, fix: str) -> Finding:
    return Finding("problem", text, trial.system, fix)


def _of_trouble(trial: Trial, trouble: Trouble) -> tuple[str, str]:
    if trouble == "refused" and trial.local:
        return (
            "nobody listens there",
            f"start it: {command('run', trial.config)} (or {command('receive', trial.config)})",
        )
    text, fix = _TROUBLES[trouble]
    detail = f" ({trial.answer.detail})" if trial.answer.detail else ""
    return f"{text}{detail}", fix


_TROUBLES: Mapping[Trouble, tuple[str, str]] = {
    "refused": (
        "nothing listens on that port of that host",
        "start the proxy that stands before the receiver, or correct `receiver: public_url`",
    ),
    "unknown_host": (
        "the name of the host is not known",
        "add it to the DNS, or correct `receiver: public_url`",
    ),
    "certificate": (
        "the certificate is not accepted",
        "give the proxy a certificate for this name from a public authority, with all certificates in between",
    ),
    "tls": (
        "no encrypted connection comes about",
        "does this port speak TLS? Correct the proxy, or `receiver: public_url`",
    ),
    "unreachable": (
        "there is no way to that host",
        "look at routes and firewalls between here and there",
    ),
    "proxy": (
        "the proxy for the way out, which the environment names, did not let it through",
        "run this where there is a way out, or name the host in NO_PROXY",
    ),
    "slow": (
        "there was no answer in time",
        "a firewall may swallow it, or the proxy waits for a receiver that is not there",
    ),
    "cut": (
        "the connection ended before an answer",
        "look at the log of what listens there; does it speak http, or https?",
    ),
}


def _of_status(trial: Trial) -> tuple[str, str]:
    status = trial.answer.status or 0
    shown = f"HTTP {status}"
    if trial.answer.location is not None:
        fix = "vendors do not follow: name the address that answers itself as `receiver: public_url`"
        return f"{shown}, a redirect to {trial.answer.location}", fix
    if status == REFUSED and trial.local:
        fix = f"the receiver that runs has read other `webhook_secrets` than {trial.config}; start it anew"
        return f"{shown}: the signature was refused", fix
    if status == REFUSED:
        return f"{shown}: the signature was refused", _past_the_proxy(trial, "changes the body or drops headers")
    if status in _STATUSES:
        text, fix = _STATUSES[status]
        return f"{shown}: {text}", fix.replace("CONFIG", str(trial.config)).replace("SYSTEM", trial.system)
    if 200 <= status < 300:
        return f"{shown}, and only HTTP {trial.accepts} counts as delivered", _look_behind(trial)
    return f"{shown}, which our receiver does not answer with", _look_behind(trial)


_IS_IT_RUNNING = "is the receiver running behind it? Look at the log of the proxy"
_STATUSES: Mapping[int, tuple[str, str]] = {
    400: ("the request was cut off or changed on the way", "the proxy must leave headers and body as they are"),
    403: ("something before the receiver forbids it", "let POST to /webhooks/ through the proxy or the firewall"),
    404: (
        "no such address",
        "the receiver that runs must know SYSTEM and its `webhook_secrets` (start it anew after a change of CONFIG),"
        " and the proxy must leave the path as it is",
    ),
    405: ("POST is not allowed there", "let POST to /webhooks/ through the proxy"),
    408: ("the body did not arrive in time", "the proxy must pass the body on at once, or raise `body_seconds`"),
    413: ("the body is too large for something there", "raise the proxy's limit to that of `receiver: max_body_kib`"),
    415: ("the content type was changed on the way", "the proxy must leave headers and body as they are"),
    429: ("something before the receiver limits requests", "take the limit off for /webhooks/"),
    500: ("the receiver, or what stands before it, failed", "look at the log of the receiver and of the proxy"),
    502: ("the proxy does not reach the receiver", _IS_IT_RUNNING),
    503: ("the receiver cannot store it now, or the proxy does not reach the receiver", "look at the log of both"),
    504: ("the proxy waited for the receiver in vain", _IS_IT_RUNNING),
}


def _not_in_store(trial: Trial) -> tuple[str, str]:
    text = f"HTTP {trial.accepts}, and the delivery is not in the store"
    fix = f"something else answers there, or a receiver with another `store` than {trial.config} names"
    return text, fix


def _past_the_proxy(trial: Trial, suspicion: str) -> str:
    past = command(f"webhooks test {trial.system} --local", trial.config)
    return f"{past}; if that is well, what stands before the receiver {suspicion}, else start the receiver anew"


def _look_behind(trial: Trial) -> str:
    if trial.local:
        return f"find out which program listens there; ours is started by: {command('run', trial.config)}"
    return f"let the proxy lead /webhooks/ to the receiver, and try the receiver itself: {_local(trial)}"


def _local(trial: Trial) -> str:
    return command(f"webhooks test {trial.system} --local", trial.config)
