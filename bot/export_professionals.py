"""The part of the export about the organisation: nudges that were sent, requests and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot import speech
from governance.members import MemberId
from governance.nudge_words import nudge_words
from governance.nudges import Nudges
from governance.requests import Requests
from storage.records import House

Json = dict[str, Any]
Time = Callable[[datetime | None], str | None]


def nudges_sent(
    nudges: Nudges,
    requests: Requests,
    house: House,
    names: Mapping[MemberId, str],
    called: Callable[[MemberId], str],
    time: Time,
) -> list[Json]:
    """Each nudge to each professional, in the words of then; people are called as they are now."""
    exported = []
    for sent in nudges.sent:
        listener = speech.Listener(sent.language, house.zone, sent.at, names, is_lasting=True)
        words = nudge_words(sent, requests)
        text = speech.say(words, listener).plain
        exported += [
            {"to": called(to), "week": sent.week, "at": time(sent.at), "text": text}
            for to in sent.to
        ]
    return exported


def requests_made(requests: Requests) -> list[Json]:
    """What was asked of the organisation, and what came of it."""
    return [
        {
            "ref": one.ref,
            "text": one.made.text,
            "state": one.state.value,
            "due": one.due.isoformat() if one.due else None,
            "answer": one.answer.text if one.answer else None,
        }
        for one in requests.known
    ]
