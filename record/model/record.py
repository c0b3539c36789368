"""The whole record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol, Self, TypeVar

from record.law import LawPack
from record.model.controller import Accounting, Authority, Children, Contact, Controller, Dpo
from record.model.counting import Counting
from record.model.data import Forbidden, Group, Source, Subject
from record.model.device import Category, Host, Storage
from record.model.document import Change, Edition, Site, Waiver
from record.model.form import Form
from record.model.purpose import Purpose
from record.model.retention import Retention
from record.model.rights import Right
from record.model.security import Log, Measure
from record.model.service import Service
from record.model.sharing import Channel, Recipient
from record.table import Table
from record.text import Gap


class Named(Protocol):
    """An entry that others refer to."""

    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that is processed, why, for how long and by whom. [[tables]] are tuples in the plural."""

    edition: Edition  # the table [record]
    site: Site
    controller: Controller
    contact: Contact
    dpo: Dpo
    authority: Authority
    children: Children
    accounting: Accounting | None  # there is one when a retention runs from the end of a financial year
    counting: Counting
    changes: tuple[Change, ...]  # newest first
    subjects: tuple[Subject, ...]
    groups: tuple[Group, ...]
    forbidden: tuple[Forbidden, ...]
    purposes: tuple[Purpose, ...]
    retentions: tuple[Retention, ...]
    sources: tuple[Source, ...]
    recipients: tuple[Recipient, ...]
    channels: tuple[Channel, ...]
    categories: tuple[Category, ...]
    storage: tuple[Storage, ...]
    hosts: tuple[Host, ...]
    services: tuple[Service, ...]  # of others; what the enabled ones bring stands in the other tables
    forms: tuple[Form, ...]
    logs: tuple[Log, ...]
    measures: tuple[Measure, ...]
    rights: tuple[Right, ...]
    waivers: tuple[Waiver, ...] = field(metadata={"public": False})
    gaps: tuple[Gap, ...] = field(metadata={"public": False})
    law: LawPack = field(metadata={"public": False})

    @classmethod
    def read(cls, table: Table) -> Self:
        """Read the root table; the article after each name is what is missed without it."""
        edition = table.table("record", Edition.read, serves="gdpr-12-1")
        return cls(
            edition=edition,
            site=table.table("site", Site.read, serves="gdpr-12-1"),
            controller=table.table("controller", Controller.read, serves="gdpr-13-1-a"),
            contact=table.table("contact", Contact.read, serves="gdpr-13-1-a"),
            dpo=table.table("dpo", Dpo.read, serves="gdpr-13-1-b"),
            authority=table.table("authority", Authority.read, serves="gdpr-13-2-d"),
            children=table.table("children", Children.read, serves="gdpr-8-1"),
            accounting=table.maybe_table("accounting", Accounting.read, serves="fi-kpl-2-10"),
            counting=table.table("counting", Counting.read, serves="gdpr-5-1-a"),
            changes=table.tables("change", Change.read, serves="gdpr-13-3"),
            subjects=table.tables("subject", Subject.read, serves="gdpr-30-1-c"),
            groups=table.tables("group", Group.read, serves="gdpr-14-1-d"),
            forbidden=table.tables("forbidden", Forbidden.read, serves="fi-tsl-29", required=False),
            purposes=table.tables("purpose", Purpose.read, serves="gdpr-13-1-c"),
            retentions=table.tables("retention", Retention.read, serves="gdpr-13-2-a"),
            sources=table.tables("source", Source.read, serves="gdpr-14-2-f"),
            recipients=table.tables("recipient", Recipient.read, serves="gdpr-13-1-e", required=False),
            channels=table.tables("channel", Channel.read, serves="fi-svpl-200", required=False),
            categories=table.tables("category", Category.read, serves="fi-svpl-205"),
            storage=table.tables("storage", Storage.read, serves="fi-svpl-205", required=False),
            hosts=table.tables("host", Host.read, serves="gdpr-25-2"),
            services=table.tables("service", Service.read, serves="fi-svpl-205", required=False),
            forms=table.tables("form", Form.read, serves="gdpr-25-2", required=False),
            logs=table.tables("log", Log.read, serves="gdpr-25-2", required=False),
            measures=table.tables("measure", Measure.read, serves="gdpr-30-1-g"),
            rights=table.tables("right", Right.read, serves="gdpr-13-2-b"),
            waivers=table.tables("waiver", Waiver.read, serves="gdpr-12-1", required=False),
            gaps=tuple(table.reading.gaps),
            law=table.reading.law,
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the record, the binding one first."""
        return self.edition.languages

    @property
    def binding(self) -> str:
        """The language that holds where translations differ."""
        return self.languages[0]

    @property
    def needs_banner(self) -> bool:
        """Whether anything waits for a visitor's consent; otherwise no page asks for one."""
        return any(category.consent for category in self.categories)

    @property
    def has_choices(self) -> bool:
        """Whether a visitor has anything to choose: consent to give, or counting to object to."""
        return self.needs_banner or self.counting.objectable

    @property
    def choice_cookie(self) -> Storage:
        """The cookie that keeps a visitor's choice. KeyError where there is nothing to choose."""
        return _by_id(self.storage, "choice")

    def unstated(self) -> tuple[Gap, ...]:
        """What the owner still has to tell, in the order of the file."""
        return self.gaps

    def subject(self, id: str) -> Subject:
        """The category of people with this id. Like the other look-ups, KeyError when there is none."""
        return _by_id(self.subjects, id)

    def group(self, id: str) -> Group:
        """The data group with this id."""
        return _by_id(self.groups, id)

    def purpose(self, id: str) -> Purpose:
        """The purpose with this id."""
        return _by_id(self.purposes, id)

    def retention(self, id: str) -> Retention:
        """The retention rule with this id."""
        return _by_id(self.retentions, id)

    def recipient(self, id: str) -> Recipient:
        """The recipient with this id."""
        return _by_id(self.recipients, id)

    def category(self, id: str) -> Category:
        """The category of device storage with this id."""
        return _by_id(self.categories, id)

    def form(self, id: str) -> Form:
        """The form with this id."""
        return _by_id(self.forms, id)


def _by_id(entries: Iterable[N], id: str) -> N:
    for entry in entries:
        if entry.id == id:
            return entry
    raise KeyError(id)
