"""The platform itself in a process of its own, and a worker process beside it: what the crash tests kill."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / "node_modules" / ".bin" / "node"
FINAL = ("succeeded", "failed", "cancelled", "dead")


def wait_for(what: Callable[[], Any], seconds: float, why: str, now: Callable[[], Any] = str) -> Any:
    """The first true value of `what`; fails the test after `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = what()
        if value:
            return value
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {why}; {now()}")


class Platform:
    """`npm start` without its runner, on a port and a data folder that survive a kill."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()
        for job in self.call("GET", "/v1/jobs")["data"]:  # the demo's: they would only be in the way
            if job["state"] not in FINAL:
                self.call("POST", f"/v1/jobs/{job['id']}/cancel")

    def start(self) -> None:
        words = ["scripts/start.ts", "--port", str(self.port), "--data", str(self.data), "--no-runner", "--json"]
        environment = {**os.environ, "PATH": f"{NODE.parent}:{os.environ['PATH']}"}
        with (self.data.parent / "platform.log").open("ab") as log:
            self.process = subprocess.Popen(
                [NODE, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, start_new_session=True, env=environment
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, (self.data.parent / "platform.log").read_text()[-2000:]
        self.said = json.loads(line)
        headers = {"authorization": f"Bearer {self.said['key']}"}
        # a connection each: the simulator may close an idle one in the moment it is used again
        fresh = httpx.Limits(max_keepalive_connections=0)
        self.http = httpx.Client(base_url=self.said["url"], headers=headers, timeout=60, limits=fresh)

    def kill(self) -> None:
        """kill -9 of the platform's whole process group."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.http.request(method, path, json=body)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()

    def dataset(self, n: int) -> str:
        """A new dataset of n sums."""
        from assay_runner.tasks import TASKS

        made = self.call("POST", "/v1/datasets", {"name": "sums"})["id"]
        items = TASKS["arithmetic"].make(n, 11, "train")
        rows = [{"external_id": item.id, "prompt": item.prompt, "reference": item.reference} for item in items]
        self.call("POST", f"/v1/datasets/{made}/items", {"items": rows})
        return made

    def submit(self, recipe: str, params: dict[str, Any], **more: Any) -> str:
        return self.call("POST", "/v1/jobs", {"recipe": recipe, "params": params, **more})["id"]

    def job(self, job_id: str) -> dict[str, Any]:
        return self.call("GET", f"/v1/jobs/{job_id}")

    def until(self, job_id: str, states: tuple[str, ...] = FINAL, seconds: float = 240) -> dict[str, Any]:
        """The job once it is in one of the states."""

        def there() -> dict[str, Any] | None:
            job = self.job(job_id)
            return job if job["state"] in states else None

        return wait_for(there, seconds, f"{job_id} {states}", lambda: self.job(job_id))

    def until_progress(self, job_id: str, share: float, seconds: float = 240) -> None:
        """Until the job runs and is at least so far."""

        def far() -> bool:
            job = self.job(job_id)
            assert job["state"] not in FINAL, job
            return job["state"] == "running" and (job["progress"] or 0) >= share

        wait_for(far, seconds, f"{job_id} at {share}", lambda: self.job(job_id))

    def until_checkpoint(self, job_id: str, seconds: float = 240) -> None:
        """Until the platform keeps a checkpoint of the running job."""

        def kept() -> bool:
            assert self.job(job_id)["state"] not in FINAL, "the job ended before a checkpoint was kept"
            return any(event["kind"] == "checkpoint" for event in self.events(job_id))

        wait_for(kept, seconds, f"a checkpoint of {job_id} is kept", lambda: self.job(job_id))

    def events(self, job_id: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.call("GET", f"/v1/jobs/{job_id}/events?limit=200{cursor}")
            rows += page["data"]
            if page["next_cursor"] is None or not page["data"]:  # a running job's list always has a next cursor
                return rows
            cursor = f"&cursor={page['next_cursor']}"

    def responses(self, dataset_id: str) -> list[dict[str, Any]]:
        """Every response the dataset holds."""
        answer = self.http.get(f"/v1/datasets/{dataset_id}/export?what=responses")
        assert answer.status_code == 200, answer.text
        return [json.loads(line) for line in answer.text.splitlines()]


class WorkerProcess:
    """`assay-runner work` in a process of its own."""

    def __init__(self, platform: Platform, data: Path, *words: str) -> None:
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        self.log = data / "worker.log"
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "gpu-runner"), "ASSAY_KEY": platform.said["runner_key"]}
        place = ["--url", platform.said["url"], "--data", str(data), "--name", data.name]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "assay_runner", "work", *place, "--heartbeat", "0.5", "--grace", "5", *words],
                stdout=log,
                stderr=log,
                env=environment,
            )

    def child(self) -> int:
        """The process id of the running job's child."""
        found: list[int] = []

        def look() -> bool:
            path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            found[:] = [int(word) for word in path.read_text().split()]
            return bool(found)

        wait_for(look, 30, "the worker has a child")
        return found[0]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def working(platform: Platform, data: Path, *words: str) -> Iterator[WorkerProcess]:
    """A worker for the length of a test."""
    worker = WorkerProcess(platform, data, *words)
    try:
        yield worker
    finally:
        if worker.process.poll() is None:
            worker.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.process.wait(25)
        if worker.process.poll() is None:
            worker.kill()


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
