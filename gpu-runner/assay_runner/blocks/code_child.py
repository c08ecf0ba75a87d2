"""The child that runs tested code: run as a script by verifiers.run_code, never imported. It locks itself down before
the code is compiled.

The lock is a seccomp filter with an allow list: after it is in place the process can compute, use memory it may still
map and write to the descriptors it already has; every other system call (open, socket, clone, execve, kill, ptrace,
…) fails with EPERM. The modules that programs usually import are therefore loaded first.
"""

import bisect  # noqa: F401
import cmath  # noqa: F401
import collections  # noqa: F401
import collections.abc  # noqa: F401
import copy  # noqa: F401
import ctypes
import dataclasses  # noqa: F401
import datetime  # noqa: F401
import decimal  # noqa: F401
import enum  # noqa: F401
import fractions  # noqa: F401
import functools  # noqa: F401
import heapq  # noqa: F401
import io
import itertools  # noqa: F401
import json
import math  # noqa: F401
import numbers  # noqa: F401
import operator  # noqa: F401
import os
import platform
import random  # noqa: F401
import re  # noqa: F401
import resource
import statistics  # noqa: F401
import string  # noqa: F401
import struct
import sys
import textwrap  # noqa: F401
import time  # noqa: F401
import typing  # noqa: F401

# System call numbers (asm/unistd_64.h, asm-generic/unistd.h): read write close fstat lseek mmap mprotect munmap brk
# rt_sigaction rt_sigprocmask rt_sigreturn mremap madvise getpid exit sigaltstack gettid futex clock_gettime
# clock_nanosleep exit_group getrandom nanosleep
ALLOWED = {
    "x86_64": (
        0xC000003E,
        [0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 25, 28, 39, 60, 131, 186, 202, 228, 230, 231, 318, 35],
    ),
    "aarch64": (
        0xC00000B7,
        [
            63,
            64,
            57,
            80,
            62,
            222,
            226,
            215,
            214,
            134,
            135,
            139,
            216,
            233,
            172,
            93,
            132,
            178,
            98,
            113,
            115,
            94,
            278,
            101,
        ],
    ),
}


def lock(memory: int, cpu: int) -> str | None:
    """Limits this process and installs the filter; a sentence when the machine cannot do it."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NOFILE):
        # NOFILE 0 would also refuse what the interpreter holds; it holds 0..2 only
        resource.setrlimit(kind, (3, 3) if kind == resource.RLIMIT_NOFILE else (0, 0))
    machine = platform.machine()
    if sys.platform != "linux" or machine not in ALLOWED:
        return f"{sys.platform} on {machine} has no filter here"
    architecture, calls = ALLOWED[machine]
    # BPF: load arch, wrong one → kill; load the call's number; an allowed one → allow; otherwise EPERM. x32 calls
    # carry bit 30 and match nothing.
    program = [(0x20, 0, 0, 4), (0x15, 1, 0, architecture), (0x06, 0, 0, 0x80000000), (0x20, 0, 0, 0)]
    for position, call in enumerate(calls):
        program.append((0x15, len(calls) - position, 0, call))
    program += [(0x06, 0, 0, 0x00050000 | 1), (0x06, 0, 0, 0x7FFF0000)]
    code = b"".join(struct.pack("HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code)
    fprog = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong]
    if libc.prctl(38, 1, None, 0, 0) != 0:  # PR_SET_NO_NEW_PRIVS
        return f"no_new_privs was refused: {os.strerror(ctypes.get_errno())}"
    if (
        libc.prctl(22, 2, ctypes.cast(ctypes.create_string_buffer(fprog), ctypes.c_void_p), 0, 0) != 0
    ):  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
        return f"seccomp was refused: {os.strerror(ctypes.get_errno())}"
    return None


def main() -> None:
    """Reads the order, locks down, runs code then tests, and writes one JSON line as the report."""
    order = json.loads(sys.stdin.buffer.read())
    # one thread, no more, must exist when the filter goes in; the encodings and error text below must be loaded
    # before it
    "".encode("utf-8", "replace"), time.strftime("%Y"), random.random(), compile("0", "<warm>", "exec")
    problem = lock(order["memory"], order["cpu"])
    result = {"reason": "unsupported", "detail": problem} if problem else run(order)
    os.write(1, b"\n" + json.dumps({**result, "nonce": order["nonce"]}).encode() + b"\n")
    os._exit(0)


def run(order: dict) -> dict:
    """What became of the program: {reason, detail, values}."""
    silent = io.StringIO()
    sys.stdout = sys.stderr = silent
    names = {"__name__": "__main__"}
    stage = "error"
    try:
        exec(compile(order["code"], "<answer>", "exec"), names)
        stage = "failed"
        exec(compile(order["tests"], "<tests>", "exec"), names)
        values = [json.loads(json.dumps(eval(compile(text, "<case>", "eval"), names))) for text in order["expressions"]]
    except MemoryError:
        return {"reason": "memory", "detail": "needed more memory than the limit"}
    except AssertionError as error:
        return {"reason": "failed", "detail": f"assertion: {error}"[:500]}
    except BaseException as error:
        return {"reason": "error" if stage == "error" else stage, "detail": f"{type(error).__name__}: {error}"[:500]}
    return {"reason": "passed", "detail": "", "values": values}


if __name__ == "__main__":
    main()
