"""A tree as Markdown: what each element becomes, and that no text in it ever becomes markup."""

import re
from html import escape, unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from trygghetsplan.output.markdown import to_markdown
from trygghetsplan.output.own_words import markdown_to_html
from trygghetsplan.output.tree import read_tree, words_of

READERS = (MarkdownIt("commonmark"), MarkdownIt("commonmark").enable(["table", "strikethrough"]))


def walked(text: str) -> str:
    return to_markdown(read_tree(text))


TABLE = (
    "<table><caption>T</caption><thead><tr><th>A</th><th class='num'>B</th></tr></thead>"
    "<tbody><tr class='group'><th colspan='2'>G</th></tr>"
    "<tr><th rowspan='2'>a</th><td class='verdict delvis'>1 av 2</td></tr>"
    "<tr><td>b<br/>c<ul><li>d</li><li>e</li></ul></td></tr></tbody></table>"
)
FIGURE = (
    "<figure class='chart'><figcaption>Antal</figcaption><svg><title>x</title></svg>"
    "<table class='values'><tbody><tr><td>1</td></tr></tbody></table></figure>"
)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h1>Rubrik</h1><p>Text\n  över rader.</p>", "# Rubrik\n\nText över rader.\n"),
        ("<h2 id='a'><span class='topic'>Område 1</span> Tre saknas</h2>", "## Område 1: Tre saknas\n"),
        ("<p><strong>Ett. </strong><em>två</em><br/>- tre<br/></p>", "**Ett.** *två*\\\n\\- tre\n"),
        ("<p><del><span class='hidden'>[borttaget: </span>ett</del> <ins>två</ins></p>", "~~ett~~ **två**\n"),
        (
            "<p><a href='#a'>hit</a> <a href='bilagor (1).html#b'>dit</a></p>",
            "hit [dit](bilagor%20%281%29.html)\n",
        ),
        ("<p><code>a`b</code></p>", "``a`b``\n"),
        ("<ul><li>a</li><li>b<ol start='3'><li>c</li></ol></li></ul>", "- a\n\n- b\n\n  3. c\n"),
        ("<ul><li>a<ul><li>b</li></ul></li><li></li></ul>", "- a\n  - b\n- –\n"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "- a\n\n  b\n"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul><ul><li>c</li></ul>", "- a\n\n* b\n\n- c\n"),
        ("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b\n"),
        (
            "<ol class='done'><li><p class='amount'><strong>17 av 18</strong></p><p>har en plan.</p></li></ol>",
            "- **17 av 18** har en plan.\n",
        ),
        ("<blockquote class='words'><p>a</p><ul><li>b</li></ul></blockquote>", "> a\n>\n> - b\n"),
        ("<details><summary>Mer</summary><p>a</p></details>", "**Mer**\n\na\n"),
        ("<pre>a\n  ```b</pre>", "````\na\n  ```b\n````\n"),
        (
            TABLE,
            "**T**\n\n| A | B |\n|---|---:|\n| G |  |\n| a | ◐ 1 av 2 |\n|  | b; c; d; e |\n",
        ),
        (
            FIGURE,
            "**Antal**\n\n|  |\n|---|\n| 1 |\n",
        ),
        ("<section><nav class='contents'></nav><p class='lead'></p><p>a</p></section>", "a\n"),
    ],
)
def test_each_element(html: str, markdown: str) -> None:
    assert walked(html) == markdown


def test_what_a_forge_makes_links_and_mentions_of_is_text() -> None:
    assert walked("<p>se https://a.b och www.a.se, @hen, a@b.se, $x$</p>") == (
        r"se https\://a.b och www\.a.se, \@hen, a\@b.se, \$x\$" + "\n"
    )


PIECES = (
    "~~~", "```", "# x", "==", "-", "---", "- ", "1. ", "3) ", "* ", "> ", "    ", "\n", "\n", "\n\n", "  ", "ord", " ", "**", "*", "_",
    "`", "![b](https://x.se)", "[js](javascript:alert(1))", "[l](https://y.se)", "[r]: javascript:x", "[r]", "<b>", "<https://z.se>",
    "<!--", "| a | b |", "|---|---|", "\\", "&lt;", "&#35;", "2024. ", "+ ", "#", "\t", "***", ":", "a@b.se",
)  # fmt: skip
ALLOWED = {
    "paragraph", "bullet_list", "ordered_list", "list_item", "blockquote", "inline", "text", "softbreak", "hardbreak", "strong", "em", "code_inline",
}  # fmt: skip

FRAME = (
    "<h2>{0}</h2><p>{0}</p><p>x<br/>{0}</p><ul><li>{0}</li><li><strong>{0}</strong><ul><li>{0}</li></ul></li></ul>"
    "<blockquote><p>{0}</p></blockquote>"
    "<table><thead><tr><th>{0}</th></tr></thead><tbody><tr><td>{0}</td></tr></tbody></table><p>{0}</p>"
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_text_becomes_markup(text: str) -> None:
    """It is read back, letter for letter, at every place where it was put, and makes no element of its own."""
    said = " ".join(text.split())
    if not said:
        return
    tokens = READERS[1].parse(walked(FRAME.replace("{0}", escape(text))))
    assert [token.type.removesuffix("_open") for token in tokens if token.nesting > 0] == [
        *(
            "heading",
            "paragraph",
            "paragraph",
            "bullet_list",
            "list_item",
            "paragraph",
            "list_item",
            "paragraph",
        ),
        *("bullet_list", "list_item", "paragraph", "blockquote", "paragraph"),
        *("table", "thead", "tr", "th", "tbody", "tr", "td", "paragraph"),
    ]
    inline = [token.children or [] for token in tokens if token.type == "inline"]
    assert {child.type for children in inline for child in children} <= {
        *("text", "hardbreak", "strong_open", "strong_close"),
    }
    read = ["".join(child.content for child in children if child.type == "text") for children in inline]
    assert read == [said, said, f"x{said}", *[said] * 7]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("ord\n==\n\nord\n-")
@example("ord\n~~~\nord")
@example("- # x\n1. # x")
@example("[js](javascript:alert(1))![b](https://x.se)\n\n[r]: javascript:x\n\n[r]")
def test_own_markdown_ends_where_it_ends_and_says_what_the_page_says(text: str) -> None:
    """No heading, link, image or HTML comes of it, in the strictest reader and in one with tables."""
    page = markdown_to_html(text)
    written = walked(f"<p>Före.</p><blockquote class='words'>{page}</blockquote><h2>Efter</h2>")
    for reader in READERS:
        tokens = reader.parse(written)
        assert [token.type for token in tokens[-3:]] == ["heading_open", "inline", "heading_close"]
        assert (tokens[-3].level, tokens[-2].content) == (0, "Efter")
        found = [child for token in tokens[:-3] for child in (token, *(token.children or ()))]
        assert {token.type.removesuffix("_open").removesuffix("_close") for token in found} <= ALLOWED
    shown = unescape(re.sub(r"<[^>]*>", "", str(page)))
    read = "".join(token.content for token in found if token.type in ("text", "code_inline"))
    letters = re.compile(r"[^\w#]+")
    assert letters.sub("", read.removeprefix("Före.")) == letters.sub("", shown)


@given(
    st.lists(st.sampled_from([one for one in PIECES if one not in ("***", "\\")]), max_size=30).map("".join)
)
@example("**~~~**[l](https://y.se)")
def test_own_markdown_is_the_same_when_it_is_read_again(text: str) -> None:
    tree = read_tree(markdown_to_html(text))
    again = read_tree(markdown_to_html(to_markdown(tree)))
    first, second = (words_of(one).replace("–", "").split() for one in (tree, again))
    assert "".join(first) == "".join(second)  # a dash stands for an item without words
