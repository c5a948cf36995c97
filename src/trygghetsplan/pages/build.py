"""The pages of a year: their addresses, and each page's bytes when it is asked for."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property, partial
from itertools import islice

from trygghetsplan import git
from trygghetsplan.disclosure.leak_check import refuse_disclosure
from trygghetsplan.disclosure.redaction import Audience
from trygghetsplan.findings import Scope
from trygghetsplan.output.render import document_of_many, page_of_many, style_of_many
from trygghetsplan.pages.ahead import ahead_page
from trygghetsplan.pages.area import area_page
from trygghetsplan.pages.duty import duty_page
from trygghetsplan.pages.findings import finding_rows, findings_page
from trygghetsplan.pages.first import file_state, first_page
from trygghetsplan.pages.material import Material
from trygghetsplan.pages.search import search_index, search_page
from trygghetsplan.pages.views import Frame, Link, Live
from trygghetsplan.plan.repository import PlanRepository
from trygghetsplan.report.body import body_report
from trygghetsplan.report.views import View
from trygghetsplan.result import Result
from trygghetsplan.shipped import template

FIRST = "index.html"
_AHEAD, _ACCOUNT, _ANNEXES = "kommande/index.html", "redovisning/index.html", "redovisning/bilagor/index.html"
_FINDINGS, _SEARCH = "fynd/index.html", "sok/index.html"
_STYLE, _SCRIPT, _INDEX = "stil.css", "sok.js", "sok-index.js"
_FAULTS_TOLD = 3
_BEFORE_INDEX = "window.trygghetIndex = "
_ABOVE = {"organ": ("Organ", "organ"), "skyldighet": ("Krav", "krav"), "omrade": ("Områden", "omraden")}
"""The folder of pages of one kind → what they are called, and where they are all listed."""
Maker = Callable[[str], tuple[str, bytes]]
"""What makes what stands at an address: the form in which it is looked through, and the bytes."""


class Pages:
    """The year as pages for one audience; nothing is made until it is asked for."""

    def __init__(
        self,
        repository: PlanRepository,
        year: int,
        as_of: date,
        audience: Audience,
        *,
        result: Result,
        standing: git.GitStanding | None,
        live: Live | None = None,
    ) -> None:
        self._repository = repository
        self._audience = audience
        self._live = live
        self._material = Material(repository, year, as_of, audience, result, standing, live)

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Every address with its title, in order."""
        return {address: title for address, (title, _) in self._makers.items()}

    def content(self, address: str) -> bytes:
        """Return what stands at the address.

        Raises:
            KeyError: there is no such address.
            StorageFault: it would hold what its reader may not see.
        """
        form, content = self._makers[address][1](address)
        refuse_disclosure(self._repository, self._audience, address, form, content)
        return _BEFORE_INDEX.encode() + content + b";\n" if address == _INDEX else content

    @cached_property
    def _makers(self) -> Mapping[str, tuple[str, Maker]]:
        """Each address with its title and what makes it."""
        material = self._material
        seen = material.seen
        found = {
            FIRST: ("Läget", self._page(lambda: first_page(material))),
            _AHEAD: ("Kommande", self._page(lambda: ahead_page(material))),
            _ACCOUNT: ("Redovisningen", self._document(lambda: material.account)),
            _ANNEXES: ("Bilagorna", self._document(lambda: material.annexes)),
        }
        if material.is_internal:
            found[_FINDINGS] = ("Fynd", self._page(lambda: findings_page(material)))
        found[_SEARCH] = ("Alla sidor", self._page(lambda: search_page(material)))
        for name, chapter in material.chapters_by_id.items():
            found[f"omrade/{name}/{FIRST}"] = (
                seen.chapter_name(chapter),
                self._page(partial(area_page, material, name)),
            )
        for name, body in seen.bodies.items():
            found[f"organ/{name}/{FIRST}"] = body.name, self._page(partial(self._body, name))
        for name, duty in seen.obligations.items():
            found[f"skyldighet/{name}/{FIRST}"] = (
                duty.record.title,
                self._page(partial(duty_page, material, duty)),
            )
        found |= {
            _STYLE: ("Stil", lambda _: ("text", style_of_many(material.cover).encode())),
            _SCRIPT: ("Sökning", lambda _: ("text", template("pages/sok.js").encode())),
            _INDEX: ("Sökregister", lambda _: ("json", search_index(material))),
        }
        return found

    def _page(self, view: Callable[[], View]) -> Maker:
        return lambda address: ("html", page_of_many(view(), self._frame(address)).encode())

    def _document(self, view: Callable[[], View]) -> Maker:
        return lambda address: ("html", document_of_many(view(), self._frame(address)).encode())

    def _body(self, name: str) -> View:
        return body_report(self._material.of_bodies, name, self._material.cover.provenance)

    def _frame(self, address: str) -> Frame:
        """Return what stands around the page."""
        up = "../" * address.count("/")
        kind = address.partition("/")[0]
        menu = [_AHEAD, _ACCOUNT, _ANNEXES, *([_FINDINGS] if self._material.is_internal else ()), _SEARCH]
        above: tuple[Link, ...] = ()
        if kind in _ABOVE:
            title, anchor = _ABOVE[kind]
            above = Link("Läget", f"{up}{FIRST}"), Link(title, f"{up}{_SEARCH}#{anchor}")
        stale = self._stale()
        faults = finding_rows(self._material, Scope.FILES) if stale and self._material.is_internal else ()
        return Frame(
            title=self._makers[address][0],
            up=up,
            menu=tuple(
                Link(self._makers[one][0], f"{up}{one}", is_here=one == address) for one in (FIRST, *menu)
            ),
            crumbs=above,
            cover=self._material.cover,
            script=self._live.script if self._live else "",
            stale=stale,
            faults=tuple(islice(faults, _FAULTS_TOLD)),
        )

    def _stale(self) -> str:
        """Say why the page shows an earlier state, where it does."""
        if not (self._live and self._live.is_stale):
            return ""
        files = file_state(self._material)
        return files.faults if files else "Filerna har fel."
