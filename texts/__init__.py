"""
The words of the site and of the form, in the visitor's language.

English sentences are the keys; ``texts/{site,form,owner}.{fi,sv}.po`` hold the translations, one pair of
files a part: the public site, the form handler's pages, the owner's commands. Shared by plugins/ and
formhandler/.
"""

from texts.dates import format_date, format_moment, format_period
from texts.translate import LANGUAGES, NAMES, Translator, translator

__all__ = ["LANGUAGES", "NAMES", "Translator", "format_date", "format_moment", "format_period", "translator"]
