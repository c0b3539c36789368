#!/usr/bin/env python3
"""
Open a backup of a Seloste archive, with nothing of Seloste but this one file.

    python -m pip install cryptography
    python recover.py BACKUP_FOLDER -o OUT_FOLDER

For the day when the server is gone, or nobody remembers a passphrase, or nobody maintains Seloste any more.
It needs Python 3.11 or newer and the package "cryptography" (with HPKE and Argon2id; tried with 50.0.2).

BACKUP_FOLDER is a copy of the handler's DATA folder. What it needs from there:

    seloste.db            the sealed messages and register (SQLite); seloste.db-wal too, if it is there: the
                          newest changes
    vault/slots/*.json    the archive's key, wrapped once for each way to open it
    vault/managed.key     only where the archive is opened with a key file

What opens it, the first of these that is there, or as --with says:

    key          vault/managed.key; nothing is asked
    kit          the 24 words of the printed recovery kit; asked, and shown as you type
    passphrase   a user's passphrase; asked, and not shown. No code from a telephone is needed here.

OUT_FOLDER is made new, for your user alone (0700, files 0600), and holds:

    archive.html   everything that opened, by conversation and by card, to read in any browser
    archive.json   the same for programs, and what did not open, with the reason

They are IN THE CLEAR: keep them safe and delete them when you have what you came for. The backup itself is
not changed: the database is copied (still sealed) to a private temporary folder and opened there.

Exit status: 0 when everything opened; 1 when something did not; 2 when nothing could be begun, and then
nothing was written.

A backup that `flask backup make` wrote (*.seloste) is opened by `flask backup open` into such a folder.

An archive in PostgreSQL: this file reads SQLite alone. Copy the tables "message" and "document", and those of
REGISTER below, into a SQLite file called seloste.db (the columns that are named in NEEDED and
NEEDED_OF_REGISTER), and lay it beside the vault folder.

How it works
------------
Whole numbers are big-endian; HPKE is RFC 9180 in base mode with X25519, HKDF-SHA256 and AES-256-GCM.

1.  A slot, vault/slots/<id>.json, is a table of version 2: kind ("managed", "user", "kit"), kdf, public,
    nonce, wrapped, keys, label; bytes are in base64. Its wrapping key is the 32 bytes of managed.key, or
    Argon2id of the passphrase (in Unicode's NFC) with the parameters that stand in "kdf". The kit's words
    are first brought to lower case with single spaces, so that there is one way to write them.
2.  "wrapped" is AES-256-GCM under that key: JSON with "private", the private half (X25519) of the slot's
    own key. Associated data: JSON of id (the file's name), kdf, kind and public, keys sorted, no spaces.
3.  "keys" maps key ids to the archive's private halves, each HPKE-sealed to the slot's key with
    info = "seloste slot 2 <slot id> <key id>". A key id is the first 8 bytes of SHA-256 of the public half.
4.  An envelope (columns "envelope" of the tables message and document):

        bytes 0–3 "SLST", 4 version 1, 5 suite 1, 6–13 key id
        14–93   the envelope's data key, HPKE-sealed to the archive's key: encapsulated key 32, sealed 32 + 16
        94–105  nonce
        106–    the payload under AES-256-GCM with the data key

        bound   = id, kind, day and expires_on of the same row, each as its length in 2 bytes and then UTF-8
        HPKE:     info = "seloste envelope 1" + bytes 0–13 + bound
        payload:  associated data = bytes 0–93 + bound; inside: length in 4 bytes, JSON, zeros

5.  A row of the register (column "sealed" of the tables in REGISTER, sealed to the key in "key_id"):

        byte  0     version 1
        1–12  nonce
        13–   JSON under AES-256-GCM with HKDF-SHA256 of the archive's private half, no salt, 32 bytes,
              info "seloste register 1"; inside: length in 4 bytes, JSON, zeros

        associated data = "seloste row 1", the table's name, id and key_id of the same row, each as its length
        in 2 bytes and then UTF-8

    What is empty was not sealed: a card's head that is made anew from its entries, a prohibition that nobody
    signed in wrote.
"""

import argparse
import base64
import hashlib
import html
import json
import os
import shutil
import sqlite3
import struct
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from getpass import getpass
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError as error:
    print(
        f"This needs a newer package ({error}). Run: python -m pip install -U cryptography", file=sys.stderr
    )
    raise SystemExit(2) from None

KIT = 24  # words
SLOT_VERSION = 2
ENVELOPE = (1, 1)  # version, suite
HEADER_END, WRAPPED_END, NONCE_END = 14, 94, 106  # offsets in an envelope
KINDS = {"key": "managed", "kit": "kit", "passphrase": "user"}  # --with, and the slots that it opens
NEEDED = {"seq", "id", "kind", "day", "expires_on", "envelope"}  # columns of a table with envelopes
ROWS = {  # all columns: newer and older ones differ
    "message": "SELECT * FROM message ORDER BY seq",
    "document": "SELECT * FROM document ORDER BY seq",
}
REGISTER = ("card", "entry", "permission", "request", "dossier")
NEEDED_OF_REGISTER = {"seq", "id", "key_id", "sealed"}
TIMES = ("received", "written", "saved", "when", "at")  # in a payload: when it was written

hpke = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
Keys = dict[str, X25519PrivateKey]  # the archive's private halves, by key id


class Refusal(Exception):
    """Nothing can be recovered as it is; the text says where, why and what to do."""


class Unopened(Exception):
    """One envelope that does not open; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the archive: what lies beside the envelope, and what was in it or why it did not open."""

    table: str
    beside: dict[str, Any]
    content: Any = field(default=None, repr=False)
    fault: str = ""

    @property
    def name(self) -> str:
        return str(self.beside.get("reference") or self.beside.get("id"))

    @property
    def conversation(self) -> str:
        """What it stands together with: a conversation, or a card."""
        if self.table in REGISTER:
            return f"card {self.beside.get('card') or self.beside.get('id')}"
        return str(self.beside.get("thread") or self.beside.get("id"))

    @property
    def moment(self) -> str:
        """When it was written (ISO 8601, UTC); of one that did not open, the day alone."""
        told = self.content if isinstance(self.content, dict) else {}
        return str(next((told[name] for name in TIMES if name in told), self.beside.get("day")))


def main() -> int:
    options = _arguments()
    try:
        entries = recover(options.backup, options.out, options.how)
    except Refusal as refusal:
        print(f"{refusal}\nNothing was written.", file=sys.stderr)
        return 2
    failed = [entry for entry in entries if entry.fault]
    for entry in failed:
        print(f"Not opened: {_plain(entry.table)} {_plain(entry.name)}: {entry.fault}", file=sys.stderr)
    print(f"Opened {len(entries) - len(failed)} of {len(entries)}; they are in the clear in {options.out}.")
    return 1 if failed else 0


def recover(backup: Path, out: Path, how: str = "") -> list[Entry]:
    """Open what opens and write it into *out*. Raises Refusal; then nothing was written."""
    _check_out(out)
    with tempfile.TemporaryDirectory(prefix="seloste-") as private:  # 0700; what lies there stays sealed
        rows = list(read_rows(_copy(backup, Path(private))))
    keys = unlock(backup / "vault", how)
    entries = [open_row(table, row, keys) for table, row in rows]
    write(out, entries)
    return entries


# The key


def unlock(vault: Path, how: str = "") -> Keys:
    """The archive's private halves, from the first slot that opens."""
    slots, broken = _slots(vault / "slots")
    kinds = {slot["kind"] for slot in slots.values()}
    how = how or _choose(kinds, vault)
    mine = {id: slot for id, slot in slots.items() if slot["kind"] == KINDS.get(how)}
    if not mine:
        raise Refusal("\n".join([f"{vault / 'slots'}: no slot here opens with a {how or 'key'}.", *broken]))
    secret = _ask(how, vault)
    for id, slot in mine.items():
        if own := _open_slot(id, slot, _wrapping(how, secret, id, slot)):
            return _archive_keys(id, slot, own)
    raise Refusal("\n".join([_wrong(how, secret), *broken]))


def _slots(folder: Path) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The slots by id, and what is wrong with the files that are none."""
    slots, broken = {}, []
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except OSError as error:
        raise Refusal(
            f"{folder}: cannot be read ({error.strerror}); the backup's vault folder is needed"
        ) from None
    for path in paths:
        try:
            slots[path.stem] = _slot(path)
        except Refusal as refusal:
            broken.append(str(refusal))
    if not slots:
        raise Refusal("\n".join([f"{folder}: no slot that this program can read.", *broken]))
    return slots, broken


def _slot(path: Path) -> dict[str, Any]:
    try:
        table: dict[str, Any] = json.loads(path.read_bytes())
        version = table.get("version")
    except (OSError, ValueError, AttributeError) as error:
        raise Refusal(f"{path}: damaged ({type(error).__name__}); take it from another backup") from None
    if version != SLOT_VERSION:
        raise Refusal(
            f"{path}: a slot of version {version}, and this program knows version {SLOT_VERSION}; "
            "use the recover.py of the Seloste that made the backup. Version 1 is Seloste 0.1.0, which had "
            "none: let a newer one open a copy of the folder once (flask inbox list), and it is renewed"
        )
    if not isinstance(table.get("keys"), dict) or not isinstance(table.get("kind"), str):
        raise Refusal(f"{path}: not a whole slot; take it from another backup")
    return table


def _choose(kinds: set[str], vault: Path) -> str:
    if "managed" in kinds and (vault / "managed.key").exists():
        return "key"
    return next((how for how in ("kit", "passphrase") if KINDS[how] in kinds), "key")


def _ask(how: str, vault: Path) -> bytes:
    """What the wrapping key is made of."""
    if how == "key":
        try:
            return (vault / "managed.key").read_bytes()
        except OSError as error:
            raise Refusal(f"{vault / 'managed.key'}: cannot be read ({error.strerror})") from None
    if how == "passphrase":
        prompt = "Passphrase (not shown): "
        typed = getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        return unicodedata.normalize("NFC", typed).encode()
    return _ask_words().encode()


def _ask_words() -> str:
    print(
        f"The {KIT} words of the recovery kit, on one line or several; end with an empty line.",
        file=sys.stderr,
    )
    words = ""
    while len(words.split()) < KIT and (line := sys.stdin.readline()).strip():
        words = normalise(f"{words} {line}")
    return words


def normalise(text: str) -> str:
    """Lower case, NFC, single spaces; numbers, commas and hyphens between the words are dropped."""
    letters = unicodedata.normalize("NFC", text).lower()
    return " ".join("".join(c if c.isalpha() else " " for c in letters).split())


def _wrapping(how: str, secret: bytes, id: str, slot: dict[str, Any]) -> bytes:
    if how == "key":
        return secret
    kdf = slot["kdf"]
    try:
        # Ours are 64 MiB, 3 passes, 1 lane; a slot that somebody forged may not ask for all of the machine.
        known = (
            kdf["name"] == "argon2id"
            and 0 < kdf["memory_kib"] <= 256 * 1024
            and 0 < kdf["iterations"] <= 10
            and 0 < kdf["lanes"] <= 4
        )
        if not known:
            raise ValueError("name, memory_kib, iterations or lanes")
        argon2 = Argon2id(
            salt=base64.b64decode(kdf["salt"]),
            length=32,
            iterations=kdf["iterations"],
            lanes=kdf["lanes"],
            memory_cost=kdf["memory_kib"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal(
            f"vault/slots/{id}.json: its kdf cannot be used ({error}); take it from another backup"
        ) from None
    try:
        return argon2.derive(secret)
    except MemoryError as error:
        raise Refusal(f"vault/slots/{id}.json: {error}") from None


def _open_slot(id: str, slot: dict[str, Any], wrapping: bytes) -> X25519PrivateKey | None:
    """The slot's own private half; None if the key is not this slot's, or the slot was changed."""
    described = {"id": id, "kind": slot["kind"], "kdf": slot.get("kdf"), "public": slot.get("public")}
    beside = json.dumps(described, sort_keys=True, separators=(",", ":")).encode()
    try:
        nonce, wrapped = base64.b64decode(slot["nonce"]), base64.b64decode(slot["wrapped"])
        secret = json.loads(AESGCM(wrapping).decrypt(nonce, wrapped, beside))
        return X25519PrivateKey.from_private_bytes(base64.b64decode(secret["private"]))
    except (InvalidTag, KeyError, TypeError, ValueError):
        return None


def _archive_keys(id: str, slot: dict[str, Any], own: X25519PrivateKey) -> Keys:
    keys = {}
    for key_id, sealed in slot["keys"].items():
        try:
            raw = hpke.decrypt(base64.b64decode(sealed), own, info=f"seloste slot 2 {id} {key_id}".encode())
        except (InvalidTag, TypeError, ValueError):
            print(
                f"vault/slots/{id}.json: its key {_plain(key_id)} is damaged and is left out.",
                file=sys.stderr,
            )
        else:
            keys[key_id] = X25519PrivateKey.from_private_bytes(raw)
    if not keys:
        raise Refusal(f"vault/slots/{id}.json: it opened, and no archive key in it does; take another backup")
    return keys


def _wrong(how: str, secret: bytes) -> str:
    if how == "key":
        return "vault/managed.key does not open its slot; take both from the same backup."
    if how == "passphrase":
        return (
            "The passphrase opens no slot of this backup; check capital letters and the keyboard's language."
        )
    if (count := len(secret.split())) != KIT:
        return f"{count} words were typed, and a kit has {KIT}."
    return (
        "These words open no kit of this backup. Compare them with the print letter by letter, and their "
        "order; a kit made later or earlier than the backup does not open it."
    )


# The database


def _copy(backup: Path, private: Path) -> Path:
    """The database and its log, copied where opening them changes nothing of the backup."""
    source = backup / "seloste.db"
    if not source.is_file():
        raise Refusal(f"{source}: not there; BACKUP_FOLDER is a copy of the handler's DATA folder")
    try:
        for path in (source, backup / "seloste.db-wal", backup / "seloste.db-journal"):
            if path.exists():
                shutil.copyfile(path, private / path.name)
    except OSError as error:
        raise Refusal(f"{source}: cannot be copied to {private} ({error.strerror})") from None
    return private / source.name


def read_rows(database: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row with an envelope, and its table's name, in the order of writing."""
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    connection.text_factory = lambda raw: raw.decode(errors="replace")  # one bad row hides no other
    try:
        found = connection.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise Refusal(f"seloste.db: damaged ({_plain(found)}); take another backup")
        of_register = {table: f"SELECT * FROM {table} ORDER BY seq" for table in REGISTER}  # noqa: S608
        for table, rows in {**ROWS, **of_register}.items():
            if columns := {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}:
                _check_columns(table, columns)
                yield from ((table, dict(row)) for row in connection.execute(rows))
            elif table == "message":
                raise Refusal("seloste.db: there is no table of messages in it; take another backup")
    except sqlite3.DatabaseError as error:
        raise Refusal(f"seloste.db: damaged or cut off ({error}); take another backup") from None
    finally:
        connection.close()


def _check_columns(table: str, columns: set[str]) -> None:
    if missing := (NEEDED_OF_REGISTER if table in REGISTER else NEEDED) - columns:
        raise Refusal(
            f"seloste.db: the table {table} has no {', '.join(sorted(missing))}; "
            "use the recover.py of the Seloste that made the backup"
        )


# The envelopes


def open_row(table: str, row: dict[str, Any], keys: Keys) -> Entry:
    beside = {name: value for name, value in row.items() if not isinstance(value, bytes)}
    try:
        payload = open_sealed(table, row, keys) if table in REGISTER else open_envelope(row, keys)
        return Entry(table=table, beside=beside, content=_content(payload))
    except Unopened as fault:
        return Entry(table=table, beside=beside, fault=str(fault))


def open_envelope(row: dict[str, Any], keys: Keys) -> bytes:
    """The payload of *row*. Raises Unopened."""
    envelope = row["envelope"]
    if not isinstance(envelope, bytes) or len(envelope) < NONCE_END + 16 or envelope[:4] != b"SLST":
        raise Unopened("no whole envelope")
    if (envelope[4], envelope[5]) != ENVELOPE:
        raise Unopened(
            f"version {envelope[4]}, suite {envelope[5]}; this program knows {ENVELOPE[0]}, {ENVELOPE[1]}"
        )
    key_id = envelope[6:HEADER_END].hex()
    if key_id not in keys:
        raise Unopened(f"sealed to key {key_id}; at hand is {', '.join(keys)}")
    bound = b"".join(_framed(row[name]) for name in ("id", "kind", "day", "expires_on"))
    header, wrapped = envelope[:HEADER_END], envelope[HEADER_END:WRAPPED_END]
    nonce, sealed = envelope[WRAPPED_END:NONCE_END], envelope[NONCE_END:]
    try:
        data_key = hpke.decrypt(wrapped, keys[key_id], info=b"seloste envelope 1" + header + bound)
        padded = AESGCM(data_key).decrypt(nonce, sealed, header + wrapped + bound)
    except InvalidTag:
        raise Unopened("it, its kind or one of its days was changed after sealing") from None
    (length,) = struct.unpack_from(">I", padded)
    return padded[4 : 4 + length]


def open_sealed(table: str, row: dict[str, Any], keys: Keys) -> bytes:
    """The JSON of a row of the register. Raises Unopened."""
    sealed, key_id = row["sealed"], row["key_id"]
    if not sealed:
        return b"{}"
    if not isinstance(sealed, bytes) or sealed[0] != 1:
        raise Unopened("of another version, or damaged; this program knows 1")
    if key_id not in keys:
        raise Unopened(f"sealed to key {key_id}; at hand is {', '.join(keys)}")
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"seloste register 1")
    beside = b"".join(_framed(one) for one in ("seloste row 1", table, row["id"], key_id))
    try:
        cipher = AESGCM(derive.derive(keys[key_id].private_bytes_raw()))
        padded = cipher.decrypt(sealed[1:13], sealed[13:], beside)
    except (InvalidTag, ValueError):
        raise Unopened("it was changed after sealing, or moved to another row or table") from None
    (length,) = struct.unpack_from(">I", padded)
    return padded[4 : 4 + length]


def _framed(value: object) -> bytes:
    raw = str(value).encode()
    return struct.pack(">H", len(raw) % 2**16) + raw


def _content(payload: bytes) -> Any:
    """The payload's JSON; its text, if somebody sealed something else."""
    try:
        content = json.loads(payload)
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode()  # half a character can't be
        return content
    except (ValueError, RecursionError):
        return payload.decode(errors="replace")


# What is written


def _check_out(out: Path) -> None:
    if os.path.lexists(out):
        raise Refusal(f"{out}: exists already; name a folder that is not there yet")
    if not out.absolute().parent.is_dir():
        raise Refusal(f"{out.absolute().parent}: not there; make it first")


def write(out: Path, entries: list[Entry]) -> None:
    """Both files, whole, for this user alone. Raises Refusal, and leaves nothing behind then."""
    try:
        out.mkdir(mode=0o700)
    except OSError as error:
        raise Refusal(f"{out}: cannot be made ({error.strerror})") from None
    try:
        _write(out / "archive.json", as_json(entries))
        _write(out / "archive.html", as_html(entries))
    except OSError as error:
        shutil.rmtree(out)
        raise Refusal(f"{out}: cannot be written ({error.strerror})") from None


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def as_json(entries: list[Entry]) -> str:
    opened = [{"table": e.table, **e.beside, "content": e.content} for e in entries if not e.fault]
    failed = [{"table": e.table, **e.beside, "reason": e.fault} for e in entries if e.fault]
    return json.dumps({"opened": opened, "failed": failed}, ensure_ascii=False, indent=2) + "\n"


STYLE = (
    "body{font:18px/1.5 sans-serif;max-width:45em;margin:2em auto;padding:0 1em}"
    "section{border-top:3px solid;margin-top:2em}dd{white-space:pre-wrap;margin-left:1.5em}"
    "dt{font-weight:bold}"
)


def _sha256(text: str) -> str:
    """As a Content-Security-Policy names a style that may apply."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def as_html(entries: list[Entry]) -> str:
    """One page without anything from elsewhere: what visitors wrote stands in it as text alone."""
    conversations: dict[str, list[Entry]] = {}
    for entry in entries:
        conversations.setdefault(entry.conversation, []).append(entry)
    parts = "\n".join(_section(sorted(part, key=lambda e: e.moment)) for part in conversations.values())
    opened = sum(not entry.fault for entry in entries)
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f"""content="default-src 'none'; style-src 'sha256-{_sha256(STYLE)}'">\n"""
        '<meta name="viewport" content="width=device-width"><title>Recovered archive</title>\n'
        f"<style>{STYLE}</style>\n<h1>Recovered archive</h1>\n"
        f"<p>Opened {opened} of {len(entries)}. All of it is in the clear: "
        "delete this file when you no longer need it.</p>\n"
        f"{parts}\n</html>\n"
    )


def _section(entries: list[Entry]) -> str:
    return "<section>\n" + "\n".join(_article(entry) for entry in entries) + "\n</section>"


def _article(entry: Entry) -> str:
    kind = html.escape(str(entry.beside.get("kind") or entry.beside.get("data_group") or entry.table))
    said = f"<p>Not opened: {html.escape(entry.fault)}</p>" if entry.fault else _shown(entry.content)
    kept = f"{html.escape(entry.moment)}, kept until {html.escape(str(entry.beside.get('expires_on')))}"
    return f"<article>\n<h2>{kind} {html.escape(entry.name)}</h2>\n<p>{kept}</p>\n{said}\n</article>"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return (
            "<dl>"
            + "".join(f"<dt>{html.escape(str(k))}</dt><dd>{_shown(v)}</dd>" for k, v in value.items())
            + "</dl>"
        )
    if isinstance(value, list):
        return "<ul>" + "".join(f"<li>{_shown(one)}</li>" for one in value) + "</ul>"
    return html.escape(str(value))


def _plain(text: str) -> str:
    """*text* without what a terminal would obey."""
    return "".join(char if char.isprintable() else "·" for char in text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Open a backup of a Seloste archive with the recovery kit, a passphrase or its key file.",
        epilog="The file's beginning tells more.",
    )
    parser.add_argument(
        "backup", type=Path, metavar="BACKUP_FOLDER", help="a copy of the handler's DATA folder"
    )
    parser.add_argument(
        "-o", "--out", type=Path, required=True, metavar="OUT_FOLDER", help="made new; private"
    )
    parser.add_argument("--with", dest="how", choices=KINDS, default="", help="what opens it")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
