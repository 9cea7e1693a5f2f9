"""The words of a proposal as people read them: whom it is about, and what it would end."""

from __future__ import annotations

from governance.outcomes import NameLine, Wording
from governance.proposals import Proposal, Version


def wording(proposal: Proposal, version: Version) -> Wording:
    """The text of a version; one that ends an agreement shows which."""
    ref = f"A{proposal.replaces}" if proposal.replaces else ""
    return Wording(version.text, ref, proposal.ends)


def whom(proposal: Proposal) -> tuple[NameLine, ...]:
    """The person it is about, for a text that says so; nobody, for most."""
    return (NameLine(proposal.about),) if proposal.about is not None else ()
