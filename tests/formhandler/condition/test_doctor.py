"""What the doctor finds, and that it finds it only where it is."""

from datetime import date

from formhandler.schema import message
from tests.formhandler.app import Visitor, close, config, owner, ready
from tests.server import free_port


def faults(app):
    result = app.test_cli_runner().invoke(args=["doctor", "--no-certificate"])
    found = [line for line in result.output.splitlines() if line.startswith("✗")]
    assert bool(found) == (result.exit_code == 1)
    return found


def test_a_well_kept_handler_has_no_fault(app):
    assert faults(app) == []


def test_a_key_file_that_others_may_read_is_a_fault(app, settings):
    (settings.data / "vault" / "managed.key").chmod(0o644)

    assert any("managed.key" in fault for fault in faults(app))


def test_a_missing_key_is_a_fault(app, settings):
    (settings.data / "vault" / "public.json").unlink()

    assert any("The form is closed" in fault for fault in faults(app))


def test_a_database_that_others_may_read_is_a_fault(app, settings):
    (settings.data / "seloste.db").chmod(0o640)

    assert any("seloste.db" in fault for fault in faults(app))


def test_a_missing_site_is_a_fault(tmp_path, record_file):
    app = ready(config(tmp_path / "var", tmp_path / "nowhere", record_file))

    assert any("make html" in fault for fault in faults(app))
    close(app)


def test_an_old_database_is_a_fault(tmp_path, site, record_file):
    from formhandler import create_app

    settings = config(tmp_path / "var", site, record_file)
    app = create_app(settings)

    assert any("flask migrate" in fault for fault in faults(app))
    owner(app, "migrate")
    assert not any("flask migrate" in fault for fault in faults(app))
    close(app)


def test_a_mail_server_that_is_not_there_is_a_fault(tmp_path, site, record_file):
    address = f"smtp://127.0.0.1:{free_port()}?tls=none"
    app = ready(config(tmp_path / "var", site, record_file, MAIL_URL=address))

    assert any("127.0.0.1" in fault for fault in faults(app))
    close(app)


def test_waiting_notices_are_told_of(app):
    Visitor(app.test_client()).send()

    assert "Notices waiting: 1" in owner(app, "doctor", "--no-certificate")


def test_a_data_folder_that_others_may_enter_is_a_fault(app, settings):
    settings.data.chmod(0o755)

    assert any(str(settings.data) in fault for fault in faults(app))


def test_a_message_past_its_day_is_a_fault(app):
    Visitor(app.test_client()).send()
    app.extensions["writer"].submit(
        lambda db: db.execute(message.update().values(day=date(2020, 1, 1), expires_on=date(2020, 2, 1)))
    )

    assert any("should have been erased" in fault for fault in faults(app))


def test_a_lost_vault_is_asked_back_and_not_made_anew(app, settings, tmp_path):
    (settings.data / "vault").rename(tmp_path / "lost")

    (fault,) = faults(app)

    assert "backup" in fault
    assert "flask vault init" not in fault


def test_a_finnish_owner_is_told_in_finnish(tmp_path, site, record_file):
    app = ready(config(tmp_path / "var", site, record_file, LANG="fi_FI.UTF-8"))
    (tmp_path / "var" / "vault" / "managed.key").chmod(0o644)

    assert any("Muutkin kuin sinä voivat lukea avaintiedoston." in fault for fault in faults(app))
    close(app)
