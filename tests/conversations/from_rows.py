"""What an export has to tell, read from the rows of the database alone.

Nothing of Kring's own reading or folding is used here: two ways to the same table are compared, and
one that leaves something out, or tells it twice, is found.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_MEMBER = re.compile("\ue002(\\d+)\ue003")
_CUT_SHORT = {"RoleEnded", "RoleAltered"}


class FromRows:
    """One house's rows, told as the tables of the contract (design §7.7)."""

    def __init__(self, rows: Rows, *, with_people: bool) -> None:
        self.facts = [row | {"body": json.loads(row["body"])} for row in rows["facts"]]
        self.members = rows["members"]
        self.language = rows["houses"][0]["language"]
        known = Counter(row["name"] for row in self.members if row["same_as"] is None)
        own = {
            row["id"]: row["name"] if known[row["name"]] == 1 else str(row["id"])
            for row in self.members
        }
        self._names = {row["id"]: own[row["same_as"] or row["id"]] for row in self.members}
        hidden = {
            row["subject"] for row in self._all("Proposed") if row["body"]["kind"] == "person"
        }
        self.hidden = frozenset() if with_people else frozenset(hidden)
        self.facts = [row for row in self.facts if row["subject"] not in self.hidden]

    # ------------------------------------------------------------------------------ the tables

    def people(self) -> Counter[tuple[Any, ...]]:
        return Counter(
            (str(row["id"]), row["name"], row["kind"]) for row in self.members if not row["same_as"]
        )

    def proposals(self) -> Counter[tuple[Any, ...]]:
        return Counter((row["subject"], row["body"]["kind"]) for row in self._all("Proposed"))

    def versions(self) -> Counter[tuple[Any, ...]]:
        found = [(row, 1) for row in self._all("Proposed")]
        found += [(row, row["body"]["version"]) for row in self._all("Amended")]
        return Counter(
            (row["subject"], number, self.text(row["body"]["text"]), moment(row["body"]["at"]))
            for row, number in found
        )

    def stances(self) -> Counter[tuple[Any, ...]]:
        return Counter(
            (
                row["subject"],
                self.name(body["by"]),
                body["stance"],
                said(body["reason"]),
                body["version"],
                moment(body["at"]),
                self.name(body["said_by"]),
            )
            for row in self._all("StanceTaken")
            if (body := row["body"])["stance"]
        )

    def last_said(self) -> dict[tuple[str, str], tuple[str, int]]:
        """Of each proposal and member the last stance that stands, and on which version."""
        last: dict[tuple[str, str], list[Row]] = {}
        for row in self._all("StanceTaken"):
            last.setdefault((row["subject"], self.name(row["body"]["by"]) or ""), []).append(row)
        void = {(row["subject"], row["body"]["source"]) for row in self._all("StanceRetracted")}
        found = {}
        for key, rows in last.items():
            standing = [one for one in rows if (key[0], one["body"]["source"]) not in void]
            if standing and standing[-1]["body"]["stance"]:
                found[key] = (standing[-1]["body"]["stance"], standing[-1]["body"]["version"])
        return found

    def objectors(self) -> set[tuple[Any, ...]]:
        return {
            (subject, member, version)
            for subject, member, stance, _, version, _, _ in self.stances()
            if stance == "objection"
        }

    def turned_into_concerns(self) -> Counter[str]:
        every = {
            (row["subject"], row["body"]["objection"])
            for row in self._all("ObjectionBecameConcern")
        }
        return Counter(subject for subject, _ in every)

    def agreements(self) -> Counter[tuple[Any, ...]]:
        """Number, proposal, and when it was adopted, came into force and ended."""
        found = []
        for row in self._all("Adopted"):
            later = [
                one
                for one in self.facts
                if one["subject"] == row["subject"] and one["id"] > row["id"]
            ]
            again = next((one["id"] for one in later if one["kind"] == "Adopted"), float("inf"))
            mine = [one for one in later if one["id"] < again]
            begun = [one["body"]["at"] for one in mine if one["kind"] == "CameIntoForce"]
            ended = [
                one["body"]["at"]
                for one in mine
                if one["kind"] in {"AgreementEnded", "Reopened", "BackAtTable"}
            ]
            ref = f"A{row['body']['agreement']}"
            at = row["body"]["at"]
            found.append((ref, row["subject"], moment(at), last(begun), last(ended)))
        return Counter(found)

    def terms(self) -> Counter[tuple[Any, ...]]:
        """Each stretch of one holder that has begun: role, who, from when, how, helped by whom."""
        return Counter(stretch for key in self._begun() for stretch in self._stretches(*key))

    def changes(self) -> list[tuple[Any, ...]]:
        return [
            (
                moment(row["body"]["at"]),
                self.text(row["body"]["typed"]),
                f"A{row['body']['agreement']}" if row["body"]["agreement"] else None,
            )
            for row in self._all("ChangeMade")
        ]

    def flags(self, *, with_private: bool) -> list[tuple[Any, ...]]:
        told = {row["body"]["number"]: row["body"]["at"] for row in self._all("FlagToldHouse")}
        return [
            (
                row["body"]["kind"],
                tuple(row["body"]["roles"]),
                tuple(self.name(one) for one in row["body"]["members"]),
                moment(row["body"]["at"]),
                moment(told.get(row["body"]["number"])),
            )
            for row in self._all("FlagRaised")
            if with_private or row["body"]["number"] in told
        ]

    def nudges(self) -> list[tuple[Any, ...]]:
        return [
            (self.name(to), row["body"]["week"], moment(row["body"]["at"]))
            for row in self._all("NudgeSent")
            for to in row["body"]["to"]
        ]

    def requests(self) -> list[tuple[Any, ...]]:
        found = []
        for row in self._all("RequestMade"):
            number = row["body"]["number"]
            due = [one["due"] for one in self._about("RequestPromised", number)]
            answers = [one["text"] for one in self._about("RequestAnswered", number)]
            state = "answered" if answers else "promised" if due else "open"
            text = self.text(row["body"]["text"])
            found.append((f"R{number}", text, state, [None, *due][-1], [None, *answers][-1]))
        return found

    # ------------------------------------------------------------------------------- below them

    def name(self, member: int | None) -> str | None:
        return None if member is None else self._names[member]

    def text(self, kept: str) -> str:
        return _MEMBER.sub(lambda found: self._names[int(found[1])], kept)

    def _all(self, kind: str) -> list[Row]:
        return [row for row in self.facts if row["kind"] == kind]

    def _about(self, kind: str, number: int) -> list[Row]:
        return [row["body"] for row in self._all(kind) if row["body"]["number"] == number]

    def _begun(self) -> set[tuple[str, str]]:
        """The terms that have begun, by role and day."""
        return {(row["body"]["role"], row["body"]["day"]) for row in self._all("TermStarted")}

    def _stretches(self, role: str, day: str) -> Iterator[tuple[Any, ...]]:
        of_it = [
            row
            for row in self.facts
            if row["body"].get("role") == role and row["body"].get("day") == day
        ]
        start = next(row["id"] for row in of_it if row["kind"] == "TermStarted")
        given = [row for row in of_it if row["kind"] in {"TermPublished", "HolderChanged"}]
        before = [row["body"] for row in given if row["id"] < start]
        begins = moment(next(b["starts_at"] for b in reversed(before) if "starts_at" in b))
        over = self._over(role, day, [b["ends_at"] for b in before if "ends_at" in b][-1])
        changed = [(begins, before[-1])]
        changed += [(moment(row["body"]["at"]), row["body"]) for row in given if row["id"] > start]
        ends = [at for at, _ in changed[1:]] + [over]
        for (since, body), until in zip(changed, ends, strict=True):
            assert since
            assert until
            if since < until:
                mentor = self.name(body["mentor"])
                yield role, self.name(body["holder"]), since, body["how"], mentor

    def _over(self, role: str, day: str, planned: str) -> datetime:
        """When a term is over: as it was told, or when the role ended, or took another rhythm."""
        over = moment(planned)
        assert over
        started = next(
            row["id"]
            for row in self._all("TermStarted")
            if (row["body"]["role"], row["body"]["day"]) == (role, day)
        )
        for row in self.facts:
            body = row["body"]
            if row["id"] > started and body.get("role") == role and row["kind"] in _CUT_SHORT:
                at = moment(body["at"])
                assert at
                if row["kind"] == "RoleEnded":
                    over = min(over, at)
                elif body["prolonged_until"] and at < over:
                    over = moment(body["prolonged_until"]) or over
        return over


def moment(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).astimezone(UTC)


def last(moments: list[str]) -> datetime | None:
    return moment([*moments][-1]) if moments else None


def said(reason: str | None) -> str | None:
    return "said by voice" if reason == "" else reason


def rows_of(exported: list[Row], **columns: Callable[[Any], Any] | None) -> list[tuple[Any, ...]]:
    """Some columns of a table of the export."""
    return [
        tuple(make(row[name]) if make else row[name] for name, make in columns.items())
        for row in exported
    ]
