"""From the facts about a house's changes to what was changed, by what: a pure fold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from governance.change_facts import ChangeFact, ChangeMade, ChangeVoid
from governance.effects import Effect, Elect, EndElection, EndRole, MakeRole, SetSetting, collide
from governance.role_facts import RoleName


@dataclass(frozen=True, slots=True)
class Changes:
    """What a house changed in its own structure, the first one first."""

    made: tuple[ChangeMade, ...] = ()
    void: tuple[ChangeVoid, ...] = ()

    @property
    def next_number(self) -> int:
        """The number of the next change."""
        return len(self.made) + 1

    def get(self, number: int) -> ChangeMade | None:
        """The change with this number."""
        return self.made[number - 1] if 0 < number <= len(self.made) else None

    def ran(self, agreement: int) -> bool:
        """Whether what this agreement brings ran, or was seen to be void: it never does again."""
        is_void = any(one.agreement == agreement for one in self.void)
        return is_void or self.of_agreement(agreement) is not None

    def of_agreement(self, agreement: int) -> ChangeMade | None:
        """What this agreement changed."""
        return next((one for one in self.made if one.agreement == agreement), None)

    def undo_of(self, agreement: int | None) -> Effect | None:
        """What makes it as it was before this agreement; None: nothing, or it changed nothing."""
        made = self.of_agreement(agreement) if agreement is not None else None
        return made.undo if made else None

    def is_undone(self, change: ChangeMade) -> bool:
        """Somebody took it back."""
        return any(one.undoes == change.number for one in self.made)

    def built_upon(self, change: ChangeMade) -> bool:
        """The same thing was changed again since."""
        later = self.made[change.number :]
        return any(collide(one.effect, change.effect) for one in later)

    def of_setting(self, name: str) -> ChangeMade | None:
        """The last change of this setting."""
        return self._last(lambda effect: isinstance(effect, SetSetting) and effect.name == name)

    def of_role(self, role: RoleName) -> tuple[ChangeMade, ...]:
        """What was changed about this role."""
        of_roles = (MakeRole, EndRole, Elect, EndElection)
        return tuple(
            one for one in self.made if isinstance(one.effect, of_roles) and one.effect.role == role
        )

    def _last(self, fits: Callable[[Effect], bool]) -> ChangeMade | None:
        return next((one for one in reversed(self.made) if fits(one.effect)), None)


def fold_changes(facts: Iterable[ChangeFact]) -> Changes:
    """What these facts, the first one first, come to."""
    changes = Changes()
    for fact in facts:
        changes = add_change_fact(changes, fact)
    return changes


def add_change_fact(changes: Changes, fact: ChangeFact) -> Changes:
    """What it comes to with one more fact, which must come after all the others."""
    match fact:
        case ChangeMade():
            return replace(changes, made=(*changes.made, fact))
        case ChangeVoid():
            return replace(changes, void=(*changes.void, fact))
