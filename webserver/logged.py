"""
The access log: of each request the fields that the record's [[log]] "server" declares, and no other.

A record without that log has none. The path goes without its query, where a search or a stray address may
stand; and what the handler answers is not logged at all, for the path of a thanks page names its message.
"""

from datetime import date

from record import Record

ID = "server"
#: What stays of a line of visits (visits.py): all that is told of the request stands in user_id.
VISITS = ("status", "user_id")

#: In nginx: field → its variable. Those that begin with $seloste_ are made by the template.
NGINX = {
    "time": "$time_iso8601",
    "method": "$seloste_method",
    "path": "$seloste_path",
    "status": "$status",
    "bytes": "$body_bytes_sent",
    "address": "$seloste_network",
    "referrer": '"$http_referer"',
    "user_agent": '"$http_user_agent"',
}

#: In Caddy: what a line holds beside the time, and what declares it. It can only leave out what it is told
#: the name of, so what newer versions add stands here too; and of a request's headers it keeps all or none.
CADDY = {
    "request>method": "method",
    "request>uri": "path",
    "status": "status",
    "size": "bytes",
    "request>remote_ip": "address",
    "request>client_ip": None,
    "request>remote_port": None,
    "request>proto": None,
    "request>host": None,
    "request>headers": None,
    "request>tls": None,
    "request>transfer_encoding": None,
    "bytes_read": None,
    "user_id": None,
    "duration": None,
    "resp_headers": None,
    "err_id": None,
    "err_trace": None,
}


class Unwritten(RuntimeError):
    """The record declares of this log what only the log of visits can tell; the text says what to write."""


def fields(record: Record) -> tuple[str, ...]:
    """What is logged of a request, of NGINX's keys; empty: there is no log. Raises Unwritten."""
    for log in record.logs:
        if log.id == ID:
            if unknown := [name for name in log.fields if name not in NGINX]:
                raise Unwritten(
                    f'[[log]] "{ID}" declares {", ".join(unknown)}; write only {", ".join(NGINX)} there'
                )
            return tuple(name for name in log.fields if name != "address" or log.address == "truncated")
    return ()


def days(record: Record, log_id: str = ID) -> int:
    """For how many whole days a line may be kept, where that time is shortest; at least one."""
    found = [record.retention(log.retention).keep for log in record.logs if log.id == log_id]
    starts = [date(2026, month, 1) for month in range(1, 13)]
    return max(1, min(((keep.add_to(day) - day).days for keep in found for day in starts), default=1))


def nginx(record: Record) -> str:
    """A line of nginx's log_format; empty without a log."""
    return " ".join(NGINX[name] for name in fields(record))


def left_out(record: Record) -> list[str]:
    """What Caddy must leave out of a line."""
    declared = set(fields(record))
    return [name for name, field in CADDY.items() if field not in declared]


def left_out_of_visits() -> list[str]:
    """The same of a line of visits; with the request goes all that is in it."""
    return ["request", *(name for name in CADDY if name not in VISITS and not name.startswith("request>"))]
