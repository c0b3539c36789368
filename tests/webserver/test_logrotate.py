"""The log is let go of in the time that the record says, by a real logrotate."""

import subprocess
from dataclasses import replace

import pytest

from record import Period, load
from tests.webserver.front import TODAY, configuration
from webserver import logged


def rotate(folder, rules: str) -> None:
    """One more day."""
    (folder / "rules").write_text(rules)
    (folder / "rules").chmod(0o644)
    command = ["logrotate", "--force", "--state", str(folder / "state"), str(folder / "rules")]
    path = "/usr/sbin:/sbin:/usr/bin:/bin"
    done = subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_line_is_there_on_its_last_day_and_gone_the_day_after(site, record_file, tmp_path):
    days = logged.days(load(record_file, today=TODAY))
    log = tmp_path / "access.log"
    rules = configuration("logrotate", record_file, site, "--log", str(log))
    log.write_text("written today\n")

    def there() -> bool:
        return any("written today" in path.read_text() for path in tmp_path.glob("access.log*"))

    for _ in range(days - 1):
        rotate(tmp_path, rules)
    assert there()

    rotate(tmp_path, rules)
    assert not there()
    assert log.exists(), "the web server goes on writing to the same file"


@pytest.mark.parametrize(("keep", "days"), [("P1D", 1), ("P30D", 30), ("P1M", 28), ("P1Y", 365)])
def test_the_shortest_time_is_what_counts(record_file, keep, days):
    record = load(record_file, today=TODAY)
    (log,) = record.logs
    kept = replace(record.retention(log.retention), keep=Period.parse(keep))
    others = tuple(each for each in record.retentions if each.id != log.retention)

    assert logged.days(replace(record, retentions=(*others, kept))) == days


def test_both_web_servers_write_where_it_looks(site, record_file, tmp_path):
    (told,) = (
        line for line in configuration("logrotate", record_file, site).splitlines() if line.endswith("{")
    )

    for kind in ("nginx", "caddy"):
        text = configuration(kind, record_file, site)
        assert any(f'"{path}"' in text for path in told.split()[:-1]), kind
