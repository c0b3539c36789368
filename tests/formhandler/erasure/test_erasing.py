"""An erasure takes all but what a law keeps, in one transaction, and a restored backup stays erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from formhandler.backups import replaying
from formhandler.duties import store as duties
from formhandler.erasure import plan, store
from formhandler.erasure.erasing import Restricted
from formhandler.permissions import channels
from formhandler.register import changing, clocks
from formhandler.register.store import Stale, card_row
from formhandler.rights import store as rights
from formhandler.rights.case import Case
from formhandler.schema import (
    card,
    document,
    dossier,
    entry,
    message,
    permission,
    receipt,
    suppression,
    tombstone,
)
from tests.formhandler.erasure import persons
from tests.formhandler.erasure.persons import EMAIL, OLD, SUPPRESSION, erase, fact, made, said, submit, wrote
from tests.formhandler.register.made import ACTOR, NOW, TODAY, rows


def ids(writer, table):
    return writer.submit(lambda db: list(db.execute(select(table.primary_key.columns[0])).scalars()))


def names(db):
    """Table and id of every row that an erasure may take."""
    tables = (entry, permission, message, document)
    return {(table.name, id) for table in tables for id in db.execute(select(table.c.id)).scalars()}


def one(writer, id):
    return submit(writer, changing.opened, rows(), id)


def test_a_person_whom_no_law_has_us_keep_is_gone_with_everything(desk, record):
    reference = submit(desk, wrote)
    id = submit(desk, made, record, fact("communication", message=reference), fact(purposes=["care"]))
    submit(desk, said, record, id, "permitted")

    submit(desk, erase, record, id)

    for table in (card, entry, permission, message, document, receipt, suppression):
        assert ids(desk, table) == [], table.name


def test_what_a_law_keeps_stays_for_that_alone_until_its_last_day(desk, record):
    id = submit(desk, made, record, fact(), fact("invoicing"), fact("relationship"))

    submit(desk, erase, record, id)

    left = one(desk, id)
    assert {e.group for e in left.entries} == {"person", "invoicing"}
    assert {p for e in left.entries for p in e.purposes} == {"invoice", "company_invoice"}
    vouchers = record.retention("vouchers").last_day(TODAY, fiscal_year_end=clocks.CALENDAR_YEAR)
    assert {e.expires_on for e in left.entries} == {vouchers}


def test_a_name_is_not_kept_for_the_accounts_of_somebody_who_was_never_billed(desk, record):
    id = submit(
        desk, made, record, fact(), fact("relationship")
    )  # kept for invoices, too, as a customer's are

    submit(desk, erase, record, id)

    assert one(desk, id) is None


@pytest.mark.parametrize(("days", "left"), [(0, 1), (1, 0)])
def test_a_law_keeps_an_entry_for_the_whole_of_its_last_day(desk, record, days, left):
    id = submit(desk, made, record, fact("invoicing", of=OLD))
    last = clocks.last_day(record, ["invoice"], OLD, clocks.Standing(relation="customer"))
    desk.submit(lambda db: db.execute(update(entry).values(day=OLD)))

    found = plan.of(
        record, one(desk, id), clocks.Standing(relation="customer"), today=last + timedelta(days=days)
    )

    assert len(found.staying) == left


def test_a_prohibition_survives_as_a_hash_of_every_address_the_card_ever_had(desk, record):
    id = submit(desk, made, record, fact())
    submit(desk, said, record, id, "prohibited")
    old = one(desk, id).entries[0]
    new = fact(**{"person.emails": "new@example.com"})
    submit(desk, changing.correct, rows(), record, one(desk, id).version, old, new, actor=ACTOR, now=NOW)

    submit(desk, erase, record, id)

    expected = {channels.suppression(SUPPRESSION, "email", point) for point in (EMAIL, "new@example.com")}
    assert set(ids(desk, suppression)) == expected
    assert ids(desk, permission) == []


def test_merged_cards_go_with_the_card_and_other_people_stay(desk, record):
    id, twin, other = (submit(desk, made, record, fact(purposes=["care"])) for _ in range(3))
    submit(desk, persons.merge, record, id, twin)
    reference = submit(desk, wrote)
    theirs = submit(desk, made, record, fact("communication", message=reference))

    submit(desk, erase, record, id)

    assert {one(desk, id), one(desk, twin)} == {None}
    assert one(desk, other).name == "Maija Canary"
    assert one(desk, theirs) is not None
    assert len(ids(desk, message)) == len(ids(desk, receipt)) == 1


def test_a_company_keeps_its_card_while_somebody_is_its_contact(desk, record):
    firm = submit(desk, made, record, fact(purposes=["care"]))
    desk.submit(lambda db: db.execute(update(card).values(kind="organisation")))
    contact = submit(
        desk,
        changing.create,
        rows(),
        record,
        kind="contact",
        news=[],
        actor=ACTOR,
        now=NOW,
        organisation=firm,
    )

    submit(desk, erase, record, firm)

    left = one(desk, firm)
    assert (left.name, left.entries) == ("", ())
    assert one(desk, contact) is not None


def test_every_row_that_went_has_a_tombstone_and_the_line_that_tells_of_it_names_nobody(desk, record):
    reference = submit(desk, wrote)
    id = submit(desk, made, record, fact("invoicing"), fact("communication", message=reference))
    submit(desk, said, record, id, "prohibited")
    before = submit(desk, names)

    done = submit(desk, erase, record, id)

    stones = desk.submit(lambda db: {(row.what, row.ref) for row in db.execute(select(tombstone))})
    assert before - submit(desk, names) <= stones
    assert len(before) > len(submit(desk, names))
    content = duties.opened(rows(), submit(desk, store.statement, done))
    assert content["gone"] == {
        "permissions": 1, "documents": 1, "messages": 1, "entries": 1,
        "requests": 0, "disclosures": 0, "cards": 0,
    }  # fmt: skip
    assert content["stays"] == {"invoicing": 1}
    assert "Maija" not in str(content)
    assert EMAIL not in str(content)


def test_nothing_is_erased_when_the_card_changed_or_is_restricted(desk, record):
    id = submit(desk, made, record, fact(purposes=["care"]))

    with pytest.raises(Stale):
        submit(desk, erase, record, id, version=99)
    desk.submit(lambda db: db.execute(update(card).values(restricted=True)))
    with pytest.raises(Restricted):
        submit(desk, erase, record, id)
    assert one(desk, id).name == "Maija Canary"

    submit(desk, erase, record, id, unrestrict=True)
    assert one(desk, id) is None


def test_a_failure_in_the_middle_leaves_all(desk, record):
    reference = submit(desk, wrote)
    id = submit(desk, made, record, fact("communication", message=reference), fact("invoicing"))
    submit(desk, said, record, id, "prohibited")
    before = submit(desk, persons.standing, [id])

    def broken(db):
        erase(db, record, id)
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        desk.submit(broken)

    assert submit(desk, persons.standing, [id]) == before
    assert ids(desk, dossier) == []


def _billed():
    """An address that is kept for the service and for an invoice: the law asks for the second alone."""
    return fact(purposes=["service", "invoice"], **{"person.name": "", "person.address": "Mallikatu 1"})


@pytest.mark.parametrize("merged", [False, True], ids=["before the merge", "after it"])
def test_a_backup_of_before_that_is_put_back_is_erased_as_well(desk, record, merged):
    reference = submit(desk, wrote)
    gone = [fact(purposes=["care"]), fact("communication", message=reference)]
    id = submit(desk, made, record, *gone, fact("invoicing"), _billed())
    twin = submit(desk, made, record, fact("relationship"), fact("bookkeeping"))
    if merged:
        submit(desk, persons.merge, record, id, twin)
    submit(desk, said, record, id, "prohibited")
    backup = desk.submit(persons.copied)
    if not merged:
        submit(desk, persons.merge, record, id, twin)
    submit(desk, erase, record, id)
    after = submit(desk, persons.standing, [id, twin])
    stones = submit(desk, persons.since, backup)

    submit(desk, persons.put_back, backup)
    submit(desk, replaying.replay, stones)

    found = submit(desk, persons.standing, [id, twin])
    if not merged:  # what a law keeps lies on two cards again
        entries = [set().union(*(card[1] for card in some["cards"].values())) for some in (found, after)]
        assert entries[0] == entries[1]
        assert {name for name, _ in found["cards"].values()} <= {"", EMAIL}  # for the invoice
        found["cards"] = after["cards"]
    assert found == after


def test_the_request_that_asked_for_it_stays_and_is_ticked(desk, record):
    id = submit(desk, made, record, fact(purposes=["care"]))
    about = {"received_on": TODAY, "due_on": TODAY, "who": "Maija", "contact": "", "asked": "All", "card": id}
    case = Case(article="17", way="phone", **about)
    asked = submit(desk, rights.add, rows(), case)

    submit(desk, erase, record, id, request=asked)

    assert submit(desk, rights.one, rows(), asked).done == {"erase": "Erased."}
    assert submit(desk, card_row, id) is None
