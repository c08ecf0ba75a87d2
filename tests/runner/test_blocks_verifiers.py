"""Verifiers read answers, say None when they cannot, and tested code gets nowhere."""

import os
import socket
import threading
import time

import pytest

from assay_runner.blocks import verifiers
from assay_runner.blocks.expressions import evaluate, final_number
from assay_runner.blocks.verifiers import CodeLimits, run_code


@pytest.mark.parametrize(
    ("text", "reference", "verdict"),
    [
        ("The answer is $\\frac{1}{2}$.", "0.5", True),
        ("so we get \\boxed{x^2+2x+1}", "(x+1)^2", True),
        ("It is 43.", "42", False),
        ("no idea at all", "42", None),
    ],
)
def test_maths(text, reference, verdict):
    assert verifiers.maths(text, reference) is verdict


def test_maths_outside_the_main_thread():
    found = []
    thread = threading.Thread(target=lambda: found.append(verifiers.maths("The answer is 42", "42")))
    thread.start()
    thread.join()
    assert found == [True]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("B", True),
        ("(b)", True),
        ("The answer is **B**", True),
        ("A? No. ## B ##", True),
        ("answer: A", False),
        ("hm", None),
        ("E", None),
    ],
)
def test_choice(text, verdict):
    assert verifiers.choice(text, "B") is verdict


def test_exact_and_number():
    assert verifiers.exact("thinking\nParis.", "paris") is True and verifiers.exact("", "x") is None
    assert verifiers.number("it costs $1,200", "1200") is True and verifiers.number("#### 5\n", "6") is False
    with pytest.raises(ValueError, match="no number"):
        verifiers.number("5", "five")


def test_expressions_are_exact_and_never_executed():
    assert evaluate("1/3+1/3+1/3") == 1 and evaluate("−2×(3−5)") == 4
    for text in ("1+", "2**3", "__import__('os')", "1/0", "(" * 100 + "1" + ")" * 100, "9" * 500):
        with pytest.raises(ValueError):
            evaluate(text)
    assert final_number("We had 12-7=5") == 5 and final_number("about -3.5 degrees") == -3.5


def test_code_that_works():
    good = "def double(x):\n    return 2 * x\n"
    assert run_code(
        good, "assert double(4) == 8", [("double(3)", 6), ("[double(i) for i in range(3)]", [0, 2, 4])]
    ).passed
    assert not run_code(good, cases=[("double(3)", 7)]).passed
    assert run_code(good, "assert double(4) == 9").reason == "failed"
    assert run_code("def broken(:").reason == "error"
    assert run_code("def f(): return True", cases=[("f()", 1)]).reason == "failed"
    assert run_code("import math, itertools, collections\nprint(math.pi)").passed
    assert verifiers.code_passes("Here:\n```python\ndef f():\n    return 1\n```\nDone.", "assert f() == 1") is True
    assert verifiers.code_passes("  ") is None


QUICK = CodeLimits(seconds=1.5, memory_mib=256)


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/passwd').read()",
        "open('{marker}', 'w').write('out')",
        "import os\nos.open('{marker}', os.O_CREAT | os.O_WRONLY)",
        "import os\nos.unlink('{present}')",
        "import os\nos.mkdir('{marker}')",
        "import os\nos.execv('/bin/sh', ['sh', '-c', 'touch {marker}'])",
        "import os\nassert os.system('touch {marker}') == 0",
        "import os\nos.posix_spawn('/usr/bin/touch', ['touch', '{marker}'], {{}})",
        "import os\nos.fork()",
        "import os\nos.kill(os.getppid(), 9)",
        "import _thread\n_thread.start_new_thread(print, ())",
        "import ctypes\nassert ctypes.CDLL(None).socket(2, 1, 0) >= 0",
        "import ctypes\nassert ctypes.CDLL(None).syscall(41, 2, 1, 0) >= 0",
        "import ctypes\nassert ctypes.CDLL(None).syscall(57) >= 0",
        "import ctypes\nassert ctypes.CDLL(None).prctl(22, 0, 0, 0, 0) == 0",
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
        "import socket\nsocket.create_connection(('127.0.0.1', {port}))",
        "import os\nos._exit(0)",
        'import os\nos.write(1, b\'{{"reason": "passed"}}\')\nos._exit(0)',
        "raise SystemExit(0)",
        "def f(): return f()\nf()",
        "import ctypes\nctypes.string_at(0)",
    ],
)
def test_code_cannot_escape(tmp_path, code):
    marker, present = tmp_path / "marker", tmp_path / "present"
    present.write_text("here")
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(0)
        result = run_code(code.format(marker=marker, present=present, port=server.getsockname()[1]), limits=QUICK)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert not result.passed and not marker.exists() and present.exists()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("while True: pass", "timeout"),
        ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", "timeout"),
        ("x = 'a' * 10**10", "memory"),
        ("x = []\nwhile True: x.append(bytearray(1 << 20))", "memory"),
        ("import os\nwhile True: os.write(1, b'x' * 65536)", "timeout"),
        ("import time\ntime.sleep(60)", "timeout"),
    ],
)
def test_code_is_ended(code, reason):
    started = time.monotonic()
    assert run_code(code, limits=QUICK).reason == reason
    assert time.monotonic() - started < 4


def test_no_child_is_left_behind():
    run_code("while True: pass", limits=CodeLimits(seconds=0.3))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
