"""One transaction: what was known, and what is added to it."""

from __future__ import annotations

from storage.house_book import HouseBook
from storage.letter_book import LetterBook
from storage.work_book import WorkBook


class Transaction(HouseBook, LetterBook, WorkBook):
    """Everything one message may read and write; see the three books it is made of."""
