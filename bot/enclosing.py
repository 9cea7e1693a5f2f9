"""From an outcome that promises a file to the file."""

from __future__ import annotations

from bot.files import file_of
from bot.mirror import picture_of
from bot.own_file import own_document
from bot.poster import poster
from bot.poster_page import MEDIA_TYPE
from bot.room import Capabilities, Document, Picture
from bot.speech import Listener
from commands.turn import Turn
from governance.outcomes import ExportMade, MirrorShown, MyData, Outcome, PosterMade


async def enclosed(
    outcome: Outcome, turn: Turn, listener: Listener, capabilities: Capabilities
) -> Picture | Document | None:
    """What goes with the words of an outcome; None: they are all, or the chat takes no more."""
    match outcome:
        case MirrorShown(lines=lines) if lines and capabilities.pictures:
            return picture_of(outcome, listener)
        case ExportMade(form=form) if capabilities.files:
            return await file_of(turn.tx, turn.house, form, turn.now, listener.prefix)
        case PosterMade() if capabilities.files:
            name = f"poster-{listener.now.astimezone(listener.zone):%Y-%m-%d}.html"
            return Document.of(name, MEDIA_TYPE, await poster(turn, listener))
        case MyData() if capabilities.files:
            return await own_document(turn)
    return None
