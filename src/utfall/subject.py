"""What a report is about."""

from dataclasses import dataclass
from typing import Literal, Protocol

__all__ = ["About", "Subject"]

About = Literal["member", "association", "programme"]


class _Member(Protocol):
    @property
    def member_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Subject:
    """What a report is about: a member, the association as a whole, or one programme.

    `kind` is that of the member, or ``association`` or ``programme``.
    """

    subject_id: str
    name: str
    kind: str

    @property
    def about(self) -> About:
        """Say which of the three it is: also the name of the notebook's parameter."""
        return self.kind if self.kind in ("association", "programme") else "member"  # type: ignore[return-value]

    @classmethod
    def of(cls, member: _Member) -> "Subject":
        """Return a member as the subject of a report."""
        return cls(member.member_id, member.name, member.kind)
