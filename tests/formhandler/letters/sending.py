"""
A process that delivers letters once: run by test_deliver.py, which may kill it.

    python -m tests.formhandler.letters.sending DATABASE_URL DATA MAIL_URL
"""

import sys
from pathlib import Path

from formhandler import db, letters
from formhandler.mail.smtp import SmtpConfig
from formhandler.writer import Writer
from tests.formhandler.letters.conftest import NOW

if __name__ == "__main__":
    url, data, smtp = sys.argv[1:]
    engine = db.connect(url)
    writer = Writer(engine)
    letters.deliver_due(writer, engine, SmtpConfig.from_url(smtp), letters.outbox_key(Path(data)), now=NOW)
    writer.close()
