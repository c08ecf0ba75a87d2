"""What a job has to say, kept on disk until the platform has it; and what a killed runner left unsaid."""

import asyncio
import contextlib
import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from assay_runner.child import failed
from assay_runner.client import FOREVER, Client, PlatformError
from assay_runner.contracts import ContractError
from assay_runner.contracts import check as check_contract

EVENTS_A_CALL = 500
BYTES_A_CALL = 200_000
LONGEST_MESSAGE = 8_000


class Outbox:
    """Events on their way: numbered, kept on disk until the platform has them."""

    def __init__(self, spool: Path) -> None:
        self._spool = spool.open("a", encoding="utf-8")
        self.pending = read_spool(spool)
        self._next = self.pending[-1]["seq"] + 1 if self.pending else 1
        self.more = asyncio.Event()

    def add(self, kind: str, data: dict[str, Any], at: int | None = None) -> None:
        """Number one event and keep it."""
        if isinstance(data.get("message"), str) and len(data["message"]) > LONGEST_MESSAGE:
            data = {**data, "message": data["message"][:LONGEST_MESSAGE] + " …"}
        event = {"seq": self._next, "at": at or int(time.time() * 1000), "kind": kind, "data": data}
        try:
            check_contract("EventsAppend", {"fence": 1, "events": [event]})
        except ContractError as error:
            event.update(kind="log", data={"level": "warning", "message": f"an event was dropped: {error}"})
        self._next += 1
        self.pending.append(event)
        with contextlib.suppress(OSError):  # with a full disk the event still goes out, it only cannot outlive a kill
            self._spool.write(json.dumps(event) + "\n")
            self._spool.flush()
        self.more.set()

    def close(self) -> None:
        """Let the spool file go; what it holds stays."""
        with contextlib.suppress(OSError):
            self._spool.close()


def first_batch(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many of the first events as fit in one call."""
    size = 0
    for count, event in enumerate(events[:EVENTS_A_CALL]):
        size += len(json.dumps(event))
        if size > BYTES_A_CALL and count:
            return events[:count]
    return events[:EVENTS_A_CALL]


def read_spool(spool: Path) -> list[dict[str, Any]]:
    """The events a spool file holds; a half-written last line is left out."""
    events = []
    for line in spool.read_text(encoding="utf-8").splitlines() if spool.exists() else []:
        with contextlib.suppress(ValueError):
            events.append(json.loads(line))
    return events


async def recover(client: Client, data: Path) -> None:
    """Ends what a killed runner left behind in its data folder: events and outcomes go out under their old fences."""
    for folder in sorted((data / "jobs").glob("*-*")):
        lease = folder / "lease.json"
        if lease.exists():
            try:
                await _recover_one(client, folder, json.loads(lease.read_text()))
            except PlatformError as error:
                if error.status in (401, 403):
                    raise  # the key is wrong: what lies here may still be told with the right one
                print(f"{folder.name}: nothing to mend, {error}", file=sys.stderr, flush=True)
            except (ContractError, ValueError, KeyError) as error:
                print(f"{folder.name}: left over and unreadable, {error}", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)


async def _recover_one(client: Client, folder: Path, lease: dict[str, Any]) -> None:
    job_id, fence = lease["job"]["id"], lease["fence"]
    finish = folder / "finish.json"
    if finish.exists():
        message = json.loads(finish.read_text())
    else:
        message = {"fence": fence, **failed("retryable", "the runner was killed while it ran the job")}
    events = read_spool(folder / "spool.jsonl")
    while events:
        batch = first_batch(events)
        await client.events(job_id, fence, batch, within_s=FOREVER)
        del events[: len(batch)]
    state = await client.finish(job_id, message, FOREVER)
    print(f"{job_id}: left over from an earlier run, now {state}", file=sys.stderr, flush=True)


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file that is either whole or not there."""
    fresh = path.with_name(path.name + ".tmp")
    fresh.write_text(json.dumps(value))
    os.replace(fresh, path)
