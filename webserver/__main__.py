"""
`python -m webserver nginx`, `… caddy`, `… logrotate`: print the web server's configuration, or its log's.

It follows the record, so it is printed anew whenever the record's meaning has changed. With an older one no
page breaks: a choice made since then opens nothing.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from record import Record, RecordError, Unstated, load
from texts.dates import HOME
from webserver.logged import Unwritten
from webserver.place import Place, PlaceError
from webserver.serving import Serving, SiteError
from webserver.visits import Uncounted

TEMPLATES = {"nginx": "nginx.conf.jinja", "caddy": "Caddyfile.jinja", "logrotate": "logrotate.jinja"}


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 with the configuration on standard output, or 1 with what is wrong on standard error."""
    given = vars(_parser().parse_args(arguments))
    server, path, site, url = (given.pop(name) for name in ("server", "record", "site", "url"))
    try:
        record = load(path, today=datetime.now(HOME).date())
        place = Place.of(url or _stated(record), **given)
        text = Serving.read(record, site, place).render(TEMPLATES[server])
    except (PlaceError, SiteError, RecordError, Uncounted, Unwritten) as error:
        print(f"{server}: {error}", file=sys.stderr)
        return 1
    print(text, end="")
    return 0


def _stated(record: Record) -> str:
    """The site's address. Raises PlaceError while the owner has not told it."""
    if isinstance(record.site.url, Unstated):
        raise PlaceError(
            "site.url is not yet stated in the record; write it there, or try one with --url https://…"
        )
    return record.site.url


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m webserver", description="Print a web server's configuration."
    )
    parser.add_argument("server", choices=TEMPLATES)
    parser.add_argument("--record", type=Path, default=Path("content/record.toml"))
    parser.add_argument(
        "--site", type=Path, default=Path("output"), help="the built site, to look up addresses in"
    )
    parser.add_argument("--url", help="the site's address; default: the record's")
    parser.add_argument("--root", help=f"the published site on the server; default: {Place.root}")
    parser.add_argument("--certificate", help="default: Certbot's (nginx); Caddy gets one itself")
    parser.add_argument("--key", help="its private key")
    parser.add_argument("--challenges", help=f"nginx: Certbot's webroot; default: {Place.challenges}")
    parser.add_argument("--log", help="the access log; default: in the server's usual folder")
    parser.add_argument("--visits", help="the log that visits are counted from; default: beside it")
    parser.add_argument("--bind", help="the address to listen on; default: every one")
    parser.add_argument("--http", type=int, help="the port that sends on to https; default: 80")
    parser.add_argument("--public", type=int, help="the public side's port on 127.0.0.1; default: 8000")
    parser.add_argument("--owner", type=int, help="the owner's side's; default: 8001")
    return parser


if __name__ == "__main__":
    sys.exit(main())
