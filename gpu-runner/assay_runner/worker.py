"""The worker: leases one job after another over outbound HTTPS and runs each in a child process."""

import asyncio
import contextlib
import fcntl
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from assay_runner import __version__
from assay_runner.client import Client, PlatformError, Unreachable, backoff
from assay_runner.leased import LeasedJob, Timing, unless
from assay_runner.recipes import RECIPES
from assay_runner.spool import recover

CACHE_BYTES = 20 << 30


@dataclass(frozen=True)
class Settings:
    """What a worker is told on its command line."""

    url: str
    key: str
    name: str
    data: Path
    labels: tuple[str, ...] = ()
    recipes: tuple[str, ...] = tuple(RECIPES)
    wait_ms: int = 5_000
    """How long one ask for a job may wait; also how long stopping an idle runner may take, see `Worker.lease`."""
    timing: Timing = field(default_factory=Timing)
    health_port: int | None = None
    health_host: str = "127.0.0.1"
    once: bool = False
    allow_http: bool = False


class Worker:
    """One runner: at most one job at a time."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.stopping = asyncio.Event()
        self.current: LeasedJob | None = None
        self.finished = 0
        self.reached_at: float | None = None
        self.client = Client(settings.url, settings.key, allow_http=settings.allow_http)

    async def work(self) -> int:
        """Lease and run until asked to stop; returns the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        settings = self.settings
        settings.data.mkdir(parents=True, exist_ok=True)
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self.client.close)
            stack.enter_context(only_one(settings.data))
            if settings.health_port is not None:
                await stack.enter_async_context(health(self, settings.health_host, settings.health_port))
            try:
                await unless(recover(self.client, settings.data), self.stopping.wait())
                say(f"runner {settings.name} {__version__} on {device()}: waiting for jobs at {settings.url}")
                while not self.stopping.is_set():
                    lease = await self.lease()
                    if lease is not None:
                        await self.run(lease)
                        if settings.once:
                            break
            except PlatformError as error:
                say(f"the platform refused this runner: {error}")
                say("check --key: it must be a live key with the scope `runner` of this platform")
                return 1
        return 0

    def _stop(self) -> None:
        if self.stopping.is_set() and self.current is not None:
            self.current.lost.set()  # asked twice: leave at once, the lease runs out by itself
        self.stopping.set()

    async def lease(self) -> dict[str, Any] | None:
        """The next lease, or None when the worker is to stop.

        An ask under way is waited for: the platform may already have given it a job, which must be handed back.
        """
        ask = asyncio.ensure_future(self.next())
        try:
            if await unless(asyncio.shield(ask), self.stopping.wait()) is None:
                await asyncio.wait({ask}, timeout=self.settings.wait_ms / 1000 + 2)
            return ask.result() if ask.done() else None
        finally:
            ask.cancel()
            await asyncio.gather(ask, return_exceptions=True)

    async def next(self, job_id: str | None = None) -> dict[str, Any] | None:
        """The next lease; an unreachable platform is waited for."""
        request = {
            "name": self.settings.name,
            "labels": list(self.settings.labels),
            "recipes": list(self.settings.recipes),
            "version": __version__,
            "device": device(),
            "wait_ms": self.settings.wait_ms,
        }
        if job_id is not None:
            request |= {"job_id": job_id, "wait_ms": 0}
        failures = 0
        while True:
            try:
                lease = await self.client.lease(request)
                self.reached_at = time.time()
                return lease
            except Unreachable as error:
                failures += 1
                if failures in (1, 10) or failures % 100 == 0:
                    say(f"the platform is out of reach, trying again: {error}")
                if self.stopping.is_set():
                    return None
                await asyncio.sleep(backoff(failures))

    async def run(self, lease: dict[str, Any]) -> str:
        """Run one leased job to its end."""
        job = lease["job"]
        say(f"{job['id']}: {job['recipe']}, attempt {job['attempt']} of {job['max_attempts']}")
        self.current = LeasedJob(self.client, lease, self.settings.data, self.settings.timing, self.stopping)
        try:
            state = await self.current.work()
        except PlatformError as error:
            state = f"given up: {error}"
        except Exception:  # one job's surprise must not take the worker down; its lease runs out
            traceback.print_exc()
            state = "given up after an error of the runner itself"
        finally:
            self.current = None
        self.finished += 1
        say(f"{job['id']}: {state}")
        trim(self.settings.data / "cache", CACHE_BYTES)
        return state

    def status(self) -> dict[str, Any]:
        """What the health endpoint shows."""
        current = self.current
        return {
            "status": "stopping" if self.stopping.is_set() else "ok",
            "name": self.settings.name,
            "version": __version__,
            "finished": self.finished,
            "reached_at": None if self.reached_at is None else int(self.reached_at * 1000),
            "job": None if current is None else {"id": current.job["id"], "progress": current.progress},
        }


@contextlib.contextmanager
def only_one(data: Path) -> Any:
    """Holds the data folder for this process; a second runner on it is refused."""
    file: IO[str] = (data / "lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise SystemExit(f"another runner works in {data}: give each its own --data folder") from None
    try:
        yield
    finally:
        file.close()


@contextlib.asynccontextmanager
async def health(worker: Worker, host: str, port: int) -> AsyncIterator[None]:
    """GET anything: 200 and the worker's status as JSON."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5.0)
            body = json.dumps(worker.status()).encode()
            head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
            writer.write(head.encode() + b"connection: close\r\n\r\n" + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, host, port)
    async with server:
        yield


@lru_cache(maxsize=1)
def device() -> str:
    """A short name of what this machine computes on, found without loading torch."""
    if shutil.which("nvidia-smi"):
        asked = subprocess.run(
            ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"], capture_output=True, text=True, check=False
        )
        names = [line.strip() for line in asked.stdout.splitlines() if line.strip()]
        if asked.returncode == 0 and names:
            return f"{len(names)} x {names[0]}"[:200]
    return f"{os.cpu_count()} cpus {platform.machine()}"


def trim(cache: Path, limit: int) -> None:
    """Drop the files used longest ago until the cache fits; the next job fetches what it misses."""
    if not cache.exists():
        return
    files = sorted((path.stat().st_mtime, path.stat().st_size, path) for path in cache.iterdir() if path.is_file())
    total = sum(size for _, size, _ in files)
    for _, size, path in files:
        if total <= limit:
            return
        path.unlink(missing_ok=True)
        total -= size


def say(text: str) -> None:
    """One line for whoever watches the runner."""
    print(text, file=sys.stderr, flush=True)
