"""
What every template of the site may use, whether Pelican or Flask renders it.

Filters find the language in the template's ``lang``; inside an imported macro there is none, so it is passed:
``{{ field.label | said(lang) }}``.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol, runtime_checkable

import phonenumbers
from babel import Locale
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from texts.dates import LOCALES, format_date, format_moment, format_month_day, format_period
from texts.translate import NAMES, translator


@runtime_checkable
class Unstated(Protocol):
    """A fact that only the owner knows and has not told: record.Unstated, known by its question."""

    @property
    def question(self) -> Mapping[str, str]: ...


def install(env: Environment) -> Environment:
    """Add the filters, escape by default, and stop at an undefined name instead of printing nothing."""
    env.autoescape = True
    env.undefined = StrictUndefined
    env.globals["names"] = NAMES
    env.tests["unstated"] = lambda value: isinstance(value, Unstated)
    env.filters.update(
        said=said,
        date=date_filter,
        moment=moment_filter,
        period=period_filter,
        month_day=month_day,
        country=country,
        language=language,
        phone=phone,
        phone_link=phone_link,
        email_link=email_link,
    )
    return env


@pass_context
def said(context: Context, value: Any, lang: str | None = None) -> str:
    """
    A text of the record in the page's language.

    *value* is a Text (a mapping by language), a plain string (a name that is the same in every language), or
    Unstated: a fact that only the owner knows and has not told yet. That one shows itself, and its question.
    """
    lang = lang or context["lang"]
    if isinstance(value, Unstated):
        t = translator(lang)
        question = t("Not yet stated: %(q)s", q=said(context, value.question, lang))
        return Markup('<mark class="unstated">{}</mark>').format(question)
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return str(value[lang])
    raise TypeError(f"said: {value!r} is neither a text of the record nor an unstated fact")


@pass_context
def date_filter(context: Context, day: Any, lang: str | None = None) -> str:
    """A calendar date in words; an unstated one shows its question."""
    if not isinstance(day, date):
        return said(context, day, lang)
    return format_date(day, lang or context["lang"])


@pass_context
def moment_filter(context: Context, moment: datetime, lang: str | None = None) -> str:
    """A moment by the clock at home."""
    return format_moment(moment, lang or context["lang"])


@pass_context
def period_filter(context: Context, period: Any, lang: str | None = None) -> str:
    """A period of the record in words; an unstated one shows its question."""
    if isinstance(period, Unstated):
        return said(context, period, lang)
    return format_period(period, lang or context["lang"])


@pass_context
def month_day(context: Context, day: Any, lang: str | None = None) -> str:
    """A day that returns every year: "31. joulukuuta"; an unstated one shows its question."""
    if isinstance(day, Unstated):
        return said(context, day, lang)
    return format_month_day(day.month, day.day, lang or context["lang"])


@pass_context
def language(context: Context, code: str, lang: str | None = None) -> str:
    """The name of a language in the page's own: "suomi", "finska", "Finnish"."""
    return str(Locale.parse(LOCALES[lang or context["lang"]]).languages[code])


@pass_context
def country(context: Context, code: Any, lang: str | None = None) -> str:
    """FI as "Suomi", "Finland"; an unstated one shows its question. KeyError if there is no such country."""
    if not isinstance(code, str):
        return said(context, code, lang)
    return str(Locale.parse(LOCALES[lang or context["lang"]]).territories[code])


def phone(number: str) -> str:
    """+358401234567 as people read it: +358 40 1234567. NumberParseException if it is not E.164."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def phone_link(number: str) -> Markup:
    """The number as a link that calls it."""
    return Markup('<a href="tel:{}">{}</a>').format(number, phone(number))


def email_link(mailbox: str) -> Markup:
    """The address as a link that begins a message to it."""
    return Markup('<a href="mailto:{0}">{0}</a>').format(mailbox)
