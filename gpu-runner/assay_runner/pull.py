"""Jobs by Cloudflare Queues' HTTP pull API: a message is only a pointer, the lease still comes from the platform.

The published API: POST …/messages/pull {batch_size, visibility_timeout_ms}, then
POST …/messages/ack {acks: [{lease_id}], retries: [{lease_id, delay_seconds}]}.
"""

import asyncio
import base64
import json
from dataclasses import dataclass
from typing import Any

from assay_runner.client import Client, PlatformError, Unreachable, backoff
from assay_runner.worker import Settings, Worker, say

VISIBILITY_MS = 60_000
IDLE_S = 5.0
RETRY_S = 30


@dataclass(frozen=True)
class Queue:
    """Where the queue is, and the API token that may read and write it."""

    url: str
    account_id: str
    queue_id: str
    token: str


class PullingWorker(Worker):
    """A worker that learns of jobs from a queue instead of asking the platform over and over."""

    def __init__(self, settings: Settings, queue: Queue) -> None:
        super().__init__(settings)
        self._base = f"/accounts/{queue.account_id}/queues/{queue.queue_id}/messages"
        self._queue = Client(queue.url, queue.token, allow_http=settings.allow_http)

    async def next(self) -> dict[str, Any] | None:
        """The lease of the next job a message points to.

        A message is acknowledged once the platform has answered for its job, before the job runs: from then on the
        platform's own lease guards it, and its sweep sends a new pointer when that lease runs out.
        """
        idle = 0
        while True:
            message = await self._pull()
            if message is None:
                if self.stopping.is_set():
                    return None
                idle += 1
                await asyncio.sleep(min(IDLE_S, backoff(idle, IDLE_S)))
                continue
            idle = 0
            job_id = pointer(message)
            if job_id is None:
                say(f"message {message.get('id')} points to no job: dropped")
                await self._answer(acks=[message])
                continue
            try:
                lease = await super().next(job_id)
            except PlatformError as error:
                if error.status != 404:
                    await self._answer(retries=[message])
                    raise
                await self._answer(acks=[message])  # the job was deleted
                continue
            if lease is None:
                # not pinned yet, taken by another runner, or not for this runner's labels: another try later decides
                await self._answer(retries=[message])
                continue
            await self._answer(acks=[message])
            return lease

    async def _pull(self) -> dict[str, Any] | None:
        body = {"batch_size": 1, "visibility_timeout_ms": VISIBILITY_MS}
        failures = 0
        while True:
            try:
                answer = await self._queue.call("POST", f"{self._base}/pull", body=body)
                messages = (answer.json().get("result") or {}).get("messages") or []
                return messages[0] if messages else None
            except Unreachable as error:
                failures += 1
                say(f"the queue is out of reach, trying again: {error}")
                await asyncio.sleep(backoff(failures))

    async def _answer(
        self, acks: list[dict[str, Any]] | None = None, retries: list[dict[str, Any]] | None = None
    ) -> None:
        body = {
            "acks": [{"lease_id": message["lease_id"]} for message in acks or []],
            "retries": [{"lease_id": message["lease_id"], "delay_seconds": RETRY_S} for message in retries or []],
        }
        try:
            await self._queue.call("POST", f"{self._base}/ack", body=body)
        except Unreachable as error:
            say(f"a message could not be answered and will come again: {error}")


def pointer(message: dict[str, Any]) -> str | None:
    """The job a message points to; JSON bodies arrive base64-encoded, text bodies as they are."""
    body = message.get("body")
    for read in (lambda text: json.loads(text), lambda text: json.loads(base64.b64decode(text, validate=True))):
        try:
            value = read(body) if isinstance(body, str) else body
        except ValueError:
            continue
        if isinstance(value, dict) and isinstance(value.get("job_id"), str):
            return value["job_id"]
    return None
