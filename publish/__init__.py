"""
Put a built folder where a web server serves it, whole or not at all.

What stands at the target, a folder on this machine or over ssh:

    releases/20260131T120000Z-0123456789ab/   each publish: its UTC time and its content's hash
    current -> releases/20260131T120000Z-…    what the web server serves: its root is TARGET/current
    .publish-lock/                            while a publish runs

A release arrives under a name of its own, is compared with what was sent, and only then does `current`
move to it, in one rename. Whatever fails before that rename leaves the served site as it was.
Standard library, rsync and a POSIX shell with GNU or BusyBox tools at the target; nothing of ours.
"""
