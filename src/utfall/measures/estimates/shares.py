"""The shares that estimates are made of, and the keys of what is made of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from utfall.measures import reasons
from utfall.values import Value, group, not_shown, parse_group

__all__ = ["hidden_like", "is_main", "known", "named", "periods", "plain"]

# At exit, and a year after: what readers ask for first.
_WORK = ("work", "employment")
_AFTER = ("", "12m")


def is_main(value: Value) -> bool:
    """Say whether a value is a share that estimates are made of: of work, or of the aim reached."""
    parts = parse_group(value.group)
    if value.measure == "share_reached":
        return parts["definition"] == "association" and parts.get("after", "") in _AFTER
    return value.measure == "share_outcome" and parts.get("outcome") in _WORK


def known(value: Value) -> bool:
    """Say whether a share is shown with both its counts."""
    return value.status == "shown" and None not in (value.numerator, value.denominator)


def named(share: Value, stem: str, **more: str) -> Value:
    """Return the blank of an estimate: a share's key under another name, without a number.

    ``share_reached`` becomes ``predicted_reached`` and so on; `more` is added to its group.
    """
    parts = {**parse_group(share.group), **{k.rstrip("_"): v for k, v in more.items()}}
    return replace(
        share,
        measure=f"{stem}_{share.measure.removeprefix('share_')}",
        group=group(**parts),
        value=0.0,
        numerator=None,
        denominator=None,
        low=None,
        high=None,
        ci_low=None,
        ci_high=None,
        bound="exact",
        approximate=False,
        status="shown",
        reason="",
    )


def plain(share: Value, without: Iterable[str] = ("kind",)) -> str:
    """Return a share's group without some names, to find the same share of others."""
    parts = parse_group(share.group)
    return group(**{name: code for name, code in parts.items() if name not in set(without)})


def periods(shares: Iterable[Value]) -> Iterator[list[Value]]:
    """Yield the same share over its periods, the oldest first; one list for each place."""
    found: dict[tuple[str, str, str, str], list[Value]] = {}
    for share in shares:
        place = (share.measure, share.programme_id, share.member_id, plain(share))
        found.setdefault(place, []).append(share)
    for same in found.values():
        yield sorted(same, key=lambda v: v.year)


def hidden_like(blank: Value, *shares: Value) -> Value | None:
    """Return an estimate hidden or refused like the first share that is; None where all are known."""
    for share in shares:
        if not known(share):
            status = "unknown" if share.status == "shown" else share.status
            return not_shown(blank, status, share.reason or reasons.NOT_KNOWN)
    return None
