"""
What every template of the site may use, whether Pelican or Flask renders it.

Filters find the language in the template's ``lang``; inside an imported macro there is none, so it is passed:
``{{ field.label | said(lang) }}``.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import phonenumbers
from jinja2 import Environment, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from texts.dates import format_date, format_period
from texts.translate import translator


def install(env: Environment) -> Environment:
    """Add the filters, escape by default, and stop at a name that is not defined instead of printing nothing."""
    env.autoescape = True
    env.undefined = StrictUndefined
    env.filters.update(said=said, date=date_filter, period=period_filter, phone=phone)
    return env


@pass_context
def said(context: Context, value: Any, lang: str | None = None) -> str:
    """
    A text of the record in the page's language.

    *value* is a Text (a mapping by language), a plain string (a name that is the same in every language), or
    Unstated: a fact that only the owner knows and has not told yet. That one shows itself, and its question.
    """
    lang = lang or context["lang"]
    if hasattr(value, "question"):
        question = said(context, value.question, lang)
        return Markup('<mark class="unstated">{}</mark>').format(translator(lang)("Not yet stated: %(q)s", q=question))
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
def period_filter(context: Context, period: Any, lang: str | None = None) -> str:
    """A period of the record in words; an unstated one shows its question."""
    if hasattr(period, "question"):
        return said(context, period, lang)
    return format_period(period, lang or context["lang"])


def phone(number: str) -> str:
    """+358401234567 as people read it: +358 40 1234567. NumberParseException if it is not E.164."""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
