"""Who answers for the data, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from record import kinds
from record.period import MonthDay, Period
from record.table import Table
from record.text import Text, Unstated

FORMS = ("tmi", "ay", "ky", "oy", "oyj", "osk", "ry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where letters reach the controller."""

    street: str
    postcode: str
    city: str
    country: str  # ISO 3166-1 alpha-2

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            street=table.need("street", kinds.string),
            postcode=table.need("postcode", kinds.string),
            city=table.need("city", kinds.string),
            country=table.need("country", kinds.country),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """The controller. Nothing here can be left for later: a notice without it is nobody's."""

    legal_name: str
    trade_name: str | None
    form: str  # the legal form, one of FORMS
    business_id: str  # Y-tunnus, its check digit verified
    address: Address

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            legal_name=table.need("legal_name", kinds.string),
            trade_name=table.may("trade_name", kinds.string),
            form=table.need("form", kinds.one_of(*FORMS)),
            business_id=table.need("business_id", kinds.business_id),
            address=table.table("address", Address.read),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The way to the controller in matters of personal data: a role first, a person if wanted."""

    role: Text
    name: str | None
    email: str
    phone: str  # E.164
    heartbeat: Period | Unstated  # the mailbox proves this often that someone receives its mail

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            role=table.need("role", kinds.text),
            name=table.may("name", kinds.string),
            email=table.need("email", kinds.email),
            phone=table.need("phone", kinds.phone),
            heartbeat=table.need("heartbeat", kinds.or_ask(kinds.lasting), serves="gdpr-12-2"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dpo:
    """The data protection officer, or why there is none (GDPR Art. 37)."""

    appointed: bool
    reason: Text
    name: str | None
    email: str | None
    phone: str | None

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            appointed=table.need("appointed", kinds.boolean),
            reason=table.need("reason", kinds.text, serves="gdpr-37-1"),
            name=table.may("name", kinds.string),
            email=table.may("email", kinds.email),
            phone=table.may("phone", kinds.phone),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Whom to complain to: ids of the law pack's authorities."""

    personal_data: str
    cookies: str

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(
            personal_data=table.need("personal_data", kinds.authority),
            cookies=table.need("cookies", kinds.authority, serves="fi-svpl-205"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Children:
    """Whether the services are meant for children (GDPR Art. 8; at 13 a child consents alone, TSL 5 §)."""

    directed: bool
    say: Text

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(directed=table.need("directed", kinds.boolean), say=table.need("say", kinds.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounting:
    """What the accounting clocks need to know."""

    fiscal_year_end: MonthDay | Unstated  # the last day of the financial year

    @classmethod
    def read(cls, table: Table) -> Self:
        return cls(fiscal_year_end=table.need("fiscal_year_end", kinds.or_ask(kinds.month_day)))
