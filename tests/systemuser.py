"""Our code in a process of another user of this computer, where root asks for it; else of the same one."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
IS_ROOT = os.geteuid() == 0


@dataclass(frozen=True)
class SystemUser:
    """One that needs no entry in /etc/passwd: to the kernel a user is a number."""

    uid: int
    gid: int  # its own group
    shared: int  # the group that it shares with another

    def start(
        self, arguments: Sequence[str], environ: Mapping[str, str] | None = None, **how: Any
    ) -> subprocess.Popen[str]:
        """
        Run Python with *arguments*, our packages and the virtual environment's, as this user.

        Python and the working copy may lie under a folder that only root may enter, such as /root. An open
        folder is reached under /proc/self/fd without its parents, so the child gets those three open.
        """
        places = (Path(sys.base_prefix), ROOT, Path(sysconfig.get_path("purelib")))
        folders = [os.open(place, os.O_PATH | os.O_DIRECTORY) for place in places]
        python, ours, packages = (f"/proc/self/fd/{folder}" for folder in folders)
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        found = {
            "PYTHONHOME": python,
            "LD_LIBRARY_PATH": f"{python}/lib",
            "PYTHONPATH": f"{ours}:{packages}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": "/nonexistent",
            "PATH": os.defpath,
            "LANG": "en_GB.UTF-8",
        }
        try:
            return subprocess.Popen(
                [f"{python}/bin/{version}", *arguments],
                **({"user": self.uid, "group": self.gid, "extra_groups": [self.shared]} if IS_ROOT else {}),
                umask=0o022,
                cwd="/",
                env={**found, **(environ or {})},
                pass_fds=folders,
                text=True,
                **how,
            )
        finally:
            for folder in folders:
                os.close(folder)

    def run(
        self, arguments: Sequence[str], environ: Mapping[str, str] | None = None, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """The same, until it ends."""
        pipe = subprocess.PIPE
        with self.start(arguments, environ, stdin=pipe, stdout=pipe, stderr=pipe) as process:
            out, err = process.communicate(typed, timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)
