"""How what Kring says reads: `python -m tests.texts.tone` shows it, `test_tone.py` holds it to it.

Reading ease is a rough figure from the length of words and sentences: 100 is very easy, 0 very
hard. For English it is Flesch's (R. Flesch, "A new readability yardstick", 1948), for Dutch
Douma's form of it (W. H. Douma, "De leesbaarheid van landbouwbladen", 1960).
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyphen import Pyphen

from tests.texts import said

LONGEST_SENTENCE = 20
AVERAGE_SENTENCE = 12
LEAST_EASE = 80
"""Of a whole file: "easy", what a child of eleven reads."""
SHOWN = 10
"""So many of the longest sentences."""

SIGNS = {"👍", "🤔", "✋", "🤷"}

# What no text says, by why not.
FORBIDDEN = {
    "en": {
        # Nobody is judged, least of all for what they did not do.
        "judging": r"silent|silence|inactive|passive|absent|late|lazy|slow(?! it down)|unresponsive"
        r"|no-?shows?|ignor\w+|forgot\w*|forget\w*|failed|failures?|refus\w+|blam\w+|guilty"
        r"|fault|mistakes?",
        # No pressure: nothing is an order, and no clock is a threat.
        "pressing": r"mandatory|obligat\w+|required|must|deadlines?|overdue|warn\w*|violat\w+"
        r"|penalt\w+|reminders?|asap|immediately|denied|not allowed|forbidden|comply|compliance",
        # The language of offices and care plans.
        "official": r"please note|kindly|utili[sz]\w+|stakeholders?|facilitat\w+|regarding|hereby"
        r"|pursuant|prior to|subsequently|furthermore|however|in order to|clients?|target groups?"
        r"|caseload|cases?|intake|trajector\w+|empower\w*|service users?",
        # The language of machines.
        "technical": r"users?|invalid|errors?|flags?|flagged|database|servers?|parse\w*|tokens?"
        r"|syntax|parameters?",
        # Consent is not counting heads.
        "voting": r"votes?|voted|voting|majorit\w+|minorit\w+|veto\w*|quorum",
        # It does not cheer.
        "cheering": r"great|awesome|amazing|congratulations|well done|super|fantastic|hooray|oops",
    },
    "nl": {
        # "Laat" is also a form of "laten"; a sentence with it can be written without it.
        "judging": r"stil|stille|stilzwijgend|zwijg\w*|inactief|passief|afwezig|laat|lui|luie"
        r"|traag|trage|nalatig\w*|verzuim\w*|negeer\w*|genegeerd|vergeten|vergeet|weiger\w*"
        r"|geweigerd|mislukt|schuld|schuldig",
        "pressing": r"verplicht\w*|deadlines?|waarschuw\w*|herinnering(en)?|onmiddellijk"
        r"|niet toegestaan|verboden|overtred\w+|sanctie\w*|uiterlijk|achterstallig",
        # "Je" and "jullie", never "u".
        "official": r"u|uw|uzelf|gelieve|dient|dienen|middels|inzake|betreffende|conform|indien"
        r"|tevens|reeds|echter|derhalve|alsmede|hierbij|aangaande|teneinde|desbetreffende"
        r"|cliënt(en)?|doelgroep(en)?|casus\w*|traject\w*|zorgvrager\w*|hulpverlener\w*"
        r"|faciliter\w+|implementer\w+",
        "technical": r"gebruikers?|ongeldig\w*|fout|fouten|foutief|vlag\w*|geflagd|database"
        r"|servers?|tokens?|syntaxis|parameters?",
        # "Een stem hebben" is having a say; "stemmen" would be counting heads.
        "voting": r"stemmen|gestemd|stemming(en)?|meerderheid|minderheid|veto\w*|quorum",
        "cheering": r"geweldig|fantastisch|super|gefeliciteerd|hoera|oeps|goed gedaan|top",
    },
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file reads."""

    sentences: int
    words: float
    """In a sentence, on average."""
    ease: float


def reading(language: str, file: str) -> Reading:
    whole = whole_sentences(language, file)
    words = sum(map(said.word_count, whole)) / len(whole)
    return Reading(len(whole), words, reading_ease(whole, language))


def page_sentences(text: str) -> list[str]:
    """The whole sentences of a page of the docs: no headings, tables, code, nor what is made."""
    plain = re.sub(r"<!-- (\S+) -->.*?<!-- /\1 -->|^ *```.*?^ *```", "", text, flags=re.M | re.S)
    plain = re.sub(r"!\[[^\]]*\]\([^)]*\)|^ *(#|\|).*$", "", plain, flags=re.M)
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain)
    # A paragraph, and each point of a list, is one line.
    blocks = re.split(r"\n\s*\n|\n(?= *(?:- |\d+\. ))", plain)
    lines = [re.sub(r"^(- |\d+\. )|(?<!\w)\*|\*(?!\w)", "", " ".join(b.split())) for b in blocks]
    found = said.sentences("\n".join(lines))
    return [one for one in found if one.rstrip("”)*").endswith((".", "?"))]


def parts_of(page: str) -> dict[str, str]:
    """A page in both languages, by language; another one is English, or Dutch if it says so."""
    english = re.split(r"^## (?:English|For residents)$", page, flags=re.M)
    if len(english) == 1:
        return {"nl" if page.startswith(("# Voor",)) else "en": page}
    both = re.split(r"^## (?:Nederlands|Voor bewoners)$", english[1], flags=re.M)
    return dict(
        zip(said.LANGUAGES, (both[0], re.split(r"^## ", both[1], flags=re.M)[0]), strict=True)
    )


def page_reading(language: str, text: str) -> Reading:
    whole = page_sentences(text)
    words = sum(map(said.word_count, whole)) / len(whole)
    return Reading(len(whole), words, reading_ease(whole, language))


def whole_sentences(language: str, file: str) -> list[str]:
    """Those of one file; lines of a list would flatter the figures."""
    names = said.messages_of(language, file)
    return [
        sentence
        for sentence, name in said.every_sentence(language).items()
        if name in names and sentence.rstrip("”)").endswith((".", "?"))
    ]


def longest(language: str) -> list[tuple[int, str, str]]:
    """The longest sentences, one of each text: how many words, which text, the sentence."""
    of_each: dict[str, str] = {}
    for sentence, name in said.every_sentence(language).items():
        if said.word_count(sentence) > said.word_count(of_each.get(name, "")):
            of_each[name] = sentence
    counted = [(said.word_count(s), name, s) for name, s in of_each.items()]
    return sorted(counted, key=lambda one: (-one[0], one[1]))


def forbidden(language: str, text: str) -> list[str]:
    """The words in a text that have no place in any; a command may be called what it likes."""
    pattern = "|".join(FORBIDDEN[language].values())
    plain = re.sub(r"`[^`]*`", "", text)
    return [found[0] for found in re.finditer(rf"(?i)\b(?:{pattern})\b", plain)]


def reading_ease(sentences: list[str], language: str) -> float:
    words = [word for sentence in sentences for word in words_of(sentence)]
    by_sentence = len(words) / len(sentences)
    by_word = sum(syllables(word, language) for word in words) / len(words)
    if language == "nl":
        return 206.84 - 0.93 * by_sentence - 77 * by_word
    return 206.835 - 1.015 * by_sentence - 84.6 * by_word


def words_of(sentence: str) -> list[str]:
    """The words, without commands, numbers and signs."""
    found = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", sentence)
    return [word.lower() for word in found if word != "CODE"]


@cache
def syllables(word: str, language: str) -> int:
    """About how many: hyphenation tells two vowels apart, but leaves no single letter alone.

    So each part of a hyphenated word is counted by its groups of vowels (`idee` is not divided),
    and in English without an "e" that is not heard.
    """
    parts = _hyphenation(language).inserted(word).split("-")
    return sum(_groups(part, language) for part in parts)


@cache
def _hyphenation(language: str) -> Pyphen:
    return Pyphen(lang={"en": "en_US", "nl": "nl_NL"}[language])


def _groups(part: str, language: str) -> int:
    if language == "en":
        part = re.sub(r"(?<![td])ed$|(?<![scgxz])(?<!sh|ch)es$|(?<=\w)e$", "", part)
    return max(1, len(re.findall(r"[aeiouyà-æè-ïò-öù-ü]+", part)))


def main(pages: list[str]) -> None:
    """Show how everything that the bot says reads, or these pages."""
    for page in pages:
        for language, text in parts_of(Path(page).read_text(encoding="utf-8")).items():
            it = page_reading(language, text)
            print(  # noqa: T201
                f"{page} ({language}): {it.sentences} sentences, {it.words:.1f} words each,"
                f" reading ease {it.ease:.0f}; {sorted({*forbidden(language, text)})}"
            )
            long = [one for one in page_sentences(text) if said.word_count(one) > LONGEST_SENTENCE]
            for one in long:
                print(f"  {said.word_count(one)} {one}")  # noqa: T201
    for language in said.LANGUAGES if not pages else ():
        for file in said.files(language):
            it = reading(language, file)
            print(  # noqa: T201
                f"{file:16} {it.sentences:4} sentences, {it.words:4.1f} words each,"
                f" reading ease {it.ease:.0f}"
            )
        for count, name, sentence in longest(language)[:SHOWN]:
            print(f"  {count:2} {name}: {sentence}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
