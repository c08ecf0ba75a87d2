"""One leased job from lease to finish: its folder, its child process, its events, its end."""

import asyncio
import contextlib
import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Awaitable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from assay_runner.child import failed, input_name
from assay_runner.client import FOREVER, Client, FenceLost, HashMismatch, PlatformError, Unreachable, backoff
from assay_runner.contracts import ContractError
from assay_runner.spool import Outbox, first_batch, write_json

LINE_LIMIT = 32 << 20
SECRETS = ("ASSAY_KEY", "ASSAY_QUEUE_TOKEN")


@dataclass(frozen=True)
class Timing:
    """How long things may take, in seconds."""

    heartbeat_s: float = 10.0
    grace_s: float = 10.0
    """Between asking a child to stop and killing it."""
    release_s: float = 15.0
    """For the last uploads and the goodbye when the runner itself is stopped."""


@dataclass
class LeasedJob:
    """A job this runner holds; `work()` returns when the platform has its outcome or another lease has the job."""

    client: Client
    lease: dict[str, Any]
    data: Path
    timing: Timing
    stopping: asyncio.Event
    """Set when the runner itself is asked to stop."""
    lost: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    progress: float | None = None
    message: str | None = None
    state: str = "leased"

    def __post_init__(self) -> None:
        self.job: dict[str, Any] = self.lease["job"]
        self.fence: int = self.lease["fence"]
        self.folder = self.data / "jobs" / f"{self.job['id']}-{self.fence}"
        self.process: asyncio.subprocess.Process | None = None
        self._checkpoint: tuple[int, Path] | None = None
        self._checkpoint_ready = asyncio.Event()
        self._uploads: set[asyncio.Task[None]] = set()

    async def work(self) -> str:
        """Run the job to its end; returns the state the platform gave it, or `lost` or `unfinished`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_json(self.folder / "lease.json", self.lease)
            self.outbox = Outbox(self.folder / "spool.jsonl")
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            return await self.client.finish(self.job["id"], {"fence": self.fence, **self._unusable(error)}, FOREVER)
        self.outbox.add("state", {"state": "started", "attempt": self.job["attempt"], "recipe": self.job["recipe"]})
        helpers = [asyncio.create_task(self._heartbeats()), asyncio.create_task(self._send_events())]
        helpers.append(asyncio.create_task(self._send_checkpoints()))
        try:
            outcome = await unless(self._outcome(), self.lost.wait())
            if outcome is None:
                return "lost"
            with contextlib.suppress(OSError):
                write_json(self.folder / "finish.json", {"fence": self.fence, **outcome})
            state = await unless(self._finish(outcome), self.lost.wait(), self._out_of_time())
            # an outcome that could not be told stays in finish.json and is told at the next start
            return state or ("lost" if self.lost.is_set() else "unfinished")
        except FenceLost:
            self.lost.set()
            return "lost"
        finally:
            await self._kill()
            for task in (*helpers, *self._uploads):
                task.cancel()
            await asyncio.gather(*helpers, *self._uploads, return_exceptions=True)
            self.outbox.close()
            if self.state == "finished" or self.lost.is_set():
                shutil.rmtree(self.folder, ignore_errors=True)

    async def _outcome(self) -> dict[str, Any]:
        try:
            fetched = await unless(self._fetch(), self.stopping.wait(), self.cancelled.wait())
            return await self._run_child() if fetched else self._stop_outcome()
        except FenceLost:
            raise
        except PlatformError as error:
            kind = "retryable" if error.status >= 500 else "fatal"
            return failed(kind, f"an input could not be fetched ({error}): upload it again, then start the job anew")
        except HashMismatch as error:
            return failed("retryable", str(error))
        except OSError as error:
            return self._unusable(error)

    def _unusable(self, error: OSError) -> dict[str, Any]:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        advice = f"the disk under {self.data} is full: free space or use --data on a larger one" if full else ""
        return failed("retryable", f"{advice or 'the runner could not prepare the job'} ({error})")

    def _stop_outcome(self) -> dict[str, Any]:
        word = "cancelled" if self.cancelled.is_set() else "released"
        return {"outcome": word, "result": None, "error": None}

    async def _fetch(self) -> bool:
        """Put the inputs and the checkpoint where the child looks for them, by way of the content-addressed cache."""
        self.message = "fetching inputs"
        cache = self.data / "cache"
        cache.mkdir(parents=True, exist_ok=True)
        for one in self.job["inputs"]:
            kept = cache / one["sha256"]
            if not kept.exists():
                await self.client.download_input(self.job, one, kept)
            name = input_name(one)
            target = self.folder / "inputs" / name
            if one["kind"] == "model_file":
                target = target / (one.get("path") or one["name"])
            place(kept, target, self.folder / "inputs")
        checkpoint = self.job.get("checkpoint")
        if checkpoint:
            kept = cache / checkpoint["sha256"]
            if not kept.exists():
                ids = (self.job["id"], checkpoint["artifact_id"], self.fence)
                await self.client.download_artifact(*ids, kept, checkpoint["sha256"])
            place(kept, self.folder / "checkpoint.tar", self.folder)
        self.message = None
        return True

    async def _run_child(self) -> dict[str, Any]:
        self.message = "starting"
        read_end, write_end = os.pipe()
        environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
        environment |= {"PYTHONUNBUFFERED": "1", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_DISABLE_TELEMETRY": "1"}
        with (self.folder / "child.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "assay_runner", "child", str(self.folder), "--pipe", str(write_end)),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                pass_fds=(write_end,),
                start_new_session=True,  # Ctrl-C in a terminal is for the worker, which then asks the child to stop
            )
        os.close(write_end)
        reader = asyncio.create_task(self._read(os.fdopen(read_end, "rb")))
        try:
            if await unless(self.process.wait(), self.stopping.wait(), self.cancelled.wait()) is None:
                await self._ask_to_stop()
            await asyncio.wait({reader}, timeout=5.0)
        finally:
            await self._kill()
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
        return self._child_outcome(self.process.returncode or 0)

    def _child_outcome(self, code: int) -> dict[str, Any]:
        written = self.folder / "outcome.json"
        if written.exists():
            outcome = json.loads(written.read_text())
            # a child that was asked to stop says `cancelled`; whether the job or the runner was meant is known here
            return self._stop_outcome() if outcome["outcome"] == "cancelled" else outcome
        if self.stopping.is_set() or self.cancelled.is_set():
            return self._stop_outcome()
        log = self.folder / "child.log"
        tail = log.read_bytes()[-1500:].decode(errors="replace").strip() if log.exists() else ""
        if code == -signal.SIGKILL:
            why = (
                "was killed (SIGKILL), mostly a sign of too little memory: lower the batch size or give it more memory"
            )
        elif code < 0:
            why = f"died of {signal.Signals(-code).name}"
        else:
            why = f"ended with exit code {code} and no outcome"
        return failed("retryable", f"the job's process {why}" + (f"\n{tail}" if tail else ""))

    async def _read(self, pipe: IO[bytes]) -> None:
        stream = asyncio.StreamReader(limit=LINE_LIMIT)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), pipe
        )
        try:
            while True:
                try:
                    line = await stream.readline()
                    if not line:
                        return
                    self._heard(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    message = f"a message of the job's process could not be read: {error!r}"
                    self.outbox.add("log", {"level": "warning", "message": message})
        finally:
            transport.close()

    def _heard(self, message: dict[str, Any]) -> None:
        if message["type"] == "event":
            data = message["data"]
            if message["kind"] == "progress" and data["total"] > 0:
                self.progress = min(1.0, max(0.0, data["done"] / data["total"]))
                self.message = str(data["message"])[:1000] or None
            self.outbox.add(message["kind"], data, message["at"])
        elif message["type"] == "checkpoint":
            self._checkpoint = (message["step"], Path(message["path"]))  # a newer one replaces one not sent yet
            self._checkpoint_ready.set()
        elif message["type"] == "artifact":
            upload = asyncio.create_task(self._send_artifact(message))
            self._uploads.add(upload)
            upload.add_done_callback(self._uploads.discard)

    async def _send_artifact(self, message: dict[str, Any]) -> None:
        answer: dict[str, Any] = {"type": "answer", "id": message["id"]}
        try:
            with Path(message["path"]).open("rb") as file:
                artifact_id, _ = await self.client.upload(
                    self.job["id"], self.fence, file, message["name"], message["kind"]
                )
            answer["artifact_id"] = artifact_id
            self.outbox.add("artifact", {"artifact_id": artifact_id, "name": message["name"]})
        except FenceLost:
            self.lost.set()
            return
        except (PlatformError, ContractError) as error:
            answer |= {"error": f"artifact {message['name']!r} was refused: {error}", "fatal": True}
        except (HashMismatch, OSError) as error:
            answer |= {"error": f"artifact {message['name']!r} could not be sent: {error}"}
        await self._tell(answer)

    async def _send_checkpoints(self) -> None:
        while True:
            await self._checkpoint_ready.wait()
            self._checkpoint_ready.clear()
            await self._send_checkpoint()

    async def _send_checkpoint(self) -> None:
        if self._checkpoint is None:
            return
        step, path = self._checkpoint
        try:
            with path.open("rb") as file:
                artifact_id, _ = await self.client.upload(
                    self.job["id"], self.fence, file, f"checkpoints/{path.name}", "checkpoint"
                )
            self.outbox.add("checkpoint", {"artifact_id": artifact_id, "step": step})
        except FenceLost:
            self.lost.set()
        except FileNotFoundError:
            pass  # a newer one took its place while this waited
        except (PlatformError, ContractError, HashMismatch, OSError) as error:
            self.outbox.add("log", {"level": "warning", "message": f"checkpoint of step {step} was not kept: {error}"})
        if self._checkpoint == (step, path):
            self._checkpoint = None

    async def _tell(self, message: dict[str, Any]) -> None:
        if self.process is None or self.process.stdin is None:
            return
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.process.stdin.write((json.dumps(message) + "\n").encode())
            await self.process.stdin.drain()

    async def _ask_to_stop(self) -> None:
        self.message = "stopping"
        await self._tell({"type": "stop"})
        if self.process is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), self.timing.grace_s)

    async def _kill(self) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)  # the child and whatever it started and left behind
        await self.process.wait()

    async def _heartbeats(self) -> None:
        """Renews the lease; an outage is waited out, because the lease may still be renewed when it ends."""
        while True:
            try:
                answer = await self.client.heartbeat(self.job["id"], self.fence, self.progress, self.message)
                if answer["cancel"]:
                    self.cancelled.set()
            except Unreachable:
                pass
            except PlatformError as error:
                # fence lost, key revoked or job deleted: whatever the reason, this job is no longer ours to run
                print(f"{self.job['id']}: stopped, {error}", file=sys.stderr, flush=True)
                self.lost.set()
                return
            await asyncio.sleep(self.timing.heartbeat_s)

    async def _send_events(self) -> None:
        failures = 0
        while True:
            if not self.outbox.pending:
                self.outbox.more.clear()
                await self.outbox.more.wait()
            batch = first_batch(self.outbox.pending)
            try:
                await self.client.events(self.job["id"], self.fence, batch, within_s=FOREVER)
            except FenceLost:
                self.lost.set()
                return
            except PlatformError as error:
                print(f"{self.job['id']}: {len(batch)} events were refused: {error}", file=sys.stderr, flush=True)
                failures += 1
                if error.status in (401, 403) and failures < 5:
                    await asyncio.sleep(backoff(failures))
                    continue
            del self.outbox.pending[: len(batch)]
            await asyncio.sleep(0.05)  # lets a burst of events gather into one call

    async def _out_of_time(self) -> None:
        await self.stopping.wait()
        await asyncio.sleep(self.timing.release_s)

    async def _finish(self, outcome: dict[str, Any]) -> str:
        """Last checkpoint, last events, then the outcome; waits through outages."""
        if outcome["outcome"] in ("released", "failed"):
            with contextlib.suppress(TimeoutError):  # the checkpoint before it will do
                async with asyncio.timeout(self.timing.release_s / 2):
                    while self._checkpoint is not None:
                        await asyncio.sleep(0.05)
        while self.outbox.pending:
            await asyncio.sleep(0.02)
        message = {"fence": self.fence, **outcome}
        try:
            state = await self.client.finish(self.job["id"], message, FOREVER)
        except FenceLost:
            raise
        except (PlatformError, ContractError) as error:
            refused = failed("fatal", f"the platform refused the outcome {outcome['outcome']!r}: {error}")
            state = await self.client.finish(self.job["id"], {"fence": self.fence, **refused}, FOREVER)
        self.state = "finished"
        return state


async def unless(work: Awaitable[Any], *interruptions: Awaitable[Any]) -> Any:
    """The result of `work`, or None when one of the interruptions came first; what is left over is cancelled."""
    task = asyncio.ensure_future(work)
    others = [asyncio.ensure_future(one) for one in interruptions]
    try:
        await asyncio.wait({task, *others}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for one in (task, *others):
            one.cancel()
        await asyncio.gather(task, *others, return_exceptions=True)


def place(kept: Path, target: Path, root: Path) -> None:
    """Put a cached file where the job expects it, as a hard link when the file system can; never outside `root`."""
    if root.resolve() not in target.resolve().parents:
        raise OSError(errno.EINVAL, f"input path {target} leaves the job's folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    os.utime(kept)  # the cache drops what was used longest ago
    kept.chmod(0o444)  # a job shares the bytes with every later one
    try:
        os.link(kept, target)
    except OSError:
        shutil.copyfile(kept, target)
