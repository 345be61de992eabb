"""What a worker gives up before it sees a query: opening connections and starting programs; and what it shares the fate of.

A query is scanned for SERVICE and LOAD before (`kg.sparql`); this holds even where that scan and the engine's parser differ.
Linux alone, on x86-64 and 64-bit ARM: a filter of system calls (seccomp, ``Documentation/userspace-api/seccomp_filter.rst``).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import select
import signal
import struct
import sys
from pathlib import Path

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
"""Offsets in `struct seccomp_data`."""
_X32 = 0x40000000
"""The bit that marks calls of x86-64's other ABI: none of these is taken."""

_CALLS = {
    # audit architecture; socket, connect, bind, execve, execveat, ptrace; io_uring_setup, which would do the same by another way
    "x86_64": (0xC000003E, (41, 42, 49, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 221, 281, 117, 425)),
}
"""Numbers from the kernel's ``arch/x86/entry/syscalls/syscall_64.tbl`` and ``include/uapi/asm-generic/unistd.h``."""

_STATM = Path("/proc/self/statm")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def close_off() -> bool:
    """Refuse these calls from now on, in all threads that this one starts; False where the system has no such filter."""
    known = _CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    code = ctypes.create_string_buffer(_program(*known))
    program = _Program(len(code.raw) // 8, ctypes.cast(code, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return int(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)) == 0


def die_with_parent() -> None:
    """Linux ends this process with the thread that started it, which lives as long as the server."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def is_gone(presence: int) -> bool:
    """Whether the other end of a pipe was closed."""
    poll = select.poll()
    poll.register(presence, select.POLLIN)
    return bool(poll.poll(0))


def data_of_this_process() -> int:
    """Bytes of this process's data and stacks; 0 where the system does not tell."""
    try:
        return int(_STATM.read_text().split()[5]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def limit_memory(most: int | None) -> None:
    """Limit the data of this process, which is what a query grows: files that are mapped into memory do not count. None: no limit."""
    with contextlib.suppress(OSError, ValueError):
        limit = resource.RLIM_INFINITY if most is None else most
        resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.RLIM_INFINITY))


def _program(architecture: int, calls: tuple[int, ...]) -> bytes:
    """The filter in the kernel's own language: eight bytes an instruction (code, jumps if true and false, value)."""
    refused = _REFUSE | errno.EPERM
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, refused),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, len(calls) + 1, 0, _X32),
        *((_EQUAL, len(calls) - number, 0, call) for number, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, refused),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
