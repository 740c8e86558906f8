"""What an answer is: its words, and whether they answer the question."""

from dataclasses import dataclass
from typing import Literal

from utfall.evidence import Evidence
from utfall.text import marked_keys

__all__ = ["Answer", "Answered", "Status", "both", "by_values", "partly", "refused", "told"]

Status = Literal["answered", "partly", "refused"]


@dataclass(frozen=True)
class Answer:
    """What can be said to a question, as marked Markdown, or why nothing can.

    `status` is ``partly`` where the question itself is refused or half of it is, but something
    beside it is told. It is never read from the words, which may change.
    """

    text: str
    status: Status


@dataclass(frozen=True)
class Answered:
    """One question with its answer as marked Markdown.

    `question_id` has the numbers of all questions that readers have asked so, with a space between.
    """

    question_id: str
    question: str
    text: str
    status: Status

    @property
    def evidence(self) -> list[str]:
        """Return the keys of the values that it rests on."""
        return list(dict.fromkeys(marked_keys(self.text)))


def told(*parts: str) -> Answer:
    """Return what answers the question."""
    return Answer(_joined(parts), "answered")


def partly(*parts: str) -> Answer:
    """Return what is known beside the question, or of a part of it."""
    return Answer(_joined(parts), "partly")


def refused(*parts: str) -> Answer:
    """Return why the question cannot be answered."""
    return Answer(_joined(parts), "refused")


def both(*answers: Answer) -> Answer:
    """Return the answer to a question of several halves.

    >>> both(told("Nio."), refused("Vart de gick är inte känt."))
    Answer(text='Nio. Vart de gick är inte känt.', status='partly')
    """
    kinds = {answer.status for answer in answers}
    status: Status = answers[0].status if len(kinds) == 1 else "partly"
    return Answer(_joined([answer.text for answer in answers]), status)


def by_values(e: Evidence, *parts: str) -> Answer:
    """Return words as an answer as far as the values in them are shown.

    For sentences that are made of numbers alone, and say of each that is hidden that it is.
    """
    text = _joined(parts)
    shown = {e[key].status == "shown" for key in marked_keys(text) if key in e}
    if not shown or shown == {False}:
        return refused(text)
    return told(text) if shown == {True} else partly(text)


def _joined(parts: list[str] | tuple[str, ...]) -> str:
    return " ".join(part for part in parts if part)
