"""Polls as Matrix carries them (MSC3381): what to send, and what a tap on one says.

Sent in the unstable form, the only one that clients' parsers read; understood in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.matrix.plain import as_dict, as_text
from bot.room import Poll

_POLL = "org.matrix.msc3381.poll"
_TEXT = "org.matrix.msc1767.text"
_MOST_ANSWERS = 20  # what MSC3381 lets a poll have

START = f"{_POLL}.start"
RESPONSE = f"{_POLL}.response"
END = f"{_POLL}.end"
STABLE_RESPONSE = "m.poll.response"
RESPONSES = (RESPONSE, STABLE_RESPONSE)
"""The event types of a tap on an answer."""
ENDS = (END, "m.poll.end")
"""The event types of the end of a poll."""


@dataclass(frozen=True, slots=True)
class Tap:
    """The answer ids somebody chose in a poll (its event id); none: taken back, or spoilt."""

    poll: str
    answers: tuple[str, ...]


def start(poll: Poll) -> dict[str, Any]:
    """The content of the event that shows the poll, everybody's taps visible, one answer each."""
    return {
        _TEXT: poll.fallback,
        START: {
            "kind": f"{_POLL}.disclosed",
            "max_selections": 1,
            "question": {_TEXT: poll.question},
            "answers": [{"id": key, _TEXT: words} for key, words in poll.answers],
        },
        "m.mentions": {},
    }


def end(poll: str, plain: str) -> dict[str, Any]:
    """The content of the event after which the poll `poll` (its event id) takes no more taps."""
    return {
        "m.relates_to": {"rel_type": "m.reference", "event_id": poll},
        _TEXT: plain,
        END: {},
        "m.mentions": {},
    }


def tap(content: Mapping[str, Any]) -> Tap | None:
    """What the content of a response says; None when it does not say to which poll.

    Answers of a wrong form make an empty list, as MSC3381 has it: the vote is spoilt.
    """
    poll = _poll_of(content)
    if poll is None:
        return None
    unstable = content.get(RESPONSE)
    if unstable is None:
        return Tap(poll, _answers(content.get("m.selections")))
    return Tap(poll, _answers(as_dict(unstable).get("answers")))


def ended(content: Mapping[str, Any]) -> str | None:
    """The poll (its event id) that the content of an end is about; None when it does not say."""
    return _poll_of(content)


def _poll_of(content: Mapping[str, Any]) -> str | None:
    relation = as_dict(content.get("m.relates_to"))
    poll = as_text(relation.get("event_id"))
    return poll if poll and relation.get("rel_type") == "m.reference" else None


def _answers(chosen: Any) -> tuple[str, ...]:
    if not isinstance(chosen, list):
        return ()
    answers = [as_text(answer) for answer in chosen[:_MOST_ANSWERS]]
    return tuple(answer for answer in answers if answer) if all(answers) else ()
