"""What a record is made of: frozen dataclasses, a file a noun, each able to read its own table."""

from record.model.controller import (
    Accounting,
    Address,
    Authority,
    Children,
    Contact,
    Controller,
    Dpo,
)
from record.model.counting import Counting
from record.model.data import Field, Forbidden, Group, Source, Subject
from record.model.device import Category, Host, Storage
from record.model.document import Change, Edition, Site, Waiver
from record.model.form import Form, FormField
from record.model.purpose import Provision, Purpose
from record.model.record import Named, Record
from record.model.retention import Retention
from record.model.rights import Right
from record.model.security import Attestation, Log, Measure
from record.model.service import Service
from record.model.sharing import Channel, Recipient

__all__ = [
    "Accounting",
    "Address",
    "Attestation",
    "Authority",
    "Category",
    "Change",
    "Channel",
    "Children",
    "Contact",
    "Controller",
    "Counting",
    "Dpo",
    "Edition",
    "Field",
    "Forbidden",
    "Form",
    "FormField",
    "Group",
    "Host",
    "Log",
    "Measure",
    "Named",
    "Provision",
    "Purpose",
    "Recipient",
    "Record",
    "Retention",
    "Right",
    "Service",
    "Site",
    "Source",
    "Storage",
    "Subject",
    "Waiver",
]
