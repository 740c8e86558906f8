"""Answers to surveys and progress between measurements, where an association has them."""

from utfall.evidence import Evidence, Indicator
from utfall.labels import RESPONDENTS
from utfall.meaning import sentences
from utfall.text import escape, period

__all__ = ["indicators"]

_MOST = 4
_HEADS = (
    (("nns", "other_survey"), False, "Vad de som var med svarar"),
    (("bip",), True, "Steg på väg enligt återkommande mätningar"),
)


def indicators(e: Evidence) -> str:
    """Say what people answered and how they had moved, with how many are missing from it."""
    blocks = []
    for instruments, progress, head in _HEADS:
        rows = [i for i in e.indicators if i.instrument in instruments]
        # The newest period of each question: the table has them all.
        newest = {(i.text, i.programme_id): i for i in sorted(rows, key=lambda i: e[i.share].year)}
        told = list(newest.values())
        if not told:
            continue
        items = [f"- {_item(e, i, progress=progress)}" for i in told[:_MOST]]
        rest = "\n\nDe övriga står i tabellen." if len(told) > _MOST else ""
        lead = sentences.only(progress=progress)
        blocks.append(f"### {head}\n\n{lead}\n\n" + "\n".join(items) + rest)
    return "\n\n".join(blocks)


def _item(e: Evidence, i: Indicator, *, progress: bool) -> str:
    who = RESPONDENTS[i.respondents]
    where = e.name_of(i.programme_id) if i.programme_id else "hela förbundet"
    told = sentences.indicator(
        e[i.favourable],
        e[i.unfavourable] if i.unfavourable else None,
        e[i.share],
        e[i.response],
        progress=progress,
    )
    return f"**{escape(i.text)}** ({escape(where)}, {who}, {period(e[i.share].year)}). {told}"
