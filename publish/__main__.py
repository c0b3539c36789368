"""make publish: check the record, build the site as it stands online, upload it, keep its notice."""

import argparse
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from publish.target import PublishError, Target
from publish.upload import upload

BUILT = Path("output-publish")  # apart from output/, which make serve shows

# What each step is for, the module that does it, and what to do when it fails; it has itself said why.
STEPS = (
    (
        "the record is not ready",
        ("record", "check", "--publish"),
        "Write what is listed above into content/record.toml.",
    ),
    (
        "the site could not be built",
        ("plugins.build", "--publish", "-o", str(BUILT)),
        "Put right what is said above.",
    ),
)
# Only what people could have read is kept; so this comes when the new site stands.
KEEP = ("plugins.versions", "save")


def main(argv: list[str] | None = None) -> int:
    """Run every step or stop at the first that fails; returns the exit code."""
    given = _parser().parse_args(argv)
    signal.signal(signal.SIGTERM, _stop)
    try:
        target = Target.parse(given.to, given.ssh)
        if given.folder is None:
            _prepare()
        upload(given.folder or BUILT, target, now=datetime.now(UTC))
    except PublishError as error:
        print(f"publish: {error}\nThe published site is as it was.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("publish: stopped. What is served is whole: the old site, or the new one.", file=sys.stderr)
        return 130
    return 0 if given.folder is not None or _run(KEEP) else _not_kept()


def _prepare() -> None:
    for failure, command, advice in STEPS:
        if not _run(command):
            raise PublishError(f"{failure}. {advice}")


def _run(command: tuple[str, ...]) -> bool:
    return subprocess.run((sys.executable, "-m", *command), check=False).returncode == 0


def _not_kept() -> int:
    print(
        "publish: the new site is published, but its notice could not be kept under content/versions/. "
        "Put right what is said above and run make publish again, before you change the notice.",
        file=sys.stderr,
    )
    return 1


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m publish",
        description="Check the record, build the site and publish it: whole, or not at all. "
        "The web server's root is the folder `current` inside the target.",
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help=f"upload this built folder as it is; without it, check and build {BUILT}/ first",
    )
    parser.add_argument(
        "--to",
        default=os.environ.get("PUBLISH_TO", ""),
        help="/srv/www/site, or user@host:/srv/www/site over ssh; default: PUBLISH_TO",
    )
    parser.add_argument(
        "--ssh",
        default=os.environ.get("PUBLISH_SSH", ""),
        help='how to reach the host, as in "ssh -p 2222 -i key"; default: PUBLISH_SSH, or ssh',
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
