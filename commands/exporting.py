"""A house takes its decisions along: `!export`."""

from __future__ import annotations

from commands import rota
from commands.declare import Said
from commands.reading import echo
from commands.turn import Turn
from governance.outcomes import ExportForm, ExportFormUnknown, ExportMade

FORMS = {form.value: form for form in ExportForm} | {
    "markdown": ExportForm.MD,
    "zip": ExportForm.CSV,
    "excel": ExportForm.CSV,
    "ical": ExportForm.ICS,
}
"""What people type for it; the first four are the contract's."""


async def export(turn: Turn, said: Said) -> None:
    """The file itself is made when this is told; without a word, the one that can be read."""
    form = FORMS.get(said.text.casefold().strip(".,:;!?")) if said.text else ExportForm.MD
    if form is None:
        turn.tell(ExportFormUnknown(echo(said.text)))
        return
    await rota.catch_up(turn)  # who has a turn since a moment ago has it in the file too
    turn.tell(ExportMade(form))
