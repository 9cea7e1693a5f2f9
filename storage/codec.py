"""Facts as JSON and back; a fact's class name is its kind."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import TypeAdapter

from governance.facts import Fact

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind) for kind in get_args(Fact)
}


def encode(fact: Fact) -> dict[str, Any]:
    """The fields of a fact as JSON values; times in ISO 8601, UTC."""
    body: dict[str, Any] = _ADAPTERS[type(fact).__name__].dump_python(fact, mode="json")
    return body


def decode(kind: str, body: dict[str, Any]) -> Fact:
    """The fact that was stored. Raises KeyError for a kind this version does not know."""
    fact: Fact = _ADAPTERS[kind].validate_python(body, strict=False)
    return fact
