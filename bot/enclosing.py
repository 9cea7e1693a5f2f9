"""From an outcome that promises a file to the file."""

from __future__ import annotations

from bot.mirror import picture_of
from bot.own_file import own_document
from bot.room import Capabilities, Document, Picture
from bot.speech import Listener
from commands.turn import Turn
from governance.outcomes import MirrorShown, MyData, Outcome


async def enclosed(
    outcome: Outcome, turn: Turn, listener: Listener, capabilities: Capabilities
) -> Picture | Document | None:
    """What goes with the words of an outcome; None: they are all, or the chat takes no more."""
    match outcome:
        case MirrorShown(lines=lines) if lines and capabilities.pictures:
            return picture_of(outcome, listener)
        case MyData() if capabilities.files:
            return await own_document(turn)
    return None
