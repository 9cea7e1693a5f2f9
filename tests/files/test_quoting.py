"""What people wrote stays what they wrote, whatever program shows the file."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.quoting import as_code, inline, quoted
from commands.reading import clean

INVISIBLE = "\u2060"
PROGRAMS = {
    "plain": MarkdownIt("commonmark", {"html": True}),
    "with tables and strikes": MarkdownIt("commonmark", {"html": True}).enable(
        ["table", "strikethrough"]
    ),
}
SIGNS = "\\`*_{}[]()<>#+-=.!|~&;:/@$%^\"' \n\t1aé李🌙"

of_each_program = pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
written = st.text(SIGNS, max_size=40) | st.text(max_size=40)


def _texts(tokens: list[Token]) -> tuple[list[str], str]:
    """The kinds of blocks, and what stands in them where that is nothing but text."""
    blocks, found = [], []
    for token in tokens:
        if token.type != "inline":
            blocks.append(token.type)
            continue
        for child in token.children or []:
            assert child.type in {"text", "text_special"}, child
            found.append(child.content)
    return blocks, "".join(found)


@of_each_program
@given(text=written)
@example(text="# kop")
@example(text="1. een")
@example(text="- [ ] taak")
@example(text="> > diep")
@example(text="<script>alert(1)</script>")
@example(text="![x](https://evil.test/pixel.png)")
@example(text="[hier](https://evil.test) of <https://evil.test>")
@example(text="&lt;b&gt; &#42; P&O; AT&T")
@example(text="**vet** __vet__ _schuin_ snake_case a_b_c ~~weg~~ `code`")
@example(text="a\\")
@example(text="| a | b |\n|---|---|\n| 1 | 2 |")
@example(text="[x]: https://evil.test")
@example(text="===")
@example(text="---")
@example(text="```")
@example(text="1986)")
@example(text="*")
def test_a_quotation_is_one_paragraph_of_plain_text(program: MarkdownIt, text: str) -> None:
    """No heading, list, link, picture, tag, rule or table: the words, with their signs."""
    if not clean(text):
        return
    blocks, shown = _texts(program.parse(quoted(text)))
    assert blocks == ["blockquote_open", "paragraph_open", "paragraph_close", "blockquote_close"]
    assert shown.replace(INVISIBLE, "") == clean(text).replace(INVISIBLE, "")


@of_each_program
@given(text=written, more=written)
def test_in_a_line_of_a_list_it_is_text_too(program: MarkdownIt, text: str, more: str) -> None:
    """At the beginning of the line and in its midst."""
    if not clean(text) or not clean(more):
        return
    blocks, shown = _texts(program.parse(f"- {inline(text)} “{inline(more)}”"))
    assert blocks == [
        *("bullet_list_open", "list_item_open", "paragraph_open"),
        *("paragraph_close", "list_item_close", "bullet_list_close"),
    ]
    assert shown.replace(INVISIBLE, "") == f"{clean(text)} “{clean(more)}”"


@given(text=written)
def test_what_was_typed_is_one_piece_of_code(text: str) -> None:
    """Also with backticks in it."""
    if not clean(text):
        return
    (_, line, _) = PROGRAMS["plain"].parse(f"x {as_code(text)}")
    before, code = line.children or []
    assert (before.type, code.type) == ("text", "code_inline")
    assert code.content.replace(INVISIBLE, "") == clean(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Rust vanaf 22:00 uur, ook in de keuken.", "Koffie om 10 uur (niet later)"),
        *("Alice's fiets - die rode - blijft in de schuur", "Wie kookt? Jan & Els!"),
        *("set talk_hours 12", "5 + 5 = 10 euro, 50% eraf", "é, ë en 🌙"),
    ],
)
def test_in_an_editor_ordinary_words_have_no_backslash(text: str) -> None:
    """A file is read as it is, too."""
    assert quoted(text) == f"> {text}"


@pytest.mark.parametrize(
    "text",
    ["https://evil.test/x", "www.evil.test", "mail me@evil.test", "@room", "matrix:r/x", "a.nl"],
)
def test_nothing_in_it_becomes_a_link_or_a_mention(text: str) -> None:
    """Something that nobody sees stands where programs look for one."""
    assert INVISIBLE in inline(text)
