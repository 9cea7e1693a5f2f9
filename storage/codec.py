"""Facts as JSON and back; a fact's class name is its kind."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from governance.facts import Fact

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind) for kind in get_args(Fact)
}


class UnreadableFact(ValueError):
    """A stored fact that this version cannot read: of a newer one, or damaged."""


def encode(fact: Fact) -> dict[str, Any]:
    """The fields of a fact as JSON values; times in ISO 8601, UTC."""
    body: dict[str, Any] = _ADAPTERS[type(fact).__name__].dump_python(fact, mode="json")
    return body


def decode(kind: str, body: dict[str, Any]) -> Fact:
    """The fact that was stored. Raises UnreadableFact."""
    if kind not in _ADAPTERS:
        raise UnreadableFact(f"a fact of an unknown kind, {kind}")
    try:
        fact: Fact = _ADAPTERS[kind].validate_python(body, strict=False)
    except ValidationError as fault:
        wrong = ", ".join(str(part) for error in fault.errors() for part in error["loc"])
        raise UnreadableFact(f"{kind} cannot be read: {wrong}") from None  # it would quote people
    return fact
