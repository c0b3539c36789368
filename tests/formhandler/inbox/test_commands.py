"""The owner's inbox in the terminal: list, show, export, and what it says when something is wrong."""

import json
import shutil
import stat
from datetime import UTC, date, datetime

import pytest

from formhandler import create_app
from formhandler.owner import log
from formhandler.owner import store as log_store
from formhandler.schema import archive_key
from formhandler.schema import message as table
from formhandler.vault import kit, making, slots
from formhandler.vault.envelope import Bound, seal
from formhandler.vault.keys import load_public
from tests.formhandler.app import Visitor, close, config, count, owner, ready
from tests.formhandler.inbox.sealed import answer, change, id_of, put

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def failing(app, *command, **options):
    result = app.test_cli_runner().invoke(args=list(command), **options)
    assert result.exit_code == 1, result.output
    return result.output


def test_an_empty_inbox_says_so(app):
    assert "No messages." in owner(app, "inbox", "list")


def test_the_newest_message_comes_first(app, visitor):
    old, new = visitor.send("the first"), visitor.send("the second")

    lines = owner(app, "inbox", "list").splitlines()

    assert [line[:9] for line in lines[:2]] == [new, old]


def test_the_list_names_the_sender_and_the_beginning(app, visitor):
    visitor.send("Good day\nand more", name="Maija Meikäläinen")

    line = owner(app, "inbox", "list").splitlines()[0]

    assert "Maija Meikäläinen" in line
    assert "Good day" in line
    assert "and more" not in line


def test_the_list_says_that_notices_wait_for_a_mail_server(app, visitor):
    visitor.send()

    assert "1 notice waits: no mail server is set (MAIL_URL)." in owner(app, "inbox", "list")


def test_a_terminal_is_not_made_to_obey_a_message(app, visitor):
    reference = visitor.send("turned \u202e around")

    assert "\u202e" not in owner(app, "inbox", "show", reference)


def test_an_unknown_reference_is_answered_in_words(app):
    assert "There is no message K7Q4-9TWM" in failing(app, "inbox", "show", "K7Q4-9TWM")


def test_the_json_export_holds_everything(app, visitor, record_file):
    reference = visitor.send("words\nwords", name="Maija", email="maija@example.fi", consent="newsletter")

    (exported,) = json.loads(owner(app, "inbox", "export"))

    assert exported["reference"] == reference
    assert exported["fields"] == {
        "name": "Maija",
        "email": "maija@example.fi",
        "phone": "",
        "body": "words\nwords",
    }
    assert exported["consents"][0]["purpose"] == "newsletter"
    assert exported["lang"] == "en"


def test_the_html_export_is_readable_and_escaped(app, visitor):
    visitor.send("<b>bold</b>", name="Maija & Matti")

    page = owner(app, "inbox", "export", "--format", "html")

    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "Maija &amp; Matti" in page


def test_an_exported_file_is_its_owners_alone_and_never_overwritten(app, visitor, tmp_path):
    visitor.send()
    target = tmp_path / "messages.json"

    owner(app, "inbox", "export", "-o", str(target))
    before = target.read_bytes()

    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "exists already" in failing(app, "inbox", "export", "-o", str(target))
    assert target.read_bytes() == before


def test_quarantine_is_listed_apart_and_with_all(app, visitor):
    spam, good = visitor.send("buy", extra="x"), visitor.send("hello")

    assert spam not in owner(app, "inbox", "list").split()
    assert spam in owner(app, "inbox", "list", "--quarantine")
    assert {spam, good} <= set(owner(app, "inbox", "list", "--all").split())
    assert [one["reference"] for one in json.loads(owner(app, "inbox", "export"))] == [good]


def test_one_tampered_envelope_hides_no_other(app, visitor):
    bad, good = visitor.send("one"), visitor.send("two")
    writer = app.extensions["writer"]
    writer.submit(
        lambda db: db.execute(table.update().where(table.c.reference == bad).values(kind="quarantine"))
    )

    output = failing(app, "inbox", "list", "--all")

    assert f"{bad} could not be opened" in output
    assert good in output


def test_a_passphrase_opens_the_inbox_and_a_wrong_one_does_not(settings):
    settings.make_data_folder()
    app = create_app(settings)
    words = "correct horse battery"
    owner(app, "migrate")
    making.make(settings.data, app.extensions["engine"], app.extensions["writer"], NOW, words=words)
    chosen = kit.make(settings.data, slots.unlock_words(settings.data, words).keyring, "en", NOW)
    kit.drill(settings.data, " ".join(chosen), NOW)
    reference = Visitor(app.test_client()).send("sealed to a passphrase")

    opened = app.test_cli_runner().invoke(args=["inbox", "show", reference], input=f"{words}\n")
    refused = failing(app, "inbox", "show", reference, input="wrong horse battery\n")

    assert "sealed to a passphrase" in opened.output
    assert "sealed to a passphrase" not in refused
    assert "Error: " in refused
    by_kit = app.test_cli_runner().invoke(args=["inbox", "show", reference], input=f"{' '.join(chosen)}\n")
    assert "sealed to a passphrase" in by_kit.output
    close(app)


def test_a_key_is_never_replaced(app, settings, visitor):
    visitor.send()
    before = {path.name: path.read_bytes() for path in (settings.data / "vault").iterdir() if path.is_file()}

    failing(app, "vault", "init")

    assert {p.name: p.read_bytes() for p in (settings.data / "vault").iterdir() if p.is_file()} == before


def test_a_lost_vault_is_not_quietly_made_anew(app, settings, visitor, tmp_path):
    visitor.send()
    (settings.data / "vault").rename(tmp_path / "lost")

    assert "backup" in failing(app, "vault", "init")
    assert not (settings.data / "vault").exists()
    assert count(app) == 1


@pytest.mark.parametrize(
    ("lang", "said"), [("fi_FI.UTF-8", "Ei viestejä."), ("sv_FI.UTF-8", "Inga meddelanden.")]
)
def test_the_owner_is_spoken_to_in_their_language(tmp_path, site, record_file, lang, said):
    app = ready(config(tmp_path / "var", site, record_file, LANG=lang))

    assert said in owner(app, "inbox", "list")
    close(app)


def test_a_vault_that_its_database_has_not_heard_of_is_remembered(app, settings, visitor):
    """As after a crash between the two, or with a database made anew."""
    writer = app.extensions["writer"]
    writer.submit(lambda db: db.execute(archive_key.delete()))
    before = (settings.data / "vault" / "public.json").read_bytes()
    assert visitor.write().status_code == 503

    owner(app, "vault", "init")

    assert (settings.data / "vault" / "public.json").read_bytes() == before
    assert app.test_cli_runner().invoke(args=["doctor", "--no-certificate"]).exit_code == 0


@pytest.mark.parametrize(
    "command",
    ["inbox list", "inbox show K7Q4-9TWM", "inbox export", "janitor", "janitor --dry-run", "send-mail"],
)
def test_a_mistyped_data_folder_is_answered_in_a_sentence_and_not_made(tmp_path, site, record_file, command):
    app = create_app(config(tmp_path / "mistyped", site, record_file))

    result = app.test_cli_runner().invoke(args=command.split())

    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.output.startswith("Error: ")
    assert not (tmp_path / "mistyped").exists()
    close(app)


def test_a_damaged_database_is_answered_in_a_sentence(app, settings):
    close(app)
    for file in settings.data.glob("seloste.db*"):
        file.write_bytes(b"not a database, by any means" * 100)
    damaged = create_app(settings)

    result = damaged.test_cli_runner().invoke(args=["inbox", "list"])

    assert isinstance(result.exception, SystemExit), result.exception
    assert "flask doctor" in result.output
    close(damaged)


def test_a_field_that_the_record_has_dropped_is_still_shown(
    app, visitor, settings, site, tmp_path, record_file
):
    reference = visitor.send("words", phone="040 123 4567")
    close(app)
    folder = tmp_path / "changed"
    shutil.copytree(record_file.parent, folder)
    text = (folder / "record.toml").read_text("utf-8")
    start = text.index('[[form.field]]\nid = "phone"')
    end = text.index("[[", start + 2)
    (folder / "record.toml").write_text(text[:start] + text[end:], "utf-8")
    later = create_app(config(settings.data, settings.site, folder / "record.toml"))

    assert "040 123 4567" in owner(later, "inbox", "show", reference)
    assert "040 123 4567" in owner(later, "inbox", "export", "--format", "html")
    close(later)


def test_what_a_stranger_sealed_hides_no_message(app, visitor, settings):
    reference = visitor.send("a real one")
    day = date(2026, 11, 22)
    key = load_public(settings.data)
    bound = {"id": "f" * 32, "kind": "message", "day": day, "expires_on": day}
    row = {**bound, "submission": "s", "digest": bytes(32), "key_id": key.key_id, "reference": "AAAA-AAAA"}
    row["thread"] = row["id"]
    envelope, _ = seal(key, Bound(**bound), b"[]")
    app.extensions["writer"].submit(lambda db: db.execute(table.insert(), {**row, "envelope": envelope}))

    output = failing(app, "inbox", "list")

    assert reference in output
    assert "AAAA-AAAA could not be opened" in output


def test_a_reference_is_found_as_people_type_it(app, visitor):
    reference = visitor.send("typed by hand")

    assert "typed by hand" in owner(app, "inbox", "show", reference.replace("-", "").lower())


def test_the_list_and_the_message_tell_the_state(app, visitor):
    reference = visitor.send()
    assert " new " in owner(app, "inbox", "list").splitlines()[0]

    change(app, reference, state="answered")

    assert " answered " in owner(app, "inbox", "list").splitlines()[0]
    assert "answered" in owner(app, "inbox", "show", reference)


def test_a_message_and_both_exports_come_with_their_answers(app, visitor):
    reference = visitor.send("the question")
    answer(app, reference, "the answer\non two lines")

    [exported] = json.loads(owner(app, "inbox", "export"))

    assert [given["body"] for given in exported["answers"]] == ["the answer\non two lines"]
    assert (exported["state"], exported["answers"][0]["by"]) == ("new", "Olli")
    assert "the answer<br>on two lines" in owner(app, "inbox", "export", "--format", "html")
    assert "the answer\non two lines" in owner(app, "inbox", "show", reference)


def test_an_answer_to_what_is_erased_is_exported_with_its_conversation(app, visitor):
    first = visitor.send("the question")
    answer(app, first, "the answer")
    put(app, "more", thread=id_of(app, first), request="reply")
    app.extensions["writer"].submit(lambda db: db.execute(table.delete().where(table.c.reference == first)))

    [exported] = json.loads(owner(app, "inbox", "export"))

    assert [given["body"] for given in exported["answers"]] == ["the answer"]


def test_showing_and_exporting_stand_in_the_access_log(app, visitor, settings):
    reference = visitor.send()

    owner(app, "inbox", "show", reference)
    owner(app, "inbox", "export")

    keyring = slots.unlock_managed(settings.data).keyring
    with app.extensions["engine"].connect() as db:
        told = [log.opened(sealed, keyring) for sealed in log_store.entries(db, limit=10)]
    assert [(one.who, one.what, one.ref) for one in told] == [
        (log.TERMINAL, log.What.EXPORTED, "1"),
        (log.TERMINAL, log.What.OPENED, reference),
    ]
