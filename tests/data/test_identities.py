import random
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.data.identities import (
    Found,
    header_identity,
    identity_column,
    personal_number,
    scan,
)

AS_OF = date(2024, 12, 31)
FIRST, LAST = date(1926, 1, 1), date(2011, 12, 31)


def check_digit(nine: str) -> str:
    """Luhn: every other digit doubled, the digits of the products added up to a whole ten."""
    doubled = "".join(str(int(d) * (2 if place % 2 == 0 else 1)) for place, d in enumerate(nine))
    return str(-sum(map(int, doubled)) % 10)


def number_of(born: date, serial: int, added: int) -> str:
    """Make the twelve digits; `added` to the day is 60 in a samordningsnummer."""
    nine = f"{born:%y%m}{born.day + added:02}{serial:03}"
    return f"{born:%Y}"[:2] + nine + check_digit(nine)


def thousand_numbers() -> list[str]:
    draw = random.Random(20221)  # noqa: S311  (the same numbers in every run)
    days = (LAST - FIRST).days
    return [
        number_of(
            FIRST + timedelta(days=draw.randrange(days)), draw.randrange(1, 1000), 60 * (i % 2)
        )
        for i in range(1000)
    ]


NUMBERS = thousand_numbers()


def texts(*cells: str | None) -> pa.StringArray:
    return pa.array(cells, pa.string())


def kinds(*cells: str) -> list[str]:
    return [found.kind for found in scan("c", texts(*cells))]


def test_our_check_digit_is_the_tax_agencys() -> None:
    # Skatteverket's example 811228-987: 8·2 1 1·2 2 2·2 8 9·2 8 7·2 = 16 1 2 2 4 8 18 8 14;
    # 1+6+1+2+2+4+8+1+8+8+1+4 = 46, and 4 is missing to 50.
    assert check_digit("811228987") == "4"


WRITTEN: dict[str, Callable[[str], str]] = {
    "twelve digits": lambda n: n,
    "ten digits": lambda n: n[2:],
    "twelve, hyphen": lambda n: f"{n[:8]}-{n[8:]}",
    "ten, hyphen": lambda n: f"{n[2:8]}-{n[8:]}",
    "twelve, plus": lambda n: f"{n[:8]}+{n[8:]}",
    "ten, plus": lambda n: f"{n[2:8]}+{n[8:]}",
    "space": lambda n: f"{n[2:8]} {n[8:]}",
    "spaces around the hyphen": lambda n: f"{n[2:8]} - {n[8:]}",
    "no-break space": lambda n: f"{n[:8]}\N{NO-BREAK SPACE}{n[8:]}",
    "narrow no-break space": lambda n: f"{n[2:8]}\N{NARROW NO-BREAK SPACE}{n[8:]}",
    "en dash": lambda n: f"{n[2:8]}–{n[8:]}",
    "em dash": lambda n: f"{n[2:8]}—{n[8:]}",
    "minus sign": lambda n: f"{n[2:8]}−{n[8:]}",
    "non-breaking hyphen": lambda n: f"{n[:8]}‑{n[8:]}",
    "soft hyphen": lambda n: f"{n[2:8]}\N{SOFT HYPHEN}{n[8:]}",
    "zero-width space": lambda n: f"{n[2:8]}\N{ZERO WIDTH SPACE}{n[8:]}",
    "tab": lambda n: f"{n[2:8]}\t{n[8:]}",
    "slash": lambda n: f"{n[2:8]}/{n[8:]}",
    "dot": lambda n: f"{n[2:8]}.{n[8:]}",
    "date with hyphens": lambda n: f"{n[:4]}-{n[4:6]}-{n[6:8]}-{n[8:]}",
    "date with dots": lambda n: f"{n[:4]}.{n[4:6]}.{n[6:8]}-{n[8:]}",
    "date with slashes": lambda n: f"{n[2:4]}/{n[4:6]}/{n[6:8]} {n[8:]}",
    "date with spaces": lambda n: f"{n[2:4]} {n[4:6]} {n[6:8]} {n[8:]}",
    "in fours": lambda n: f"{n[:4]} {n[4:8]} {n[8:]}",
    "century apart": lambda n: f"{n[:2]} {n[2:8]}-{n[8:]}",
    "check digit apart": lambda n: f"{n[2:8]}-{n[8:11]} {n[11:]}",
    "white space around": lambda n: f"  {n[2:8]}-{n[8:]}\n",
    "in a sentence": lambda n: f"Ring pnr {n[2:8]}-{n[8:]}, ej före kl. 10",
    "after a colon": lambda n: f"Personnr:{n}",
    "right after letters": lambda n: f"pnr{n[2:8]}{n[8:]}",
    "in brackets": lambda n: f"okänd ({n[2:8]}-{n[8:]})",
    "before another": lambda n: f"{n[2:8]}-{n[8:]}/{n[2:8]}-{n[8:]}",
    "in a list": lambda n: f"{n[2:]},{n[2:]}",
    "after a day": lambda n: f"2022-03-01 {n[2:8]}-{n[8:]}",
    "after a number": lambda n: f"17 {n[2:8]}-{n[8:]}",
    "after the point of a list": lambda n: f"1.{n[2:8]}-{n[8:]}",
    "before a suffix": lambda n: f"{n[2:8]}-{n[8:]}-1-2",
    "before letters": lambda n: f"{n}abc",
    "Excel number of twelve": lambda n: f"{n}.0",
    "Excel number of ten": lambda n: f"{int(n[2:])}.0" if n[2] != "0" else f"{n[2:]}.0",
    "scientific": lambda n: f"{n[0]}.{n[1:]}E+11",
    "scientific, comma": lambda n: f"{n[0]},{n[1:]}e11",
    "brackets around the date": lambda n: f"({n[2:8]}) {n[8:]}",
    "colon": lambda n: f"{n[2:8]}:{n[8:]}",
    "comma": lambda n: f"{n[2:8]},{n[8:]}",
    "equals sign": lambda n: f"{n[2:8]}={n[8:]}",
    "star": lambda n: f"{n[2:8]}*{n[8:]}",
    "tilde": lambda n: f"{n[2:8]}~{n[8:]}",
    "backslash": lambda n: f"{n[2:8]}\\{n[8:]}",
    "apostrophe": lambda n: f"{n[2:8]}'{n[8:]}",
    "middle dot": lambda n: f"{n[2:8]}·{n[8:]}",
    "bullet": lambda n: f"{n[:8]}•{n[8:]}",
    "semicolon": lambda n: f"{n[2:8]};{n[8:]}",
    "three hyphens": lambda n: f"{n[2:8]}---{n[8:]}",
    "two loose hyphens": lambda n: f"{n[2:8]} - - {n[8:]}",
    "three spaces": lambda n: f"{n[2:8]}   {n[8:]}",
    "control sign": lambda n: f"{n[2:8]}\x07{n[8:]}",
    "space of an address": lambda n: f"{n[2:8]}%20{n[8:]}",
    "space of a page": lambda n: f"{n[2:8]}&nbsp;{n[8:]}",
    "loose hyphens": lambda n: f"{n[:4]} - {n[4:6]} - {n[6:8]} - {n[8:]}",
    "low lines": lambda n: f"{n[:4]}_{n[4:6]}_{n[6:8]}_{n[8:]}",
    "month apart, ten": lambda n: f"{n[2:6]} {n[6:]}",
    "month apart, twelve": lambda n: f"{n[:6]} {n[6:]}",
    "year apart": lambda n: f"{n[2:4]} {n[4:8]} {n[8:]}",
    "a digit behind": lambda n: f"{n}1",
    "three digits behind": lambda n: f"{n[2:8]}-{n[8:]}001",
    "zeros before": lambda n: f"00{n}",
    "a key behind": lambda n: f"{n}abcd",
    "full width": lambda n: "".join(chr(ord(d) + 0xFEE0) for d in f"{n[2:8]}-{n[8:]}"),
    "Arabic digits": lambda n: n.translate({48 + d: 0x660 + d for d in range(10)}),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_all_of_a_thousand_numbers_are_found_in_this_form(form: str) -> None:
    cells = [WRITTEN[form](number) for number in NUMBERS]

    assert scan("Ärende", texts(*cells)) == [Found("Ärende", "personnummer", 1000)]


def test_numbers_that_lost_their_first_zero_are_found() -> None:
    short = [str(int(n[2:])) for n in NUMBERS if n[:3] == "200" and n[3] != "0"]
    assert {len(number) for number in short} == {9}

    assert scan("c", texts(*short)) == [Found("c", "personnummer", len(short))]
    assert scan("c", texts(*(f"{n}.0" for n in short))) == [Found("c", "personnummer", len(short))]


def test_numbers_of_those_born_in_2000_are_found_where_a_column_has_lost_their_zeros() -> None:
    born = [date(2000, 1, 1) + timedelta(days=day) for day in range(0, 360, 4)]
    short = [str(int(number_of(day, 123, 0)[2:])) for day in born]
    assert {len(number) for number in short} == {7, 8}

    assert scan("c", texts(*short)) == [Found("c", "personnummer", 90)]
    assert kinds(short[0], short[-1]) == []


@pytest.mark.parametrize("form", ["a digit behind", "three digits behind", "zeros before"])
def test_a_single_number_with_more_digits_is_found_among_identifiers(form: str) -> None:
    cells = texts(WRITTEN[form]("198112289874"), "A17")

    assert scan("c", cells, identifiers=True) == [Found("c", "personnummer", 1)]


def test_a_fifth_of_a_column_is_enough_and_a_tenth_is_chance() -> None:
    # Serials 100 to 199 with the check digit of a day, or the next one.
    days = [date(1981, 12, 18) + timedelta(days=i) for i in range(100)]
    right = [number_of(day, 123, 0) for day in days]
    wrong = [n[:11] + str((int(n[11]) + 1) % 10) for n in right]

    assert scan("c", texts(*right[:20], *wrong[20:])) == [Found("c", "personnummer", 20)]
    assert scan("c", texts(*right[:10], *wrong[10:])) == []


def test_numbers_among_many_that_are_no_days_stand_out_from_chance() -> None:
    # 1000 numbers of ten digits hold no day; 20 of 1020 is less than a fifth, but 20 of the 20
    # with a day verify, and chance explains 20/10 + 4·√(20·0.09) + 1 = 8.4 of them.
    other = [f"9913{i:06}" for i in range(1000)]

    assert scan("c", texts(*other, *(n[2:] for n in NUMBERS[:20]))) == [
        Found("c", "personnummer", 20)
    ]


def test_one_number_among_a_thousand_other_cells_is_found() -> None:
    other = [f"anteckning {i}" for i in range(999)]

    assert scan("c", texts(*other, "811228-9874")) == [Found("c", "personnummer", 1)]


WHOLE_CELL = [form for form in WRITTEN if " a " not in form and form.split()[0] not in
              ("in", "after", "right", "before", "space", "a", "three", "zeros")]  # fmt: skip


@pytest.mark.parametrize("form", [*WHOLE_CELL, "in fours"])
def test_every_form_of_a_whole_cell_becomes_the_same_twelve_digits(form: str) -> None:
    younger = [n for n in NUMBERS if n[:4] > "1924"]
    plus = form == "ten, plus"
    # A plus says a hundred years more, whoever writes it: 1981 becomes 1881 (2005, 1905).
    expected = [str(int(n[:4]) - 100) + n[4:] for n in younger] if plus else younger
    # 29 February 2000 plus a hundred years is none of 1900.
    kept = [(n, e) for n, e in zip(younger, expected, strict=True) if e[:2] + n[2:8] != "19000229"]

    assert [personal_number(WRITTEN[form](n), AS_OF) for n, _ in kept] == [e for _, e in kept]


@pytest.mark.parametrize(
    ("text", "as_of", "twelve"),
    [
        ("811228-9874", date(2024, 12, 31), "198112289874"),
        ("811228-9874", date(2081, 1, 1), "208112289874"),
        ("811228-9874", date(2080, 12, 31), "198112289874"),
        ("811228+9874", date(2024, 12, 31), "188112289874"),
        # A samordningsnummer, 8·2 1 1·2 2 8·2 8 9·2 8 7·2 = 16 1 2 2 16 8 18 8 14;
        # 1+6+1+2+2+1+6+8+1+8+8+1+4 = 49, and 1 is missing to 50.
        ("811288-9871", date(2024, 12, 31), "198112889871"),
    ],
)
def test_the_century_is_the_latest_before_the_export(text: str, as_of: date, twelve: str) -> None:
    assert personal_number(text, as_of) == twelve


def test_zeros_that_a_number_has_lost_are_put_back() -> None:
    # 2000-01-01, serial 123: 0 0 0 1 0 1 2 2 6 = 12; 8 is missing to 20.
    assert personal_number("1011238", AS_OF) == "200001011238"
    # 2000-10-01: 0 0 2 0 0 1 2 2 6 = 13; 7. 2005-01-01: 0 5 0 1 0 1 2 2 6 = 17; 3.
    assert personal_number("10011237", AS_OF) == "200010011237"
    assert personal_number("501011233", AS_OF) == "200501011233"


@pytest.mark.parametrize(
    "text", ["", "pnr 811228-9874", "811228-9875", "811228", "556016-0680", "Anna", "811328-9873"]
)
def test_anything_else_is_no_personal_number(text: str) -> None:
    assert personal_number(text, AS_OF) is None


def drawn(make: Callable[[random.Random], str]) -> list[str]:
    draw = random.Random(4711)  # noqa: S311
    return [make(draw) for _ in range(1000)]


def a_day(draw: random.Random) -> date:
    return date(1995, 1, 1) + timedelta(days=draw.randrange(11_000))


def wrong_check_digit(draw: random.Random) -> str:
    number = NUMBERS[draw.randrange(1000)]
    return f"{number[2:8]}-{number[8:11]}{(int(number[11]) + draw.randrange(1, 10)) % 10}"


def organisation(draw: random.Random) -> str:
    # The third digit of an organisation's number is 2 or more, so that it is no month.
    nine = f"{draw.choice('25789')}{draw.randrange(10)}{draw.randrange(2, 10)}{draw.randrange(10**6):06}"
    return f"{nine[:6]}-{nine[6:]}{check_digit(nine)}"


def no_month(draw: random.Random) -> str:
    nine = f"{draw.randrange(100):02}{draw.randrange(13, 100)}{draw.randrange(10**5):05}"
    return nine + check_digit(nine)


def no_day(draw: random.Random) -> str:
    nine = f"{draw.randrange(100):02}{draw.randrange(1, 13):02}{draw.randrange(32, 61)}{draw.randrange(1, 1000):03}"
    return f"{nine[:6]}-{nine[6:]}{check_digit(nine)}"


OTHERS: dict[str, Callable[[random.Random], str]] = {
    "amounts": lambda d: str(d.randrange(10**8)),
    "amounts in groups": lambda d: f"{d.randrange(10**9):,}".replace(",", "\N{NO-BREAK SPACE}"),
    "amounts with öre": lambda d: f"{d.randrange(10**8)},{d.randrange(100):02}",
    "numbers of nine digits": lambda d: str(d.randrange(10**8, 10**9)),
    "fractions": lambda d: repr(d.random()),
    "fractions with a comma": lambda d: repr(d.random() * 100).replace(".", ","),
    "days": lambda d: str(a_day(d)),
    "days of six digits": lambda d: f"{a_day(d):%y%m%d}",
    "days of eight digits": lambda d: f"{a_day(d):%Y%m%d}",
    "days with a month in the middle": lambda d: f"{a_day(d):%d-%m-%Y}",
    "days with dots": lambda d: f"{a_day(d):%d.%m.%Y}",
    "days with slash and space": lambda d: f"{a_day(d):%d/%m %Y}",
    "days and times": lambda d: f"{a_day(d)} {d.randrange(24):02}:{d.randrange(60):02}:00",
    "days first and times": lambda d: f"{a_day(d):%d-%m-%Y} {d.randrange(24):02}:{d.randrange(60):02}",
    "periods": lambda d: f"{a_day(d)} – {a_day(d)}",
    "periods with a space": lambda d: f"{a_day(d)} {a_day(d)}",
    "periods of six digits": lambda d: f"{a_day(d):%y%m%d}-{a_day(d):%y%m%d}",
    "periods of eight digits": lambda d: f"{a_day(d):%Y%m%d}-{a_day(d):%Y%m%d}",
    "periods with dots": lambda d: f"{a_day(d):%d.%m.%Y}-{a_day(d):%d.%m.%Y}",
    "periods with slashes": lambda d: f"{a_day(d):%d/%m %Y} – {a_day(d):%d/%m %Y}",
    "periods within a year": lambda d: f"{a_day(d):%d/%m}-{a_day(d):%d/%m %Y}",
    "periods of months": lambda d: f"{a_day(d):%Y-%m}--{a_day(d):%Y-%m}",
    "periods of months, month first": lambda d: f"{a_day(d):%m.%Y}-{a_day(d):%m.%Y}",
    "Excel days": lambda d: str(d.randrange(30_000, 50_000)),
    "Excel days and times": lambda d: f"{d.randrange(30_000, 50_000)}.{d.randrange(10**10)}",
    "hours": lambda d: f"{d.randrange(24):02}.{d.randrange(60):02}-{d.randrange(24):02}.{d.randrange(60):02}",
    "municipality codes": lambda d: f"{d.randrange(114, 2585):04}",
    "postal codes": lambda d: f"{d.randrange(100, 990)} {d.randrange(100):02}",
    "organisations": organisation,
    "bank giros": lambda d: f"{d.randrange(10**4):04}-{d.randrange(10**4):04}",
    "case numbers": lambda d: f"KS {d.randrange(2000, 2026)}/{d.randrange(10**5):05}",
    "case numbers with hyphen": lambda d: f"{d.randrange(2000, 2026)}-{d.randrange(10**6):06}",
    "case numbers in three": lambda d: f"Dnr {d.randrange(2000, 2026)}-{d.randrange(10**5):05}-{d.randrange(10)}",
    "case numbers in fours": lambda d: f"{d.randrange(2000, 2026)}-{d.randrange(10**4):04}-{d.randrange(10**4):04}",
    "running numbers": lambda d: f"{d.randrange(200_000):08}",
    "long running numbers": lambda d: f"{d.randrange(200_000):010}",
    "pseudonyms": lambda d: f"{d.getrandbits(128):032x}",
    "short pseudonyms": lambda d: f"{d.getrandbits(64):016x}",
    "UUIDs": lambda d: str(uuid.UUID(int=d.getrandbits(128), version=4)),
    "IP numbers": lambda d: ".".join(str(d.randrange(256)) for _ in range(4)),
    "shares": lambda d: f"{d.randrange(101)} %",
    "wrong check digits": wrong_check_digit,
    "months beyond twelve": no_month,
    "days beyond the month": no_day,
}  # fmt: skip


OTHERS |= {
    "case numbers of six and a year": lambda d: f"{d.randrange(10**6):06}-{d.randrange(2005, 2026)}",
    "ids of ten digits": lambda d: str(d.randrange(10**9, 10**10)),
    "ids with a day in front": lambda d: f"{a_day(d):%Y%m%d}{d.randrange(10**4):04}",
    "a day and a running number": lambda d: f"{a_day(d):%Y%m%d}-{d.randrange(10**4):04}",
    "a day and a longer running number": lambda d: f"{a_day(d):%Y%m%d}-{d.randrange(10**6):06}",
    "a day and a time": lambda d: f"{a_day(d):%Y%m%d}{d.randrange(24):02}{d.randrange(60):02}",
    "a day, a space and a time": lambda d: f"{a_day(d):%Y%m%d} {d.randrange(24):02}{d.randrange(60):02}",
    "large fractions": lambda d: repr(d.random() * 10**6),
    "a day and a year": lambda d: f"{a_day(d)} - {d.randrange(2010, 2026)}",
    "a short day and a year": lambda d: f"{a_day(d):%y-%m-%d} {d.randrange(2010, 2026)}",
    "municipality and number": lambda d: f"{d.randrange(114, 2585):04}-{d.randrange(10**5):05}",
    "four and six digits": lambda d: f"{d.randrange(10**4):04} {d.randrange(10**6):06}",
    "four, year and two": lambda d: f"{d.randrange(10**4):04}-{d.randrange(2010, 2026)}-{d.randrange(100):02}",
    "four, two and three": lambda d: f"{d.randrange(10**3):04}-{d.randrange(100):02}-{d.randrange(1000):03}",
    "nine digits with zeros": lambda d: f"0{d.randrange(10**8):08}",
    "ten digits with zeros": lambda d: f"0{d.randrange(10**9):09}",
    "four and a year": lambda d: f"{d.randrange(1000):04}/{d.randrange(2010, 2026)}",
    "two, four and two": lambda d: f"{d.randrange(100):02}-{d.randrange(10**4):04}-{d.randrange(100):02}",
    "case numbers of a region": lambda d: f"{d.randrange(10**4):05}/{d.randrange(10, 26)}-{d.randrange(10)}",
    "ten digits in groups": lambda d: f"{d.randrange(10**9, 10**10):,}".replace(",", " "),
    "thirteen digits": lambda d: str(d.randrange(10**12, 10**13)),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_a_thousand_of_these_pass(what: str) -> None:
    assert scan(what, texts(*drawn(OTHERS[what]))) == []


@pytest.mark.parametrize(
    "cell",
    ["c8112289874bcdef0", "C8112289874BCDEF0", "0f8fad5b-d9cb-469f-a165-198112289874",
     "id=c8112289874bcdef0;"],
)  # fmt: skip
def test_a_number_that_a_random_key_happens_to_hold_is_none(cell: str) -> None:
    assert kinds(cell) == []


ADDRESSES = ["anna.svensson@kommun.se", "a@b.org", "Mejl: karin_b@forbund.example.se.", "X+Y@Z.NU",
             "åsa@öland.se", "anna (at) kommun.se", "anna[snabel-a]kommun.se", "anna＠kommun.se",
             "anna at x.se", "anna (a) x.se", "anna@x.företag"]  # fmt: skip


@pytest.mark.parametrize("cell", ADDRESSES)
def test_an_e_mail_address_is_found(cell: str) -> None:
    assert kinds(cell) == ["e-mail address"]


@pytest.mark.parametrize(
    "cell", ["5 @ 20 kr", "@forbundet", "www.kommun.se", "a@b", "kl. 9 @ torget"]
)
def test_an_at_sign_alone_is_no_address(cell: str) -> None:
    assert kinds(cell) == []


# 070-174 06 05 to 99 and 08-465 004 00 to 99 are kept free for invented persons (PTS).
TELEPHONES = ["070-174 06 05", "0701740605", "070 174 06 05", "070/1740605", "(070) 174 06 05",
              "+46701740605", "+46 70 174 06 05", "+46 (0)70-174 06 05", "0046 70 174 06 05",
              "46701740605", "46701740605.0", "tel 070-174 06 05", "Mobil:0701740605, kväll",
              "08-465 004 00", "0152-123 45", "＋４６７０１７４０６０５", "070‑174\N{NO-BREAK SPACE}06\N{NO-BREAK SPACE}05",
              "+45 32 12 34 56", "+358 9 1234567", "070-1740605/08-46500400",
              "070-174 06 05\n08-465 004 00", "070-174 06 05 / 08-465 004 00",
              "Tfn0701740605", "mobil070-174 06 05"]  # fmt: skip


@pytest.mark.parametrize("cell", TELEPHONES)
def test_a_telephone_number_is_found(cell: str) -> None:
    assert kinds(cell) == ["telephone number"]


def test_a_zero_that_a_telephone_number_has_lost_is_put_back_where_the_header_tells() -> None:
    cells = texts("701740605")

    assert scan("Tel dagtid", cells) == [Found("Tel dagtid", "telephone number", 1)]
    assert scan("Löpnr", cells) == []


PERSONS = ["Anna Svensson", "Svensson, Anna", "Svensson Anna", "Anna-Karin Öberg", "ANNA SVENSSON",
           "Karl K. Berg", "Carl von Linné", "Fatima Al Hassan", "Åsa Lind Berg", "Anna O'Brien",
           "  Erik   Dahl ", "A\N{COMBINING RING ABOVE}sa Berg"]  # fmt: skip


@pytest.mark.parametrize("cell", PERSONS)
def test_a_name_is_found(cell: str) -> None:
    assert kinds(cell) == ["name"]


def test_names_count_cells_and_not_only_the_different_ones() -> None:
    cells = texts("Anna Svensson", None, "Anna Svensson", "", "Erik Dahl")

    assert scan("Vem", cells) == [Found("Vem", "name", 3)]


def test_a_column_of_given_names_is_a_column_of_names() -> None:
    assert kinds("Anna", "Erik", "Fatima", "Lars", "Åsa") == ["name"]
    # Four are too few: Programmes are called so too.
    assert kinds("Anna", "Erik", "Fatima", "Lars") == []


JOINED = ["anna andersson", "Erik.Dahl", "Fatima_Hassan", "Lars-Berg", "åsa lind"]


@pytest.mark.parametrize("cell", [*JOINED, "Anna Svensson"])
def test_one_name_among_identifiers_is_found_however_it_is_joined(cell: str) -> None:
    cells = texts(cell, "Nya Vägar", "Grön Rehab", "Unga Vuxna", "Stark Framåt", "Ny Start")

    assert scan("c", cells, identifiers=True) == [Found("c", "name", 1)]
    assert scan("c", cells) == []


def test_five_joined_names_are_a_column_of_names() -> None:
    five = [cell.replace("-", ".") for cell in JOINED]

    assert scan("c", texts(*five)) == [Found("c", "name", 5)]
    assert kinds(*five[:4]) == []


def test_known_texts_are_no_names_and_numbers_are_found_all_the_same() -> None:
    programmes = ["Klara", "Alma", "Iris", "Linnea", "Max", "Klara Steget"]
    known = frozenset({"klara", "alma", "iris", "linnea", "max", "klara steget", "811228 9874"})

    assert kinds(*programmes) == ["name"]
    assert scan("c", texts(*programmes), known=known) == []
    assert scan("c", texts("811228-9874"), known=known) == [Found("c", "personnummer", 1)]


@pytest.mark.parametrize(
    "cell", ["811228-9874", "anna@kommun.se", "070-174 06 05", "Anna Svensson", "Svensson, Anna"]
)
def test_a_header_that_is_a_row_of_data_is_known_by_one_cell(cell: str) -> None:
    assert header_identity(["Nya Vägar", "Grön Rehab", "Unga Vuxna", "Ny Start", "Stark", cell])


def test_the_names_of_columns_are_no_identities() -> None:
    names = ["Insats", "Namn", "Max Antal", "Per Månad", "PER PERSON", "2022-03-01", "Blad1", ""]

    assert not header_identity(names)
    assert not header_identity([])


def test_one_given_name_among_many_programmes_does_not_make_names_of_them() -> None:
    # One of five different cells of the shape is a fifth, and a quarter is asked for.
    programmes = ["Stark Framåt", "Nya Vägar", "Unga Vuxna", "Grön Rehab"]

    assert kinds(*programmes, "Klara Steget") == []
    assert kinds(*programmes[:3], "Klara Steget") == ["name"]


@pytest.mark.parametrize(
    "cells",
    [
        ["Strängnäs", "Eskilstuna", "Vingåker", "Oxelösund", "Nyköping", "Vilhelmina"],
        ["Upplands Väsby", "Östra Göinge", "Lilla Edet", "Region Sörmland"],
        ["Anna Lindhs park", "Maria Skola", "Sankt Eriks Gymnasium", "Sara Projektet"],
        ["Arbete, subventionerat", "Studier med CSN", "Ej aktuellt", "Övrigt"],
        ["Sex månader", "Per månad", "Kvinna", "Man"],
        ["Försäkringskassan", "Arbetsförmedlingen", "Hälso- och sjukvården", "Egen ansökan"],
        ["Grundskola", "Gymnasium", "Eftergymnasial utbildning", "Okänd"],
        ["", " "],
    ],
)
def test_places_organisations_and_codes_are_no_names(cells: list[str]) -> None:
    assert kinds(*cells) == []


def test_several_kinds_in_one_column_are_each_told_once() -> None:
    cells = texts("811228-9874", "811228-9874", "a@b.se", "070-174 06 05", "12", None)

    assert scan("Anteckning", cells) == [
        Found("Anteckning", "personnummer", 2),
        Found("Anteckning", "e-mail address", 1),
        Found("Anteckning", "telephone number", 1),
    ]


@pytest.mark.parametrize("cells", [texts(), texts(None, None), texts("", None)])
def test_nothing_is_found_in_nothing(cells: pa.StringArray) -> None:
    assert scan("c", cells) == []


def test_the_pieces_of_a_chunked_column_are_counted_together() -> None:
    cells = pa.chunked_array([texts("811228-9874"), texts("811228-9874", "12")])

    assert scan("c", cells) == [Found("c", "personnummer", 2)]
    assert scan("c", cells.dictionary_encode()) == [Found("c", "personnummer", 2)]


def test_what_is_found_shows_no_value() -> None:
    shown = repr(scan("Ärende", texts("811228-9874", "anna@kommun.se", "Anna Svensson")))

    assert "811228" not in shown
    assert "anna" not in shown.casefold()


@given(st.lists(st.one_of(st.none(), st.text()), max_size=20))
def test_no_text_breaks_the_scan_and_its_order_changes_nothing(cells: list[str | None]) -> None:
    assert scan("c", texts(*cells)) == scan("c", texts(*reversed(cells)))


@given(
    st.dates(FIRST, LAST),
    st.integers(1, 999),
    st.sampled_from([0, 60]),
    st.text(st.characters(categories=["L", "Zs"]), max_size=9),
)
def test_a_number_is_found_between_whatever_words(
    born: date, serial: int, added: int, words: str
) -> None:
    number = number_of(born, serial, added)

    assert "personnummer" in kinds(f"{words} {number[2:8]}-{number[8:]} {words}")
    assert personal_number(number, AS_OF) == number


@pytest.mark.parametrize(
    "header",
    ["Namn", "Förnamn", "Efternamn", "Tilltalsnamn", "Mellannamn", "För- och efternamn", "NAMN",
     "Deltagarnamn", "Deltagarens namn", "Namn på deltagare", "first_name", "LastName", "Name",
     "Handläggare", "Ansvarig handläggare", "Handläggarens namn", "Handläggare (FK)",
     "Kontaktperson", "Kontaktperson namn", "Anhörig", "God man", "Adress", "Gatuadress",
     "Bostadsadress", "c/o", "C/O-adress", "CO", "E-post", "Epost", "E-postadress", "Mejl",
     "e-mail", "Telefon", "Telefonnummer", "Tel.nr", "Tfn", "Mobil", "Mobilnummer", "Mobil nr",
     "Personnummer", "Personnr", "Pers.nr", "Pnr", "PNR (12 siffror)", "Samordningsnummer",
     "Födelsenr", "Personal number", "Personal ID", "Identitetsnummer", "Legitimation",
     "Initialer", "Signatur", "Fnamn", "Enamn", "Läkare", "Coach", "Handl.", "Användarnamn",
     "Deltagarens namn, program", "Personnummer/insats", "Handläggare enhet",
     "Namn på deltagare i insats"],
)  # fmt: skip
def test_a_header_that_says_who_it_is(header: str) -> None:
    assert identity_column(header)


@pytest.mark.parametrize(
    "header",
    ["Insatsnamn", "Insatsens namn", "Namn på insats", "Programnamn", "Kommunnamn", "Projektnamn",
     "Enhetsnamn", "Organisationsnamn", "Aktivitetens namn", "Namn (projekt)", "Medlemsnamn",
     "Deltagar-ID", "DeltagarID", "Person-ID", "Löpnr", "Insats", "Kommun", "Bostadskommun", "Kön",
     "Födelseår", "Utbildning", "Högsta avslutade utbildning", "Remitterande part", "Startdatum",
     "Avslutsorsak", "Sysselsättning vid start", "Omfattning (%)", "Försörjning före", "Samtycke",
     "Handläggarens enhet", "Handläggande kommun", "Antal telefonsamtal", "Ålder", "",
     "Programme name", "Name of programme", "Anordnare namn", "Arbetsgivarens namn",
     "Skolans namn", "Personnummer saknas", "Mail utskickat", "E-post samtycke"],
)  # fmt: skip
def test_a_header_that_says_something_else(header: str) -> None:
    assert not identity_column(header)
