"""A page against the rows that were audited: what agrees, and every way in which it does not."""

import html
import time
from collections.abc import Callable
from typing import Any

import pytest

from evidence_rows import concealed, evidence, flow, page_of, value
from pages import RUNS, Page
from utfall import text
from utfall.disclosure.pages import disagreements
from utfall.evidence import Evidence
from utfall.figures import outcomes as drawn_outcomes
from utfall.values import Value, group, not_shown

PEOPLE = value("n_participants", 51)
SHARE = value(
    "share_outcome",
    10 / 51,
    unit="share",
    numerator=10,
    denominator=51,
    ci_low=0.1101,
    ci_high=0.3247,
    group=group(of="participants", outcome="employment"),
)
COST = value("cost_per_outcome", 549_812.0, unit="sek", group="basis=spent;outcome=employment")


def rows(*values: Value) -> dict[str, Value]:
    return {v.key: v for v in values}


def faults(page: str, *values: Value, names: tuple[str, ...] = ()) -> list[str]:
    return disagreements(page, rows(*values), names)


def span(v: Value, shown: str, column: str = "") -> str:
    where = f' data-col="{column}"' if column else ""
    return f'<p>Av dem <span class="n" data-row="{html.escape(v.key)}"{where}>{shown}</span>.</p>'


@pytest.mark.parametrize("run", RUNS)
def test_every_real_page_shows_its_rows_and_nothing_else(
    run: str, real_pages: Callable[[str], dict[str, Page]]
) -> None:
    for page in real_pages(run).values():
        e = Evidence.read(page.folder / "input.json")
        values = rows(*e.values, *e.cited, *e.compared)
        images = "".join(f'<img alt="{html.escape(c["alt"])}">' for c in page.charts)

        assert page.markdown.count("data-row") > 10
        assert (
            disagreements(
                page.markdown + images, values, [*(p.name for p in e.programmes), *e.named.values()]
            )
            == []
        )


def changed(e: Evidence, hide: Callable[[Value], bool]) -> dict[str, Value]:
    return rows(*(concealed(v) if hide(v) else v for v in (*e.values, *e.cited, *e.compared)))


def test_a_real_page_from_before_a_count_was_hidden_is_found_out(
    real_pages: Callable[[str], dict[str, Page]],
) -> None:
    page = real_pages("rar")["2022/strangnas"]
    e = Evidence.read(page.folder / "input.json")
    few = "n_outcome:tuna-strangnas:strangnas:2018:outcome=daily_activities"

    found = disagreements(page.markdown, changed(e, lambda v: v.key == few))

    assert found == [f"{few}: has a number on the page, and is suppressed in the row"]


@pytest.mark.parametrize(
    ("v", "shown", "column"),
    [
        (PEOPLE, "51", ""),
        (value("n_participants", 1234), "1\u00a0234", ""),
        (value("n_participants", 1234), "1 234", ""),
        (value("n_participants", 1234567), "1 234 567", ""),
        (value("context_change", -1234), "−1\u00a0234", ""),
        (SHARE, "19,6\u00a0%", ""),
        (SHARE, "10", "numerator"),
        (SHARE, "51", "denominator"),
        (SHARE, "11,0", "ci_low"),
        (COST, "549\u00a0812\u00a0kr", ""),
        (COST, "550\u00a0000\u00a0kr", ""),
        (value("funding", 14_532_600.0, unit="sek"), "14,5\u00a0miljoner\u00a0kronor", ""),
        (value("funding", 9_100_000.0, unit="sek"), "9,1", ""),
        (value("statement_esf_share", 9.25, unit="percent"), "9,3 %", ""),
        (value("months_in_programme", 1, unit="months"), "1 månad", ""),
        (PEOPLE, "deltagarna", ""),
        (concealed(PEOPLE), "visas inte", ""),
    ],
)
def test_what_is_printed_as_the_row_has_it_agrees(v: Value, shown: str, column: str) -> None:
    assert faults(span(v, shown, column), v) == []


@pytest.mark.parametrize(
    ("v", "shown", "column"),
    [
        (PEOPLE, "50", ""),
        (PEOPLE, "51,4", ""),
        (PEOPLE, "−51", ""),
        (PEOPLE, "51 eller 4", ""),
        (value("n_participants", 50), "51", ""),
        (value("n_participants", 4), "<5", ""),
        (value("n_participants", 1234), "1\u00a0243", ""),
        # A count is not rounded as an amount is.
        (value("n_participants", 99), "100", ""),
        (SHARE, "19,7 %", ""),
        (SHARE, "51", "numerator"),
        (SHARE, "33,0 %", "ci_high"),
        (COST, "549 813 kr", ""),
        (COST, "560 000 kr", ""),
        (value("funding", 14_532_600.0, unit="sek"), "14,6 miljoner kronor", ""),
    ],
)
def test_another_number_than_the_row_has_is_named_without_it(
    v: Value, shown: str, column: str
) -> None:
    (line,) = faults(span(v, shown, column), v)

    name = column or "value"
    assert line == f"{v.key}: {name} is another number on the page than in the row"


@pytest.mark.parametrize("status", ["unknown", "refused", "suppressed", "not_applicable"])
def test_no_digit_may_stand_where_the_row_is_not_shown(status: Any) -> None:
    hidden = not_shown(PEOPLE, status, "skäl")

    for shown in ("4", "färre än 5", "0", "visas inte (4)"):
        assert faults(span(hidden, shown), hidden) == [
            f"{PEOPLE.key}: has a number on the page, and is {status} in the row"
        ]
    assert faults(span(hidden, "visas inte"), hidden) == []


def test_a_row_or_column_that_was_never_audited_is_named() -> None:
    assert faults(span(PEOPLE, "51")) == [
        f"{PEOPLE.key}: is marked on the page, and is no row that was audited"
    ]
    assert faults(span(PEOPLE, "51", "reason"), PEOPLE) == [
        f"{PEOPLE.key}: reason is marked on the page, and is no number of a row"
    ]
    assert faults(span(PEOPLE, "51", "high"), PEOPLE) == [
        f"{PEOPLE.key}: high has a number on the page, and none in the row"
    ]


def test_markdown_and_the_html_that_is_made_of_it_are_read_alike() -> None:
    good = f"Av dem fick {text.show(SHARE)} arbete, {text.mark(SHARE, '10', 'numerator')} i allt."
    bad = good.replace("19,6", "21,6").replace("[10]", "[11]")

    for form in (str, lambda markdown: str(page_of(markdown))):
        assert faults(form(good), SHARE) == []
        assert [line.split(": ")[1][:5] for line in faults(form(bad), SHARE)] == ["value", "numer"]


def test_a_number_inside_marks_in_a_mark_is_read_with_both() -> None:
    page = f'<b data-row="{PEOPLE.key}">5<i class="x">1</i></b><br><hr>'
    assert faults(page, PEOPLE) == []
    assert faults(page.replace("1</i>", "2</i>"), PEOPLE) != []

    # A mark that is never closed runs to the end of the page.
    assert faults(f'<td data-row="{PEOPLE.key}">51<p>7', PEOPLE) != []


def test_each_disagreement_is_told_once_and_in_the_pages_order() -> None:
    other = value("n_exited", 9)
    page = span(other, "8") + span(PEOPLE, "50") + span(other, "8")

    found = faults(page, PEOPLE, other)

    assert [line.split(":")[0] for line in found] == ["n_exited", "n_participants"]


def described(alt: str, *values: Value, names: tuple[str, ...] = ()) -> list[list[str]]:
    quoted = html.escape(alt)
    forms = (
        f'<img src="d.svg" alt="{quoted}">',
        f'<img role="img" aria-label="{quoted}">',
        f'<svg role="img" aria-label="{quoted}"></svg>',
        f'![]( d.svg){{fig-alt="{alt}"}}',
    )
    return [faults(form, *values, names=names) for form in forms]


@pytest.mark.parametrize(
    "alt",
    [
        "Av 51 deltagare 10 arbete.",
        "År 2018 51 deltagare, 2016–2019 10; 2022-12-12.",
        "Andel 19,6 % (11,0–32,5 %); 550 000 kr per person till arbete.",
        "51 deltagare, 16–24 år och 6 månader efter avslut.",
        "Utan tal.",
    ],
)
def test_a_description_with_the_numbers_of_shown_rows_agrees(alt: str) -> None:
    assert described(alt, PEOPLE, SHARE, COST) == [[], [], [], []]


@pytest.mark.parametrize(
    "alt",
    [
        "Av 51 deltagare 4 daglig verksamhet.",
        "Av 51 deltagare 10 arbete, 16 inte redovisade.",
        "Andel 7,8 %.",
        "Kostnad 137 453 kr.",
    ],
)
def test_a_description_with_any_other_number_is_found_and_not_repeated(alt: str) -> None:
    hidden = concealed(value("n_outcome", 4, outcome="daily_activities"))

    for found in described(alt, PEOPLE, SHARE, COST, hidden):
        (line,) = found
        assert "has a number that no shown row has" in line
        assert not any(digit in line for digit in "0123456789")


def test_a_name_with_digits_is_no_number_where_it_is_said_to_be_a_name() -> None:
    alt = "Spira 2.0 och Spira 25: av 51 deltagare."

    assert all(described(alt, PEOPLE))
    assert described(alt, PEOPLE, names=("Spira 2.0", "Spira 25", "TUNA")) == [[], [], [], []]


def test_a_label_that_is_not_of_an_image_may_have_any_number() -> None:
    assert faults('<nav aria-label="Avsnitt 7"></nav>', PEOPLE) == []


def test_a_chart_drawn_before_a_part_was_hidden_is_found_by_its_description() -> None:
    whole = value("n_participants", 51)
    parts = [value("n_outcome", n, outcome=o) for o, n in (("employment", 30), ("studies", 21))]
    e = evidence(
        whole, *parts, flows=(flow(whole, ("employment", parts[0]), ("studies", parts[1])),)
    )
    chart = drawn_outcomes(e)
    assert chart is not None
    page = f'<img alt="{html.escape(chart.alt)}">'

    assert faults(page, whole, *parts) == []
    assert faults(page, whole, *map(concealed, parts)) != []


def test_a_long_page_is_read_in_a_moment() -> None:
    one = span(PEOPLE, "51")
    image = f'<img alt="51" src="data:image/svg+xml;base64,{"A" * 30_000}">'
    page = (one * 60 + image) * 10

    started = time.perf_counter()
    assert faults(page, PEOPLE) == []
    assert time.perf_counter() - started < 1.0
