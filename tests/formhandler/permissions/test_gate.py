"""What the gate says of one person and one channel."""

from dataclasses import replace

import pytest

from formhandler.permissions import gate
from formhandler.permissions.gate import Candidate, Verdict, Why
from record.model.sharing import Channel
from record.text import Text

CHANNEL = Channel(
    id="email",
    name=Text({"fi": "Sähköposti"}),
    purpose="newsletter",
    natural="opt-in",
    legal="opt-out",
    law=(),
    stop=(),
    enabled=True,
)
SOFT = replace(CHANNEL, natural="soft-opt-in")
OPEN = replace(CHANNEL, id="post", natural="opt-out")
MAIL, OTHER = "maija@example.com", "maija.m@example.org"
MAIJA = Candidate(kind="person", relation="none", restricted=False, states={}, firm={}, points=(MAIL, OTHER))
YES = replace(MAIJA, states={"email": "permitted"})


def judge(channel, who, use=None, forbidden=()):
    return gate.judge(channel, use, who, lambda on, point: (on, point) in forbidden)


def test_nobody_is_written_to_by_email_who_has_not_permitted_it():
    assert judge(CHANNEL, MAIJA) == Verdict(why=Why.NO_PERMISSION)
    assert judge(CHANNEL, YES) == Verdict(point=MAIL)


@pytest.mark.parametrize("kind", ["organisation", "contact"])
def test_a_company_and_who_acts_for_it_is_written_to_until_it_says_no(kind):
    firm = replace(MAIJA, kind=kind)

    assert judge(CHANNEL, firm) == Verdict(point=MAIL)
    assert judge(CHANNEL, replace(firm, states={"email": "prohibited"})) == Verdict(why=Why.PROHIBITED)


@pytest.mark.parametrize("state", ["prohibited", "ended"])
def test_what_the_organisation_said_holds_for_its_people(state):
    contact = replace(YES, kind="contact", firm={"email": state})

    assert judge(CHANNEL, contact) == Verdict(why=Why.FIRM_PROHIBITED)


def test_the_customer_exception_is_for_customers_where_the_record_declares_it():
    told = replace(MAIJA, states={"email": "exception"})

    assert judge(SOFT, replace(told, relation="customer")) == Verdict(point=MAIL)
    assert judge(SOFT, replace(told, relation="ended")) == Verdict(why=Why.NO_PERMISSION)
    assert judge(CHANNEL, replace(told, relation="customer")) == Verdict(why=Why.NO_PERMISSION)


def test_a_permission_that_ended_ends_what_needs_none_as_well():
    assert judge(OPEN, replace(MAIJA, states={"post": "ended"})) == Verdict(why=Why.ENDED)


def test_who_is_restricted_is_on_no_list():
    assert judge(CHANNEL, replace(YES, restricted=True)) == Verdict(why=Why.RESTRICTED)


@pytest.mark.parametrize("use", ["distance_selling", "research"])
def test_what_a_list_is_for_can_be_prohibited_whatever_the_channel(use):
    told = replace(YES, states={"email": "permitted", use: "prohibited"})

    assert judge(CHANNEL, told, use) == Verdict(why=Why.PROHIBITED)
    assert judge(CHANNEL, told) == Verdict(point=MAIL)


def test_an_address_that_is_forbidden_is_passed_over_for_another():
    assert judge(CHANNEL, YES, forbidden={("email", MAIL)}) == Verdict(point=OTHER)
    both = {("email", MAIL), ("email", OTHER)}
    assert judge(CHANNEL, YES, forbidden=both) == Verdict(why=Why.SUPPRESSED)


def test_an_address_that_is_forbidden_for_the_use_is_no_way_for_it():
    forbidden = {("research", MAIL), ("research", OTHER)}

    assert judge(CHANNEL, YES, "research", forbidden) == Verdict(why=Why.SUPPRESSED)
    assert judge(CHANNEL, YES, None, forbidden) == Verdict(point=MAIL)


def test_who_is_reached_by_nothing_kept_for_it_is_on_no_list():
    assert judge(CHANNEL, replace(YES, points=())) == Verdict(why=Why.NO_POINT)
