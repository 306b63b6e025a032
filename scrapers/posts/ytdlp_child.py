"""The child process in which yt-dlp runs: limited, without other programs, its network only our proxy.

Run as a script with the proxy's port, three limits and yt-dlp's own arguments; it imports nothing of this
project. yt-dlp is told to use the proxy; what it would do past it by mistake, the audit hook refuses.
"""

from __future__ import annotations

import runpy
import sys
from typing import Any

_PROGRAMS = frozenset(
    {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn"}
)  # fmt: skip
_LOOPBACK = "127.0.0.1"


def limit(memory: int, cpu_seconds: int, file_size: int) -> None:
    """Bytes of memory and of the largest file, and seconds of the processor."""
    import resource

    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: file_size,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
    }
    for name, value in limits.items():
        try:
            resource.setrlimit(name, (value, value))
        except (ValueError, OSError):
            continue  # a stricter limit is in force, or this system does not know it


def confine(port: int) -> None:
    """Refuse, from now on, every other program and every connection but those to the proxy."""

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _PROGRAMS:
            raise PermissionError("No other program is started here.")
        if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
            address = arguments[1] if len(arguments) > 1 else None
            if not isinstance(address, tuple) or address[:2] != (_LOOPBACK, port):
                raise PermissionError("Nothing but the proxy is connected to here.")
        if event in {"socket.getaddrinfo", "socket.gethostbyname"} and arguments[0] not in {_LOOPBACK, None}:
            raise PermissionError("No names are looked up here; the proxy does that.")

    sys.addaudithook(audit)


def main(arguments: list[str]) -> None:
    port, memory, cpu_seconds, file_size = (int(text) for text in arguments[:4])
    limit(memory, cpu_seconds, file_size)
    confine(port)
    sys.argv = ["yt-dlp", *arguments[4:]]
    runpy.run_module("yt_dlp", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
