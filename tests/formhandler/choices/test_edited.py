"""A cookie that somebody edited changes what that browser does; in the record stands only what was chosen."""

from formhandler.consent import rows
from record import asking
from tests.formhandler.choices.chooser import bodies, verified, written

NOBODY = "f" * 32


def test_an_edited_cookie_is_told_and_the_record_stays_what_was_chosen(chooser, app):
    chooser.answer("none")
    event, before = chooser.choice.event, bodies(app)
    chooser.cookie = written(chooser, "statistics", event=event)

    page = chooser.page()

    assert "The cookie was changed after the choice" in page
    assert bodies(app) == before
    receipt = chooser.client.get(f"{chooser.path}kuitti.json").json
    assert receipt["consent_record"]["events"][0]["event_state"] == "refused"


def test_what_an_edited_cookie_claims_is_never_recorded_as_given(chooser, app):
    chooser.answer("none")
    chooser.cookie = written(chooser, "statistics", event=chooser.choice.event)
    words = asking.embed(chooser.record, "video", "en").hash

    chooser.answer("chosen", surface="embed", text=words, allow=["video"])

    assert chooser.choice.allowed == {"video"}


def test_a_choice_after_one_of_nobody_replaces_nothing(chooser, app):
    chooser.cookie = written(chooser, "statistics", event=NOBODY)

    chooser.answer("none")

    assert '"previous":null' in bodies(app)[-1]
    assert '"state":"refused"' in bodies(app)[-1]
    verified(app)


def test_a_choice_after_one_that_was_erased_replaces_nothing(chooser, app):
    chooser.answer("all")
    erased = chooser.choice.event
    chooser.answer("none")
    with app.extensions["engine"].begin() as db:
        row = rows.named(db, erased)
        rows.erase(db, row.seq, b"0" * 32)

    page = chooser.page()
    chooser.cookie = written(chooser, "statistics", event=erased)

    assert page.count("Permission") == 1  # what was erased is not in the history
    assert "We have no record of this choice" in chooser.page()
    assert chooser.answer("none").status_code == 303
    assert '"previous":null' in bodies(app)[-1]
    with app.extensions["engine"].begin() as db:  # the erasing was the test's own, so verifying would name it
        db.exec_driver_sql("DELETE FROM consent_event")
        db.exec_driver_sql("DELETE FROM consent_checkpoint")
