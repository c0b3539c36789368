"""Read the catalogues, and say a sentence in one language."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from markupsafe import escape

HERE = Path(__file__).parent
PARTS = ("site", "form", "owner")
LANGUAGES = ("fi", "sv", "en")
# Each language in its own words, for the language menu.
NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


class Translator:
    """``t("sentence")`` in one language; ``t.n(one, many, n)`` chooses by number."""

    def __init__(self, lang: str, catalogue: NullTranslations) -> None:
        self.lang = lang
        self._catalogue = catalogue

    def __call__(self, sentence: str, **values: object) -> str:
        """Fill the ``%(name)s`` places of *sentence* in this language; a missing value is a KeyError."""
        return fill(self._catalogue.gettext(sentence), values)

    def n(self, one: str, many: str, n: int, **values: object) -> str:
        """Like calling, in the grammatical number that *n* takes; ``%(n)s`` is filled with it."""
        return fill(self._catalogue.ngettext(one, many, n), {"n": n, **values})


def fill(sentence: str, values: dict[str, object]) -> str:
    """
    Put *values* into *sentence*. A value that is markup (a link) makes the result markup, and the rest is
    escaped.

    Without values the sentence is left alone, so that "100 %" needs no doubling.
    """
    if not values:
        return sentence
    if any(hasattr(value, "__html__") for value in values.values()):
        return escape(sentence) % values
    return sentence % values


@cache
def translator(lang: str) -> Translator:
    """The translator for *lang*, one of LANGUAGES (ValueError otherwise). Files are read once a process."""
    if lang not in LANGUAGES:
        raise ValueError(f"no catalogue for language {lang!r}; texts/ has {', '.join(LANGUAGES)}")
    if lang == "en":
        return Translator(lang, NullTranslations())
    merged = Translations()
    for part in PARTS:
        merged.merge(read(HERE / f"{part}.{lang}.po"))
    return Translator(lang, merged)


def read(path: Path) -> Translations:
    """One .po file, compiled in memory: no .mo file to forget to rebuild."""
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return Translations(compiled)
