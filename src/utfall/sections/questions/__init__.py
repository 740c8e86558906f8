"""Every question that readers have asked, each answered or refused, for one report.

The main ones stand on the first screen; all of them stand in a table, and in `answers.csv`. Each
answer says itself whether it answers the question: see `Answer`.
"""

from utfall.sections.questions.answer import Answered
from utfall.sections.questions.asked import questions
from utfall.sections.questions.written import answered, answers_csv

__all__ = ["Answered", "answered", "answers_csv", "questions"]
