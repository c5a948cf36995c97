"""Views to text through Jinja: strict about undefined names, autoescaped, own templates in a sandbox.

The only module that imports Jinja. Every format is a walk over what is written here once.
"""

import base64
import contextlib
import hashlib
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    FunctionLoader,
    StrictUndefined,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from trygghetsplan import swedish
from trygghetsplan.engine.verdict import Verdict
from trygghetsplan.errors import Exit, TrygghetError
from trygghetsplan.listing import is_folder
from trygghetsplan.output import charts
from trygghetsplan.output.markdown import to_markdown
from trygghetsplan.output.markup import EXPRESSION, TAG, drawn_refusal, refused, unclosed
from trygghetsplan.output.own_words import markdown_to_html, written
from trygghetsplan.output.tree import ENDING, Node, TreeFault, headings, read_tree
from trygghetsplan.plan.example import EXAMPLE
from trygghetsplan.report.views import Cover, Framing, Page, Source, View
from trygghetsplan.shipped import template_folder
from trygghetsplan.swedish import days_late, slug


def with_full_stop(sentence: str) -> str:
    """End what somebody has written with a full stop, where it has none."""
    return sentence if not sentence or sentence[-1] in ".!?…" else f"{sentence}."


def amount_or_missing(sum_of_money: int | None) -> str:
    """Write an amount, or that it is missing."""
    return "saknas" if sum_of_money is None else swedish.number(sum_of_money)


def forge_address(source: Source, address: str) -> str:
    """Return the address of a source in the web forge."""
    return address.replace("{path}", quote(source.path)).replace("{line}", str(source.line))


def grouped_by_first(rows: Iterable[Sequence[Any]]) -> Iterable[tuple[Any, list[Sequence[Any]]]]:
    """Put rows that begin alike together, in the order they first come."""
    found: dict[Any, list[Sequence[Any]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found.items()


def css_string(text: str) -> str:
    """Write the text as the inside of a CSS string, where HTML's escapes mean nothing.

    The space after an escape belongs to it (CSS Syntax Level 3, 4.3.7).
    """
    return "".join(
        sign if sign == " " or (sign.isascii() and sign.isalnum()) else f"\\{ord(sign):06x} " for sign in text
    )


def csp_hash(text: str) -> str:
    """Return the source expression that lets a page run this script or style and no other (CSP level 2)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(str(text).encode()).digest()).decode()}"


_OWN = "egen:"
"""How the name of an own template begins where Python tells of it."""


OwnTemplates = tuple[tuple[str, str], ...]
"""A municipality's own partials: (name, text)."""


class TemplateFault(TrygghetError):
    """A municipality's own template is wrong: which, on what line and perhaps in what column, and how."""

    code = Exit.FINDINGS

    def __init__(self, name: str, line: int, message: str, text: str, column: int = 0) -> None:
        super().__init__(f"{name}:{line}: {message}")
        self.name, self.line, self.message, self.text, self.column = name, line, message, text, column


def written_sections(report: Page, own: OwnTemplates = ()) -> str:
    """Write the document's sections in the elements of `output/tree.py`, for files of any ending (`with_ending`).

    Raises:
        TemplateFault: one of the municipality's own templates is wrong.
        jinja2.TemplateError: a shipped template is wrong, which is a bug.
    """
    for name, mine in own:
        _refuse(name, mine)
    text = _sections(report, own)
    if own and (why := _fault_of(text)):
        # What was written is known, but not by which template: the one without which it is sound.
        alone = ((name, tuple(one for one in own if one[0] != name)) for name, _ in own)
        name = next((name for name, others in alone if not _fault_of(_sections(report, others))), own[0][0])
        element = re.search(r"<(\w+)>", why)
        mine = dict(own)[name]
        raise _fault_at(name, mine, max(0, mine.find(f"<{element[1] if element else 'svg'}")), why)
    return text


_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What no document can hold."""


def _fault_of(text: str) -> str:
    """Say why what own templates have written is no tree, or holds a picture that cannot be drawn."""
    if unseen := _UNSEEN.search(text):
        return f"tecknet U+{ord(unseen[0]):04X} kan inte stå i ett dokument"
    try:
        tree = read_tree(text)
    except TreeFault as fault:
        return fault.message
    return next(filter(None, (drawn_refusal(str(one.children[0])) for one in tree.all("svg"))), "")


def _sections(report: Page, own: OwnTemplates) -> str:
    try:
        template = _environment(own).get_template(f"{report.template}.j2")
        cover = getattr(report, "cover", None)
        return template.render(report=report, cover=cover, verdicts=tuple(Verdict), ending=ENDING)
    except Exception as error:
        if not own:
            raise
        raise _template_fault(error, dict(own)) from None


def with_ending(text: str, ending: str) -> str:
    """Return a document's sections for a file of this ending: the file beside it has the same."""
    return text.replace(ENDING, ending)


def fragment(report: Page, own: OwnTemplates = (), ending: str = "") -> str:
    """Write the document's sections for a file of this ending.

    Raises:
        TemplateFault: one of the municipality's own templates is wrong.
    """
    return with_ending(written_sections(report, own), ending)


def page(report: Page, body: str, tree: Node, stamp: str = "") -> str:
    """Write the document, which has a cover, as a page of HTML: its sections, the page's frame and the contents in their tree; and its stamp."""
    frame = _environment(()).get_template("page.html.j2")
    return frame.render(report=report, body=written(body), contents=headings(tree), stamp=stamp)


def render(report: Page, output: str, own: OwnTemplates = ()) -> str:
    """Write the document as HTML or Markdown.

    Raises:
        TemplateFault: one of the municipality's own templates is wrong.
    """
    body = fragment(report, own, output)
    tree = read_tree(body)
    return page(report, body, tree) if output == "html" else markdown(report, tree)


def markdown(report: Page, tree: Node) -> str:
    """Write the tree of the document's sections as Markdown, with what the frame of a page says of a whole document below the heading."""
    notice = getattr(getattr(report, "cover", None), "notice", "")
    heading, _, rest = to_markdown(tree).partition("\n\n")
    return f"{heading}\n\n> **{notice}**\n\n{rest}" if notice else f"{heading}\n\n{rest}"


def page_of_many(view: View, site: Framing) -> str:
    """Write one of many pages; `site` is what stands around each, with the ways between them."""
    template = _environment(()).get_template(f"pages/{view.template}.html.j2")
    return template.render(report=view, site=site, cover=view.cover, verdicts=tuple(Verdict), ending="html")


def document_of_many(document: View, site: Framing) -> str:
    """Write a whole document as one of many pages."""
    body = fragment(document, ending="html")
    frame = _environment(()).get_template("pages/account.html.j2")
    contents = headings(read_tree(body))
    return frame.render(report=document, site=site, cover=site.cover, body=written(body), contents=contents)


def style_of_many(cover: Cover) -> str:
    """Write the style sheet of many pages, with the mark that each has on paper."""
    return _environment(()).get_template("pages/stil.css.j2").render(cover=cover)


def render_form(form: Page) -> str:
    """Write a form as a page that stands alone: it has fields to fill in, which no document has."""
    return _environment(()).get_template("form.html.j2").render(report=form)


def masked(text: str) -> str:
    """Return a template's source, as long as it was, with all that is Jinja's masked.

    Raises:
        jinja2.TemplateSyntaxError: it is not written as Jinja is.
    """
    signs = {"variable_begin": EXPRESSION, "block_begin": TAG, "raw_begin": TAG}
    written, sign, place = [], " ", 0
    for _, part, value in _environment(()).lex(text):
        at = text.index(value, place)
        sign = signs.get(part, " " if part == "comment_begin" else sign)
        written += [sign * (at - place), value if part == "data" else sign * len(value)]
        place = at + len(value)
    return "".join(written)


def _refuse(name: str, text: str) -> None:
    """Refuse an own template that holds what the vocabulary has not, or turns escaping off.

    Without escaping, what a body has said could become markup.
    """
    try:
        _environment(()).parse(text)
    except TemplateSyntaxError:
        return  # said at its own line when the template is used
    source = masked(text)
    for found in re.finditer(r"{%[-+]?\s*autoescape\b", text):
        if source[found.start()] == TAG:
            message = "en mall får inte ändra autoescape; ta bort taggen"
            raise _fault_at(name, text, found.start(), message)
    for place, why in (*refused(source), *unclosed(source, text)):
        raise _fault_at(name, text, place, why)


def _fault_at(name: str, text: str, place: int, message: str) -> TemplateFault:
    before = text[:place]
    return TemplateFault(name, before.count("\n") + 1, message, text, place - before.rfind("\n"))


def _template_fault(error: Exception, own: Mapping[str, str]) -> TemplateFault:
    """Say what is wrong at the innermost line of an own template that was being written."""
    places = [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        places.append((error.filename or "", error.lineno))
    found = [(name.removeprefix(_OWN), line) for name, line in places if name.startswith(_OWN)]
    name, line = found[-1] if found else (next(iter(own)), 1)
    if not found:
        message = "mallen lämnar ut något som andra mallar använder"
    elif isinstance(error, TemplateSyntaxError):
        message = "mallens kod är fel skriven här"
    elif isinstance(error, UndefinedError):
        named = re.search(r"(?:attribute|undefined:?) '(\w+)'|^'(\w+)' is undefined", str(error))
        what = f" {named[1] or named[2]}" if named else ""
        message = (
            f"här används ett namn som inte finns:{what}" if what else "här används ett namn som inte finns"
        )
    elif isinstance(error, TemplateNotFound):
        message = f"det finns ingen mall med namnet {error.name}"
    elif isinstance(error, SecurityError):
        message = "här görs något som en mall inte får göra"
    else:
        message = "uttrycket här går inte att räkna ut"
    return TemplateFault(name, line, message, own[name])


_MAX_STEPS = 100_000
"""How many steps all the ranges of an own template's document may have together."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox for own templates, in which nothing can be made to grow without bounds."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiply numbers, and refuse powers and repeated texts."""
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(operator)
        return super().call_binop(context, operator, left, right)


def _bounded_range() -> Callable[..., range]:
    """Return `range` for own templates, which counts: loops in loops would otherwise run for hours."""
    left = _MAX_STEPS

    def counting(*bounds: int) -> range:
        nonlocal left
        steps = range(*bounds)
        left -= len(steps)
        if left < 0:
            raise SecurityError("range")
        return steps

    return counting


class _BytecodeCache(FileSystemBytecodeCache):
    """Keeps compiled templates beside the compiled modules, and does without where nothing can be written."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def _bytecode_cache() -> _BytecodeCache | None:
    """Return the store of compiled templates, unless Python itself keeps none.

    What a filter makes of a constant is compiled in, so templates are compiled anew when the filters change.
    """
    folder = Path(__file__).parent / "__pycache__"
    if sys.dont_write_bytecode or not is_folder(folder):
        return None
    beside = (Path(__file__).with_name(name) for name in ("render.py", "own_words.py"))
    sources = b"".join(path.read_bytes() for path in (*beside, Path(swedish.__file__)))
    version = hashlib.sha256(sources).hexdigest()[:12]
    return _BytecodeCache(str(folder), f"%s.{sys.implementation.cache_tag}.{version}.j2c")


@cache
def _environment(own: OwnTemplates) -> Environment:
    """Return how templates are read: in a sandbox where any of them is the municipality's own."""
    texts = dict(own)
    mine = FunctionLoader(lambda name: (texts[name], f"{_OWN}{name}", None) if name in texts else None)
    shipped = FileSystemLoader(template_folder(), encoding="utf-8")
    kind = _Sandbox if own else Environment
    environment = kind(
        loader=ChoiceLoader([mine, shipped]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=None if own else _bytecode_cache(),
    )
    for writes_markup in ("safe", *(("tojson", "urlize", "xmlattr") if own else ())):
        del environment.filters[writes_markup]
    environment.filters |= {
        "date": swedish.long_date,
        "number": swedish.number,
        "words": swedish.in_words,
        "listed": swedish.listed,
        "capital": swedish.capital,
        "small": swedish.small,
        "score": str,
        "late": days_late,
        "amount": amount_or_missing,
        "ended": with_full_stop,
        "markdown": markdown_to_html,
        "slug": slug,
        "at_forge": forge_address,
        "address": quote,
        "possessive": swedish.possessive,
        "css": css_string,
        "csp_hash": csp_hash,
        "by_first": grouped_by_first,
    }
    environment.globals |= {
        "EXAMPLE": EXAMPLE,
        "percent": swedish.percent,
        "counted": swedish.counted,
        "chart_of_dots": charts.dots,
        "chart_of_years": charts.year_bars,
        "chart_of_columns": charts.columns,
        "chart_of_lines": charts.line_chart,
        "chart_of_lacks": charts.lacks_by_year,
    }
    if own:
        environment.globals["range"] = _bounded_range()
    return environment
