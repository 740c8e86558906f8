"""What estimates mean and do not mean, in plain Swedish and English, written from the numbers."""

from utfall.meaning.language import ENGLISH, LANGUAGES, SWEDISH, Language

__all__ = ["ENGLISH", "LANGUAGES", "SWEDISH", "Language"]
