"""Verifiers: whether a reply is right, by parsing or by running tests in a locked-down child; None means that nothing
could be read.

A verifier is a plain function; none of them executes text in this process. Unreadable is None, never False: the
caller decides and counts.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from assay_runner.blocks.expressions import evaluate, final_number, numbers_in, to_number

# only the end of a reply holds its answer; a longer text would only slow the parser
MATHS_CHARACTERS = 2_000
MOST_OUTPUT = 1 << 20
CHILD = Path(__file__).with_name("code_child.py")


def exact(text: str, reference: str, *, ignore_case: bool = True) -> bool | None:
    """Whether the reply's last line, without white space and a closing full stop, is the reference."""
    lines = [line.strip().rstrip(".").strip() for line in text.strip().splitlines()]
    if not lines or not lines[-1]:
        return None
    given, wanted = lines[-1], reference.strip().rstrip(".").strip()
    return given.lower() == wanted.lower() if ignore_case else given == wanted


def number(text: str, reference: str) -> bool | None:
    """Whether the reply ends on the reference number ('#### 5', 'the answer is 5', 'A5' or its last number)."""
    given, wanted = final_number(text), to_number(reference)
    if wanted is None:
        raise ValueError(f"reference {reference!r} is no number: use `maths` for expressions")
    return None if given is None else given == wanted


def maths(text: str, reference: str) -> bool | None:
    """Whether the reply's final expression equals the reference mathematically (LaTeX, fractions, sets, …), by the
    math-verify library.
    """
    from math_verify import parse, verify

    # the library's timeouts are alarm signals, which only the main thread may set; elsewhere the length bounds the work
    seconds = 5 if threading.current_thread() is threading.main_thread() else None
    logging.getLogger("math_verify").setLevel(logging.ERROR)
    wanted = parse(f"${reference}$", parsing_timeout=seconds) or parse(reference, parsing_timeout=seconds)
    if not wanted:
        raise ValueError(f"reference {reference!r} cannot be read as a mathematical expression")
    given = parse(text[-MATHS_CHARACTERS:], parsing_timeout=seconds)
    return bool(verify(wanted, given, timeout_seconds=seconds)) if given else None


CHOICE = re.compile(
    r"(?:answer|choice|option)\s*(?:is|:)?\s*[\(\[*]*([A-Z])\b|##\s*\(?([A-Z])\)?\s*##|^\s*[\(\[*]*([A-Z])[\)\].:*]*\s*$",
    re.IGNORECASE | re.MULTILINE,
)


def choice(text: str, reference: str, options: Sequence[str] = "ABCD") -> bool | None:
    """Whether the last option named as the answer ('answer is B', '## B ##', a line 'B)') is the reference; None when
    none of `options` was named.
    """
    named = [letter.upper() for groups in CHOICE.findall(text) for letter in groups if letter]
    named = [letter for letter in named if letter in {option.upper() for option in options}]
    return named[-1] == reference.strip().upper() if named else None


COUNTDOWN_MARK = re.compile(r"<answer>|(?:answer\s*(?:is|:))|(?:^|[;\s])A(?=[\d(])", re.IGNORECASE)


def countdown_expression(text: str) -> str | None:
    """The expression a Countdown reply ends on: behind its last answer mark, else its last line or ';' part; left of
    any '='.
    """
    marks = list(COUNTDOWN_MARK.finditer(text))
    tail = text[marks[-1].end() :] if marks else text
    parts = [part.strip() for part in re.split(r"[;\n]|</answer>|\$", tail) if part.strip()]
    if not parts:
        return None
    part = parts[0] if marks else parts[-1]
    return part.split("=")[0].strip().rstrip(".").strip() or None


def countdown_answer(text: str, numbers: Sequence[int], target: int) -> bool | None:
    """Whether the reply's expression uses each of `numbers` exactly once and equals `target` exactly; None when no
    expression can be read.
    """
    expression = countdown_expression(text)
    if expression is None:
        return None
    try:
        value, used = evaluate(expression), numbers_in(expression)
    except ValueError:
        return None
    return Counter(map(Fraction, used)) == Counter(map(Fraction, numbers)) and value == target


@dataclass(frozen=True)
class CodeLimits:
    """What a tested program may use: seconds of wall and processor time, MiB of address space, characters of output
    kept.
    """

    seconds: float = 4.0
    memory_mib: int = 512
    output: int = 10_000


@dataclass(frozen=True)
class CodeResult:
    """How a tested program ended: passed or not, the reason (`passed`, `failed`, `error`, `timeout`, `memory`,
    `killed`) and a short detail.
    """

    passed: bool
    reason: str
    detail: str


FENCE = re.compile(r"```(?:python|py)?\s*\n(.*?)```", re.DOTALL)


def code_in(text: str) -> str:
    """The program in a reply: its last fenced block, else the whole text."""
    blocks = FENCE.findall(text)
    return blocks[-1] if blocks else text


def run_code(
    code: str, tests: str = "", cases: Sequence[tuple[str, Any]] = (), limits: CodeLimits = CodeLimits()
) -> CodeResult:
    """Runs `code` in a locked-down child, then `tests` (assert statements) and `cases` ((expression, expected JSON
    value), compared here).

    The child may compute and print, nothing else: a kernel filter (seccomp) refuses sockets, opening files, new
    processes and signals; limits on processor time and memory and a wall clock end the rest. Assertions run in the
    program's own process, which could fake their passing; where the program is trained against its tests, give
    `cases`: their values are compared outside. Raises RuntimeError where the machine has no seccomp (anything but
    Linux on x86-64 or arm64): nothing runs without the filter.
    """
    nonce = secrets.token_hex(16)
    order = json.dumps(
        {
            "nonce": nonce,
            "code": code,
            "tests": tests,
            "expressions": [expression for expression, _ in cases],
            "cpu": int(limits.seconds) + 1,
            "memory": limits.memory_mib << 20,
        }
    )
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", "-B", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        close_fds=True,
        start_new_session=True,
    )
    output = _read(child, order.encode(), limits.seconds)
    if output is None:
        return CodeResult(
            False, "timeout", f"ran longer than {limits.seconds} s or printed more than {MOST_OUTPUT} bytes"
        )
    lines = output.decode("utf-8", "replace").strip().splitlines()
    try:
        report = json.loads(lines[-1]) if lines else {}
    except ValueError:
        report = {}
    if not isinstance(report, dict) or report.get("nonce") != nonce:
        return CodeResult(
            False,
            "timeout" if child.returncode == -24 else "killed",
            f"ended with status {child.returncode} before its report",
        )
    reason, detail = str(report["reason"]), str(report.get("detail", ""))[: limits.output]
    if reason == "unsupported":
        raise RuntimeError(f"tested code cannot be locked down on this machine: {detail}")
    if reason == "passed":
        values = report.get("values")
        for position, (expression, expected) in enumerate(cases):
            given = values[position] if isinstance(values, list) and position < len(values) else None
            # 1 == True in Python, and a test that expects a truth value should not accept a number
            if given != expected or type(given) is not type(expected):
                return CodeResult(False, "failed", f"{expression} gave {given!r}, not {expected!r}"[: limits.output])
    return CodeResult(reason == "passed", reason, detail)


def _read(child: subprocess.Popen, order: bytes, seconds: float) -> bytes | None:
    """What the child printed, or None (and the child killed) when it took too long or printed too much."""
    clock = threading.Timer(seconds, child.kill)
    started = time.monotonic()
    clock.start()
    try:
        child.stdin.write(order)
        child.stdin.close()
        output = child.stdout.read(MOST_OUTPUT)
        whole = len(output) < MOST_OUTPUT
    except BrokenPipeError:
        output, whole = b"", True
    finally:
        # reading ended: the child closed its output, was killed by the clock, or said more than anyone will read
        if not _ends(child):
            child.kill()
        clock.cancel()
        child.wait()
        child.stdout.close()
    return output if whole and time.monotonic() - started < seconds else None


def _ends(child: subprocess.Popen) -> bool:
    try:
        child.wait(timeout=0.2)
    except subprocess.TimeoutExpired:
        return False
    return True


def code_passes(
    text: str, tests: str = "", cases: Sequence[tuple[str, Any]] = (), limits: CodeLimits = CodeLimits()
) -> bool | None:
    """Whether the program in a reply passes its tests; None when the reply holds no program."""
    code = code_in(text)
    return run_code(code, tests, cases, limits).passed if code.strip() else None
