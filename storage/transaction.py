"""One transaction: what was known, and what is added to it."""

from __future__ import annotations

from storage.control_book import ControlBook
from storage.conversation_book import ConversationBook
from storage.gauge_book import GaugeBook
from storage.house_book import HouseBook
from storage.member_book import MemberBook
from storage.private_book import PrivateBook


class Transaction(HouseBook, MemberBook, PrivateBook, ConversationBook, ControlBook, GaugeBook):
    """Everything one message may read and write; see the books it is made of."""
