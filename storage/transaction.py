"""One transaction: what was known, and what is added to it."""

from __future__ import annotations

from storage.account_book import AccountBook
from storage.control_book import ControlBook
from storage.conversation_book import ConversationBook
from storage.gauge_book import GaugeBook
from storage.member_book import MemberBook
from storage.own_book import OwnBook
from storage.standby_book import StandbyBook


class Transaction(
    OwnBook, AccountBook, MemberBook, ConversationBook, ControlBook, GaugeBook, StandbyBook
):
    """Everything one message may read and write; see the books it is made of."""
