"""One transaction: what was known, and what is added to it."""

from __future__ import annotations

from storage.house_book import HouseBook
from storage.letter_book import LetterBook
from storage.member_book import MemberBook
from storage.work_book import WorkBook


class Transaction(HouseBook, MemberBook, LetterBook, WorkBook):
    """Everything one message may read and write; see the four books it is made of."""
