"""What shares mean: what chance could have made of them, and how they differ."""

from utfall.compared import beside, main_shares, members_shares, of, over_time, what
from utfall.evidence import Evidence
from utfall.meaning import sentences
from utfall.recorded import ALL, which, who
from utfall.text import period
from utfall.values import Value, parse_group

__all__ = ["chance", "differences", "left_to", "side_by_side"]

_MOST = 4


def chance(e: Evidence) -> str:
    """Say of each main share what chance could have made of it, and what a new group might show."""
    items: list[str] = []
    for share in main_shares(e)[:_MOST]:
        again = any("predicted_" in item for item in items)
        told = [sentences.chance(share, again=again)]
        if share.status == "shown":
            told += [sentences.bounds(share)]
            new, far = of(e, share, "predicted"), of(e, share, "detectable")
            told += [sentences.predicted(new, again=again)] if new is not None else []
            told += [sentences.detectable(far)] if far is not None else []
        items.append(f"- **{beside(e, share)}.** {' '.join(filter(None, told))}")
    tipping = e.find("tipping_outcome", outcome="employment")
    recorded = e.find("tipping_reached", which(e), who(e), from_="records", after=None)
    tipping += sorted(recorded, key=lambda v: v.year)[-1:]
    for value in tipping:
        mine = value.measure == "tipping_reached" or value.programme_id in {
            p.programme_id for p in e.programmes
        }
        if mine and len(items) < 2 * _MOST:
            items.append(f"- **{beside(e, value)}.** {sentences.tipping(value)}")
    if e.subject.about == "association":
        counted = e.find("chance_of_outcome", ALL, ALL, from_="records")
        if counted:
            number = max(counted, key=lambda v: v.year)
            items.append(
                f"- **Antalet till arbete, {period(number.year)}.** {sentences.jobs(number)}"
            )
    if not items:
        return ""
    return (
        "### Hur säkra andelarna är\n\nGrupperna är små, och nästa grupp blir inte likadan. Det gäller också där "
        "alla är räknade.\n\n" + "\n".join(items)
    )


def differences(e: Evidence) -> str:
    """Say how shares differ between periods, and between women and men."""
    programme = which(e)
    items = []
    against = e.find("difference_reached", programme, who(e), from_="records", after=None)
    for value in sorted(against, key=lambda v: v.year):
        before = parse_group(value.group).get("against", "")
        if not before[:4].isdigit():
            continue
        told = sentences.difference(value, "reached", period(value.year), period(before))
        items.append(f"- **Jämfört med perioden före.** {told}")
    for value in e.find("difference_outcome", programme, who(e), from_="records", against="M"):
        if not parse_group(value.group).get("after"):
            told = sentences.difference(value, what(value), "women", "men")
            items.append(f"- **Kvinnor och män, {period(value.year)}.** {told}")
    found = e.find("trend_reached", programme, who(e), from_="records", after=None)
    for value in found:
        same = over_time(e, value)
        items.append(f"- **Utveckling.** {sentences.trend(value, same)}")
    if not items:
        return ""
    return "### Skillnader och utveckling\n\n" + "\n".join(items)


def side_by_side(e: Evidence) -> str:
    """Say how the member's share differs from that of everybody else, or why nothing is compared."""
    whole, told = members_shares(e)
    if not told:
        return ""
    lead = (
        "Andelarna är vad som hände, inte hur väl en kommun har lyckats: deltagarna kan ha haft olika långt till "
        "arbete, och arbetsmarknaden är olika. Talen bygger på individuppgifter."
    )
    spread = of(e, whole, "dispersion") if whole is not None else None
    lead += f" {sentences.dispersion(spread)}" if spread is not None else ""
    own = [value for _, value in told if value.member_id == e.subject.subject_id]
    for value in own:
        gap = of(e, value, "difference", against="others")
        if gap is not None:
            p = of(e, value, "chance", against="others")
            lead += " " + sentences.difference(gap, "reached", "member", "others", adjusted=p)
        limits = of(e, value, "funnel", level="998")
        if limits is not None and limits.status == "shown":
            lead += " " + sentences.position(value, limits)
        wanted = of(e, value, "against_expected")
        if wanted is not None and wanted.status == "shown":
            lead += " " + sentences.expected(wanted)
    return lead


def left_to(e: Evidence) -> str:
    """Say what people had left to after a half-year, a year and so on, and how long it took."""
    found = [v for v in e.find("share_left_to", ALL, ALL, from_="records") if v.status == "shown"]
    latest: dict[str, Value] = {}
    for value in sorted(found, key=lambda v: (v.year, parse_group(v.group)["half_years"])):
        latest[parse_group(value.group)["left_to"]] = value
    lines = []
    if latest and which(e) == ALL:
        told = [
            sentences.left_to(value)
            for way, value in latest.items()
            if way in ("work", "work_or_study", "study")
        ]
        began = period(next(iter(latest.values())).year)
        lines.append(
            f"Gäller hela förbundet och dem som började {began}, som alla har kunnat följas i två år. {' '.join(told)}"
        )
    lines += [line for line in (_to_work(e),) if line]
    if not lines:
        return ""
    return "\n\n".join(["### Hur länge det dröjde, ur individuppgifter", *lines])


def _to_work(e: Evidence) -> str:
    """Say how long it took until people had left for work, of those who began in the newest period."""
    found = e.find("months_to_work", which(e), ALL, from_="records")
    newest = max((v.year for v in found), default="")
    times = sorted((v for v in found if v.year == newest), key=lambda v: v.group)
    if not times:
        return ""
    of_all = "hela förbundet och " if which(e) == ALL else ""
    tested = [
        v for v in e.find("chance_to_work", which(e), ALL, from_="records") if v.year == newest
    ]
    told = [
        f"Gäller {of_all}dem som började {period(newest)}.",
        sentences.to_work(times),
        *(sentences.sexes_to_work(v) for v in tested if v.status == "shown"),
    ]
    return " ".join(told)
