"""A letter is plain text from our own domain, and says nothing that the owner did not write."""

from dataclasses import replace

import pytest

from formhandler.letters import BadAddress, compose
from formhandler.mail.smtp import Undelivered, send
from tests.formhandler.mailserver import MailServer


@pytest.fixture
def write(record, plain):
    """Composes a letter with what a test changes of it."""

    def compose_(**changes):
        given = {"to": "liisa@example.com", "subject": "Vastaus", "body": "Hei!", "lang": "fi"}
        return compose(record, plain, **{**given, **changes})

    return compose_


def headers(mail):
    return {name: str(value) for name, value in mail.items()}


def test_a_letter_comes_from_the_trader_and_goes_to_the_visitor(write):
    mail = write(subject="Vastaus kysymykseesi")

    said = headers(mail)
    message_id = said.pop("Message-ID")
    assert message_id.startswith("<letter-") and message_id.endswith("@example.fi>")
    assert said == {
        "From": "Tmi Esimerkkipalvelu <tietosuoja@example.fi>",
        "To": "liisa@example.com",
        "Subject": "Vastaus kysymykseesi",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
        "Content-Language": "fi",
        "MIME-Version": "1.0",
    }


def test_every_letter_has_a_message_id_of_its_own(write):
    assert write()["Message-ID"] != write()["Message-ID"]


def test_another_sender_may_be_set_and_answers_still_come_to_the_contact(record, plain):
    config = replace(plain, mail_from="sivusto@kauppa.fi")

    mail = compose(record, config, to="liisa@example.com", subject="x", body="x", lang="sv")

    assert mail["From"] == "Tmi Esimerkkipalvelu <sivusto@kauppa.fi>"
    assert mail["Reply-To"] == "tietosuoja@example.fi"
    assert mail["Message-ID"].endswith("@kauppa.fi>")


def test_the_words_arrive_as_they_were_written(write, smtp):
    body = "Hei Åke!\n\n.piste rivin alussa\n" + "pitkä rivi " * 200 + "\n\tsarkain\n"

    send(smtp.config, write(subject="Äiti, öljy ja 10 €", body=body.replace("\n", "\r\n")))

    [mail] = smtp.mails
    assert mail["Subject"] == "Äiti, öljy ja 10 €"
    assert mail.get_content().replace("\r\n", "\n") == body
    assert max(len(line) for line in smtp.wire[0].splitlines()) <= 78


def test_a_letter_that_answers_a_mail_names_it(write):
    mail = write(in_reply_to="<abc@example.com>")

    assert mail["In-Reply-To"] == mail["References"] == "<abc@example.com>"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x00", "\x0b", "\x0c", "\x85", "\u2028"])
@pytest.mark.parametrize("field", ["subject", "in_reply_to", "lang"])
def test_no_field_can_smuggle_in_a_header_or_a_recipient(write, smtp, field, end):
    try:
        mail = write(**{field: f"fi{end}Bcc: eve@example.com{end}{end}secret"})
    except ValueError:
        return  # refused, which is as good

    send(smtp.config, mail)

    assert smtp.recipients == ["liisa@example.com"]
    [taken] = smtp.mails
    assert set(taken.keys()) <= {*mail.keys(), "X-Peer", "X-MailFrom", "X-RcptTo"}
    assert "secret" not in taken.get_content()


@pytest.mark.parametrize(
    "to",
    [
        "",
        "liisa",
        "liisa@",
        "liisa@example.com, eve@example.com",
        "Liisa <liisa@example.com>",
        "liisa@example.com\nBcc: eve@example.com",
        "liisa@example.com\r\nX: y",
        "liisa\r@example.com",
        "liisa@example.com\x00",
        '"a b"@example.com',
        "liisa@exa mple.com",
        "liisa@[127.0.0.1]",
    ],
)
def test_what_is_not_one_address_is_refused_and_not_repeated(write, to):
    with pytest.raises(BadAddress) as raised:
        write(to=to)

    assert "liisa" not in str(raised.value)


@pytest.mark.parametrize(
    ("to", "asked"),
    [
        ("Liisa.Äijö@example.com", "Liisa.Äijö@example.com"),
        ("liisa@äijö.fi", "liisa@xn--ij-uia8e.fi"),
        ("o'hara+form@example.com", "o'hara+form@example.com"),
        (" liisa@example.com ", "liisa@example.com"),
    ],
)
def test_addresses_of_many_kinds_are_reached(write, to, asked):
    with MailServer(enable_SMTPUTF8=True) as server:
        send(server.config, write(to=to, subject="Ää"))

    assert server.recipients == [asked]
    assert f"To: {asked}\r\n".encode() in server.wire[0]


def test_a_server_that_cannot_write_to_such_an_address_is_not_asked_again(write):
    with (
        MailServer(enable_SMTPUTF8=False) as server,
        pytest.raises(Undelivered, match="SMTPNotSupportedError") as raised,
    ):
        send(server.config, write(to="äijö@example.com"))

    assert (raised.value.final, raised.value.doubtful, raised.value.unheard) == (True, False, False)


def test_a_trade_name_with_signs_stays_one_name(record, plain):
    trader = replace(
        record, controller=replace(record.controller, trade_name='Åke, "Ab" <x@y.fi>\nBcc: e@e.fi')
    )

    [sender] = compose(trader, plain, to="a@example.com", subject="x", body="x", lang="fi")["From"].addresses

    assert sender.display_name == 'Åke, "Ab" <x@y.fi> Bcc: e@e.fi'
    assert sender.addr_spec == "tietosuoja@example.fi"
