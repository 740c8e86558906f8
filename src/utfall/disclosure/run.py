"""One association's whole publication, protected together and attacked before it leaves.

Method: docs/disclosure.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from utfall.data.folder import Folder
from utfall.data.register import Register
from utfall.disclosure.audit import Audit, audit
from utfall.disclosure.cells import Publication, Relation
from utfall.disclosure.counting import Counts, counted
from utfall.disclosure.facts import conflicts, editions, facts_of, final
from utfall.disclosure.naming import official_names, suppress_by_code
from utfall.disclosure.public import hide, published, without_indicators
from utfall.disclosure.shown import shown
from utfall.disclosure.suppress import Pattern
from utfall.errors import DisclosureError
from utfall.measures.author import authored
from utfall.measures.catalogue import Catalogue, catalogue
from utfall.measures.declarations import PUBLISHED_MEASURES
from utfall.measures.declared import RECORDS, Measure, check_declared
from utfall.measures.estimates import estimated, with_chance
from utfall.measures.estimates.declarations import ESTIMATES
from utfall.measures.from_records.declarations import RECORD_MEASURES
from utfall.measures.indicators import private_indicators
from utfall.measures.payback import read_all
from utfall.measures.payback.declarations import PAYBACK_MEASURES
from utfall.measures.payback.values import paybacks
from utfall.params import RunParams
from utfall.values import Value

__all__ = ["Protected", "protect"]


@dataclass(frozen=True)
class Protected:
    """Everything that the reports of one association may show.

    Attributes
    ----------
    catalogue : Catalogue
        What sources have published, protected where that was asked for.
    values : tuple of Value
        What records say, protected.
    estimates : tuple of Value
        What follows from the shown values of both.
    facts : mapping
        How people are protected, as a report tells it; empty where nothing had to be.
    newest : str
        The newest day of the records, empty without any.
    earlier : tuple of Value
        What earlier editions told, in the order in which they are listed.
    told : tuple of str
        What was protected and at what cost, as lines for the staff's terminal: never published.
    """

    catalogue: Catalogue
    values: tuple[Value, ...] = ()
    estimates: tuple[Value, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    newest: str = ""
    earlier: tuple[Value, ...] = ()
    told: tuple[str, ...] = ()


def protect(folder: Folder, register: Register, params: RunParams, root: Path) -> Protected:
    """Work out everything that one run may publish, and protect it together.

    Parameters
    ----------
    folder, register
        Checked data.
    params : RunParams
        The run.
    root : Path
        The project's folder: earlier editions and notebooks' modules are found from it.

    Raises
    ------
    DisclosureError
        If a hidden count could be worked out all the same.
    ParamsError
        If a notebook's module declares what cannot be, or an earlier edition is not there.
    """
    asked = params.disclosure
    modules = [root / "notebooks" / f"{name}.py" for name in params.notebooks]
    own = authored(modules, asked.threshold)
    declared = {
        **PUBLISHED_MEASURES,
        **RECORD_MEASURES,
        **ESTIMATES,
        **PAYBACK_MEASURES,
        **{RECORDS + m.name: m.declaration for m in own},
    }

    few = (
        private_indicators(folder["indicators"], asked.threshold)
        if asked.protect_public
        else frozenset()
    )

    def work_out(rows: pd.DataFrame) -> Catalogue:
        tables = {**folder.tables, "counts": rows}
        found = catalogue(
            replace(folder, tables=tables), register, params.price_year, params.confidence
        )
        return without_indicators(found, few)

    sources = work_out(folder["counts"])
    stated = published(sources, asked.threshold) if asked.protect_public else Publication({}, ())
    files = read_all(root / "params" / "payback" / f"{name}.toml" for name in params.payback)

    apart = {key for flow in sources.flows for _, key in flow.parts}

    def follows(shown_values: Sequence[Value]) -> list[Value]:
        """Return what follows from shown values of sources and records."""
        return [
            *estimated([*sources.values, *shown_values], params.confidence),
            *paybacks(sources.values, files, params.confidence, apart),
        ]

    by_key = {v.key: v for v in sources.values}
    earlier = editions([root / name for name in asked.earlier])
    counts = counted(folder, asked, by_key, stated.cells, own, earlier, params.confidence)
    if counts is None and not stated.cells:
        estimates = follows(())
        check_declared([*sources.values, *estimates], declared)
        return Protected(sources, estimates=tuple(estimates), earlier=tuple(earlier))
    of_records = counts.publication if counts else Publication({}, ())
    together = _together(stated, of_records)
    names = official_names(folder["members"])
    publication, pattern = _hidden(together, _told_before(together, earlier), names)
    sources = hide(sources, pattern.hidden & frozenset(stated.cells), work_out)
    values = tuple(with_chance(shown(counts, pattern.hidden), params.confidence)) if counts else ()
    estimates = follows(values)
    check_declared([*sources.values, *values, *estimates], declared)
    members = [str(name) for name in folder["members"]["member_id"]]
    totals = [v for year in params.report_years for v in sources.totals(year, members)]
    attack = _attacked(
        publication,
        [*values, *sources.values, *totals, *estimates],
        earlier,
        declared,
        params.confidence,
        pattern.points,
    )
    return Protected(
        sources,
        values,
        tuple(estimates),
        _facts(params, counts),
        counts.newest if counts else "",
        tuple(earlier),
        tuple(_told(publication, pattern, counts, attack, _untied(earlier, publication))),
    )


def _untied(earlier: Iterable[Value], publication: Publication) -> int:
    """Count what earlier editions told of records by periods or groups that there are no more."""
    return sum(
        v.status == "shown"
        and v.measure.startswith("n_")
        and {"from=records"} == {"from=records", "kind=to_date"} & set(v.group.split(";"))
        and v.key not in publication.cells
        for v in earlier
    )


def _together(one: Publication, other: Publication) -> Publication:
    return Publication({**one.cells, **other.cells}, [*one.relations, *other.relations])


def _told_before(publication: Publication, earlier: Sequence[Value]) -> frozenset[str]:
    """Return the cells that may be shown and that an earlier edition has shown: hiding is no use."""
    cells = publication.cells
    told = {v.key: v.value for v in final(earlier) if v.status == "shown"}
    return frozenset(k for k, cell in cells.items() if not cell.rule and told.get(k) == cell.count)


def _hidden(
    publication: Publication,
    before: frozenset[str] = frozenset(),
    names: Mapping[str, str] | None = None,
) -> tuple[Publication, Pattern]:
    """Hide what must be hidden, and return the publication with what can be asked of it.

    What everybody asks for is hidden only where nothing else helps, and what an earlier edition
    has shown, `before`, never. `names` are what members are called by in that (`naming`). What published counts and the calendar alone give away, with
    everything else hidden, is not ours to protect: it is hidden all the same.
    """
    kept = {key for key, cell in publication.cells.items() if cell.kept and not cell.rule}
    called = names or {}
    pattern = suppress_by_code(_changed(publication, kept | before, public=True), called)
    lost = _lost(publication, pattern.given_up)
    if kept and not pattern.given_up <= lost:
        pattern = suppress_by_code(_changed(publication, before, public=True), called)
        lost = _lost(publication, pattern.given_up)
    if not pattern.given_up <= lost:
        why = "the earlier editions tell them" if before else "even with every other one hidden"
        raise DisclosureError(
            f"{len(pattern.given_up - lost)} counts cannot be protected: {why}",
            sorted(pattern.given_up - lost),
        )
    return _changed(publication, lost, width=0), pattern


def _lost(publication: Publication, keys: Iterable[str]) -> frozenset[str]:
    """Return those of some cells that published counts and the calendar alone give away."""
    public = [Relation.known(c.key, c.count) for c in publication.cells.values() if c.public]
    others = set(publication.cells) - set(keys)
    alone = _changed(publication, others, rule="", width=0)
    return frozenset(audit(alone, public).narrow if public else ())


def _changed(publication: Publication, keys: Iterable[str], **parts: Any) -> Publication:
    cells = {**publication.cells, **{k: replace(publication.cells[k], **parts) for k in keys}}
    return Publication(cells, publication.relations)


def _attacked(
    publication: Publication,
    values: Sequence[Value],
    earlier: Sequence[Value],
    declared: Mapping[str, Measure],
    confidence: float,
    points: Sequence[Mapping[str, int]],
) -> Audit:
    """Attack what would be published, and refuse it if anything hidden can be worked out."""
    public = [Relation.known(c.key, c.count) for c in publication.cells.values() if c.public]
    facts = facts_of(values, declared, confidence, earlier)
    attack = audit(publication, [*facts, *public], points)
    found = sorted({*attack.narrow, *conflicts(values)})
    if found:
        raise DisclosureError(
            f"{len(found)} hidden counts could be worked out from everything that would be "
            "published, and nothing is published",
            found,
        )
    return attack


def _facts(params: RunParams, counts: Counts | None) -> dict[str, Any]:
    asked = params.disclosure
    return {
        "threshold": asked.threshold,
        "threshold_health": max(asked.threshold, asked.threshold_health),
        "public": asked.protect_public,
        "coarsened": counts.chosen.told if counts else [],
    }


def _told(
    publication: Publication,
    pattern: Pattern,
    counts: Counts | None,
    attack: Audit,
    untied: int,
) -> Iterator[str]:
    """Yield what was protected and what it cost, for the staff: no cell is named."""
    cells = publication.cells
    people = sum(cells[key].count for key in pattern.hidden)
    told = sum(not cell.latent for cell in cells.values())
    yield (
        f"protected: {told} counts in reports and {len(cells) - told} that could be worked out; "
        f"{len(pattern.hidden)} hidden with {people} participations: {len(pattern.primary)} for "
        f"few people, {len(pattern.secondary)} so that those cannot be worked out"
    )
    if counts:
        tried = ", ".join(f"{n} years {share:.0%}" for n, share in counts.chosen.tried.items())
        yield f"too small to be shown, by length of the pooled periods: {tried}"
        yield f"left out, since most would be hidden: {len(counts.chosen.dropped)} tables"
    if pattern.given_up:
        yield (
            f"{len(pattern.given_up)} counts follow from the calendar or from what sources have "
            "published already: nothing that is hidden here protects them"
        )
    if attack.contradicted:
        yield (
            f"{attack.contradicted} numbers of earlier editions or sources are not true of these "
            "data, and were not used in the attack"
        )
    if untied:
        yield (
            f"{untied} counts of earlier editions are of periods or groups that this one does not "
            "know, and were not used in the attack: compare them by hand"
        )
    yield (
        f"loss {pattern.loss:.0f} ({pattern.method}); {pattern.programs} programs solved in "
        f"{pattern.seconds:.1f} s; attacked with {attack.programs} more in {attack.seconds:.1f} s"
    )
