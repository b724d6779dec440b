"""Fills the disk of the database: a small tmpfs if this machine lets us mount one, else a limit on the size of files."""

from __future__ import annotations

import errno
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

BLOCK = 1 << 16  # bytes


class Disk:
    """The file system of the instance."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder / "disk"
        self.folder.mkdir()
        options = f"size={megabytes}m,mode=0700"
        command = ["mount", "-t", "tmpfs", "-o", options, "terrain-fautes", str(self.folder)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words
            self.mounted = done.returncode == 0
        except OSError:
            self.mounted = False

    @property
    def means(self) -> str:
        """How the disk is filled, in words."""
        if self.mounted:
            return "a tmpfs mount, filled with a file"
        return "a limit on the size of files (RLIMIT_FSIZE), put on the running server"

    def fill(self, tree: Callable[[], list[int]]) -> Callable[[], None]:
        """Fill the disk; return a function that makes room again. `tree` returns the ids of the server's processes."""
        return self._fill_mount() if self.mounted else _limit(tree)

    def _fill_mount(self) -> Callable[[], None]:
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as file:
            size = BLOCK
            while size:
                try:
                    file.write(b"\0" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    size //= 2
        return lambda: ballast.unlink()

    def close(self) -> None:
        """Unmount what was mounted."""
        if self.mounted:
            # lazily if the run was interrupted: it is unmounted once the last open file is closed
            for command in (["umount", str(self.folder)], ["umount", "--lazy", str(self.folder)]):
                if subprocess.run(command, capture_output=True, check=False).returncode == 0:  # noqa: S603
                    self.mounted = False
                    return


def _limit(tree: Callable[[], list[int]]) -> Callable[[], None]:
    def put(size: int) -> None:
        for pid in tree():
            try:
                _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, most))
            except (ProcessLookupError, PermissionError):
                continue

    put(0)
    return lambda: put(resource.RLIM_INFINITY)
