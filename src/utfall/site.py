"""The publishable tree: a front page, the reports, and words where a report is missing."""

import hashlib
import html
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Literal

from utfall.memory import Memory
from utfall.plan import Layout, ReportSpec
from utfall.release import release
from utfall.render import template

__all__ = ["Entry", "publish"]

State = Literal["shown", "missing", "not_built"]


@dataclass(frozen=True)
class Entry:
    """One report's place in the site: shown, missing and why, or not asked for yet."""

    spec: ReportSpec
    state: State
    reason: str = ""


# What a report rests on: the mark in the table, and what it means.
_EVIDENCE = {
    "register": ("individuppgifter", "bygger på skyddade individuppgifter"),
    "published": ("publicerade uppgifter", "bygger på uppgifter som redan är publicerade"),
    "shared": (
        "bara gemensamma uppgifter",
        "källorna redovisar medlemmen bara tillsammans med andra",
    ),
    "none": ("inga uppgifter", "ingen källa säger något; rapporten säger vad som saknas"),
}
_KINDS = {
    "municipality": "Kommuner",
    "region": "Region",
    "state": "Statliga myndigheter",
}
# What a table of reports is called, and its first column, by what its reports are about.
_TABLES = {
    "association": ("Rapporter om hela förbundet", "Förbund"),
    "programme": ("Rapporter per insats och år", "Insats"),
}
_OF_MEMBERS = ("Rapporter per medlem och år", "Medlem")
_MADE_UP = "Påhittade uppgifter: ingen verklig person eller insats."
_FILTER = """<script>
(function () {
  var box = document.getElementById("sok"), rows = document.querySelectorAll("[data-words]");
  var said = document.getElementById("traffar");
  document.getElementById("sokruta").hidden = false;
  box.addEventListener("input", function () {
    var words = box.value.toLowerCase().split(/\\s+/), shown = 0;
    rows.forEach(function (row) {
      var hit = words.every(function (word) { return row.dataset.words.indexOf(word) >= 0; });
      row.hidden = !hit;
      shown += hit ? 1 : 0;
    });
    said.textContent = box.value ? shown + " av " + rows.length + " rader" : "";
  });
})();
</script>"""


def publish(layout: Layout, facts: Mapping[str, Any], entries: Sequence[Entry], title: str) -> None:
    """Let the site be what the reports now are; where it is already, nothing is written.

    Pages that are no longer planned are not in the tree, and so are removed.

    Parameters
    ----------
    layout : Layout
        Where rendered reports lie and the site goes.
    facts : mapping
        What *prepare* says of the association.
    entries : sequence of Entry
        Every planned report, in order.
    title : str
        The front page's heading; empty for the association's name.

    Raises
    ------
    OSError
        If the tree could not be written; the published one is then untouched.
    """
    tree: dict[str, Path | str] = {}
    for entry in entries:
        name = entry.spec.id
        if entry.state == "shown":
            folder = layout.rendered / name
            files = (entry.name for entry in os.scandir(folder) if entry.name != "key.json")
            tree |= {f"{name}/{file}": folder / file for file in sorted(files)}
        elif entry.state == "missing":
            tree[f"{name}/index.html"] = _missing(entry, facts)
    pages = _Pages(frozenset(tree), layout.rendered, layout.memory)
    tree["index.html"] = _front(facts, entries, pages, title)
    tree["tillganglighet.html"] = _accessibility(facts)
    release(tree, layout.site, layout.run / ".site-new", layout.memory)


@dataclass(frozen=True)
class _Pages:
    """What the front page says of the pages behind it."""

    names: frozenset[str]
    rendered: Path
    memory: Memory

    def file(self, spec: ReportSpec) -> str:
        """Return where a report is read; a run without HTML has the PDF alone."""
        page = f"{spec.id}/index.html"
        return page if page in self.names else f"{spec.id}/report.pdf"

    def headings(self, entry: Entry) -> list[str]:
        """Return the words of a report's headings; a page is read again only if it has changed."""
        page = f"{entry.spec.id}/index.html"
        if entry.state != "shown" or page not in self.names:
            return []
        found: list[str] = self.memory.of(self.rendered / page, _fact(), _headings)
        return found


def _page(facts: Mapping[str, Any], *, title: str, body: str, **parts: str) -> str:
    name = html.escape(str(facts["association"]))
    made_up = _MADE_UP if facts.get("synthetic") else ""
    foot = f'<p>{made_up and f"<strong>{made_up}</strong> "}{name}. <a href="{parts.get("up", "")}tillganglighet.html">Tillgänglighet</a></p>'
    return Template(template("site.html")).substitute(
        page_title=f"{html.escape(title)}{'' if title == facts['association'] else f' – {name}'}",
        style=template("style.css").strip(),
        title=html.escape(title),
        body=body,
        banner=f'<p class="made-up">{made_up}</p>' if made_up else "",
        above=parts.get("above", ""),
        below=parts.get("below", ""),
        kind=parts.get("kind", ""),
        foot=foot,
    )


def _home(facts: Mapping[str, Any], up: str = "") -> str:
    name = html.escape(str(facts["association"]))
    return f'<p class="association"><a href="{up}index.html">{name}</a></p>'


# The front page


def _front(facts: Mapping[str, Any], entries: Sequence[Entry], pages: _Pages, title: str) -> str:
    below = [f'<p class="subtitle">{html.escape(str(facts.get("description", "")))}</p>']
    body = [
        _figures(facts),
        '<h2>Rapporter</h2>\n<div id="sokruta" class="search" hidden>'
        '<label for="sok">Sök medlem, insats eller ämne</label> '
        '<input id="sok" type="search" autocomplete="off"> '
        '<span id="traffar" role="status"></span></div>',
        *_tables(entries, pages),
        _legend(entries),
        _silent(facts),
        _how_to_read(),
        _sources(facts),
        _FILTER,
    ]
    return _page(
        facts,
        title=title or str(facts["association"]),
        body="\n".join(part for part in body if part),
        below="\n".join(below),
        kind="front",
    )


def _figures(facts: Mapping[str, Any]) -> str:
    figures = facts.get("figures") or []
    if not figures:
        return ""
    cards = [
        f"<div><dt>{html.escape(figure['label'])}</dt>"
        f'<dd><span class="n" data-row="{html.escape(figure["data_row"], quote=True)}">'
        f"{html.escape(figure['text'])}</span></dd></div>"
        for figure in figures
    ]
    return f'<dl class="figures">\n{chr(10).join(cards)}\n</dl>'


def _tables(entries: Sequence[Entry], pages: _Pages) -> list[str]:
    notebooks = list(dict.fromkeys(entry.spec.notebook for entry in entries))
    return [_table([e for e in entries if e.spec.notebook == name], pages) for name in notebooks]


def _table(entries: Sequence[Entry], pages: _Pages) -> str:
    years = sorted({entry.spec.year for entry in entries}, reverse=True)
    head = "".join(f'<th scope="col">{year}</th>' for year in years)
    sections = []
    kinds = dict.fromkeys((*_KINDS, *(entry.spec.subject_kind for entry in entries)))
    for kind in kinds:
        of_kind = [entry for entry in entries if entry.spec.subject_kind == kind]
        if not of_kind:
            continue
        rows = [_row(one, years, of_kind, pages) for one in _subjects(of_kind)]
        span = len(years) + 1
        label = (
            f'<tr class="kind"><th scope="rowgroup" colspan="{span}">{_KINDS[kind]}</th></tr>\n'
            if kind in _KINDS
            else ""
        )
        sections.append(f"<tbody>\n{label}{chr(10).join(rows)}\n</tbody>")
    caption, first = _TABLES.get(entries[0].spec.subject_kind, _OF_MEMBERS)
    return (
        f'<div class="table-scroll" role="region" aria-label="{caption}" tabindex="0">\n'
        f'<table class="reports">\n<caption>{caption}</caption>\n'
        f'<thead><tr><th scope="col">{first}</th>{head}</tr></thead>\n'
        f"{chr(10).join(sections)}\n</table>\n</div>"
    )


def _subjects(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((e.spec.subject_id, e.spec.subject_name) for e in entries))


def _row(
    subject: tuple[str, str], years: Sequence[int], entries: Sequence[Entry], pages: _Pages
) -> str:
    subject_id, name = subject
    own = {entry.spec.year: entry for entry in entries if entry.spec.subject_id == subject_id}
    cells = "".join(_cell(own.get(year), pages) for year in years)
    words = html.escape(_words(name, own.values(), pages), quote=True)
    return f'<tr data-words="{words}"><th scope="row">{html.escape(name)}</th>{cells}</tr>'


def _cell(entry: Entry | None, pages: _Pages) -> str:
    if entry is None:
        return "<td>inte börjat</td>"
    if entry.state == "not_built":
        return "<td>inte gjord</td>"
    spec = entry.spec
    link = f'<a href="{pages.file(spec)}">{html.escape(spec.subject_name)} {spec.year}</a>'
    if entry.state == "missing":
        return f'<td>{link}<span class="mark mark-missing">saknas</span></td>'
    mark = _EVIDENCE.get(spec.evidence, (spec.evidence, ""))[0]
    return f'<td>{link}<span class="mark mark-{html.escape(spec.evidence)}">{html.escape(mark)}</span></td>'


_HEADING = re.compile(r"<h[23][^>]*>(.*?)</h[23]>", re.DOTALL)


def _words(name: str, entries: Iterable[Entry], pages: _Pages) -> str:
    """Return what a search in a row finds: its name and its reports' headings."""
    words = [name, *(heading for entry in entries for heading in pages.headings(entry))]
    return " ".join(dict.fromkeys(" ".join(words).lower().split()))


def _headings(page: Path) -> list[str]:
    found = _HEADING.findall(page.read_text(encoding="utf-8"))
    return [html.unescape(re.sub(r"<[^>]+>", "", heading)) for heading in found]


@cache
def _fact() -> str:
    """Return what headings are called in the memory: other code may find others."""
    return f"headings {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]}"


def _legend(entries: Sequence[Entry]) -> str:
    used = [kind for kind in _EVIDENCE if any(e.spec.evidence == kind for e in entries)]
    items = [
        f'<li><span class="mark mark-{kind}">{_EVIDENCE[kind][0]}</span> {_EVIDENCE[kind][1]}</li>'
        for kind in used
    ]
    return f'<h3>Vad rapporterna bygger på</h3>\n<ul class="legend">\n{chr(10).join(items)}\n</ul>'


def _silent(facts: Mapping[str, Any]) -> str:
    silent = [html.escape(str(name)) for name in facts.get("silent_members") or []]
    if not silent:
        return ""
    listed = silent[0] if len(silent) == 1 else f"{', '.join(silent[:-1])} och {silent[-1]}"
    return (
        f"<p>Ingen källa innehåller egna tal om deltagare, resultat eller pengar för {listed}. "
        "Rapporterna för dem säger vad som saknas och visar det som redovisas för flera "
        "medlemmar tillsammans.</p>"
    )


def _how_to_read() -> str:
    return """<h2>Så läser du rapporterna</h2>
<ul>
<li>Först kommer svaren på de vanligaste frågorna, sedan diagram och tabeller, sist metod och källor.</li>
<li>Rapporten för ett år gäller vad som hade hänt till och med det året. Uppgifterna kan ha publicerats senare; rapporten anger datum för den nyaste.</li>
<li>Där något inte kan sägas står det, med skälet. Ett saknat värde är inte noll.</li>
<li>Siffrorna visar vad som hände, inte vad det berodde på: utan jämförelsegrupp går det inte att säga vad en insats har lett till.</li>
<li>Varje rapport finns också som PDF, och alla dess siffror som CSV. Länkarna står överst i rapporten.</li>
</ul>"""


def _sources(facts: Mapping[str, Any]) -> str:
    items = []
    for source in facts.get("sources") or []:
        parts = [source.get("title"), source.get("publisher"), source.get("date") or "odaterad"]
        items.append(f"<li>{html.escape(', '.join(str(part) for part in parts if part))}</li>")
    if not items:
        return ""
    return (
        '<details class="data-table"><summary>Alla källor</summary>\n'
        f"<ul>\n{chr(10).join(items)}\n</ul>\n</details>"
    )


# The other pages


def _missing(entry: Entry, facts: Mapping[str, Any]) -> str:
    spec = entry.spec
    body = (
        '<div class="notice notice-warning">\n<p class="notice-title">Rapporten saknas</p>\n'
        f"<p>{html.escape(entry.reason)}</p>\n"
        "<p>En tidigare version visas inte, eftersom dess siffror inte längre stämmer med de "
        'övriga sidornas.</p>\n</div>\n<p><a href="../../../index.html">Alla rapporter</a></p>'
    )
    title = f"{spec.subject_name} {spec.year}"
    return _page(facts, title=title, body=body, above=_home(facts, "../../../"), up="../../../")


def _accessibility(facts: Mapping[str, Any]) -> str:
    body = """<p>Den här redogörelsen gäller rapporterna på den här webbplatsen, som webbsidor och som PDF.</p>
<h2>Hur sidorna är gjorda</h2>
<ul>
<li>Sidorna fungerar utan skript och hämtar ingenting från andra platser. Sökrutan på startsidan är det enda som kräver skript; utan det visas alla rapporter.</li>
<li>Rubriker, listor, tabeller och landmärken är uppmärkta. Tabeller har rubrik för varje kolumn och rad, och breda tabeller kan rullas med tangentbordet.</li>
<li>Varje diagram har en textbeskrivning och en tabell med samma siffror.</li>
<li>PDF-filerna är taggade enligt PDF/UA-1, med svenska som språk.</li>
</ul>
<h2>Kända brister</h2>
<ul>
<li>I PDF-filerna är tabellernas kolumnrubriker uppmärkta men inte radrubrikerna.</li>
<li>Äldre webbläsare visar innehållsförteckningen hopfälld även på breda skärmar.</li>
</ul>
<h2>Hur vi har prövat</h2>
<p>Sidorna har prövats med automatiska kontroller av uppmärkning och kontrast. De har inte prövats tillsammans med personer som använder hjälpmedel, och ingen oberoende granskning har gjorts. Vi kan därför inte säga att alla krav i WCAG 2.1 nivå AA är uppfyllda.</p>
<h2>Om något inte fungerar</h2>
<p>Kontakta förbundet eller kommunen som rapporterna gäller, så att bristen kan rättas. Svarar de inte kan du anmäla det till Myndigheten för digital förvaltning.</p>"""
    return _page(facts, title="Tillgänglighet", body=body, above=_home(facts))
