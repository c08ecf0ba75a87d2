"""The platform's runner API over outbound HTTPS: retries with jitter, resumable uploads and downloads, fences."""

import asyncio
import hashlib
import ipaddress
import os
import random
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

import httpx

from assay_runner import contracts

RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
FOREVER = float("inf")
CHUNK = 1 << 20


class PlatformError(Exception):
    """The platform refused a call; trying the same again would be refused again."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail


class FenceLost(PlatformError):
    """The job belongs to a newer lease: nothing more may be written."""


class Unreachable(Exception):
    """No answer within the time the caller was ready to wait."""


class HashMismatch(Exception):
    """What arrived is not what was announced."""


def secure_url(url: str, allow_http: bool = False) -> str:
    """The platform's address without a trailing slash; plain http is refused unless it stays on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return url.rstrip("/")
    if parts.scheme == "http" and host and (allow_http or _loopback(host)):
        return url.rstrip("/")
    raise ValueError(
        f"--url is {url!r}: give an https:// address (http:// only for this machine, or with --allow-http)"
    )


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Client:
    """One runner's connection to the platform; proxies come from the usual environment variables."""

    def __init__(self, url: str, key: str, *, timeout_s: float = 60.0, allow_http: bool = False) -> None:
        self._http = httpx.AsyncClient(
            base_url=secure_url(url, allow_http),
            headers={"authorization": f"Bearer {key}", "user-agent": "assay-runner"},
            timeout=httpx.Timeout(timeout_s, connect=10.0),
            follow_redirects=False,
            trust_env=True,
        )

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        content: bytes | None = None,
        query: Mapping[str, str] | None = None,
        within_s: float = 30.0,
    ) -> httpx.Response:
        """One request, repeated with jitter while the network or the server fails, for at most `within_s` seconds.

        Raises PlatformError (FenceLost) when refused, Unreachable when time ran out.
        """
        started, attempt = time.monotonic(), 0
        while True:
            attempt += 1
            pause, why = 0.0, ""
            try:
                answer = await self._http.request(method, path, json=body, content=content, params=query)
            except httpx.TransportError as error:
                why = f"{type(error).__name__} {error}".strip()
            else:
                if answer.status_code not in RETRIED_STATUSES:
                    return _accepted(answer)
                why, pause = f"status {answer.status_code}", _retry_after(answer)
            pause = max(pause, backoff(attempt))
            if time.monotonic() - started + pause > within_s:
                raise Unreachable(f"{method} {path}: {why} (tried {attempt} times)")
            await asyncio.sleep(pause)

    async def lease(self, request: dict[str, Any], within_s: float = 0.0) -> dict[str, Any] | None:
        """The next job with its fence, or None when nothing came within the request's wait_ms."""
        contracts.check("LeaseRequest", request)
        answer = await self.call("POST", "/v1/runner/leases", body=request, within_s=within_s)
        if answer.status_code == 204:
            return None
        return contracts.check("Lease", answer.json())["lease"]

    async def heartbeat(self, job_id: str, fence: int, progress: float | None, message: str | None) -> dict[str, Any]:
        """Renews the lease; the answer says whether the job was cancelled."""
        body = contracts.check("Heartbeat", {"fence": fence, "progress": progress, "message": message})
        answer = await self.call("POST", f"/v1/runner/jobs/{job_id}/heartbeat", body=body, within_s=8.0)
        return contracts.check("HeartbeatAnswer", answer.json())

    async def events(self, job_id: str, fence: int, events: list[dict[str, Any]], within_s: float) -> None:
        """Appends at most 500 events; those the platform has already are ignored by it."""
        body = contracts.check("EventsAppend", {"fence": fence, "events": events})
        await self.call("POST", f"/v1/runner/jobs/{job_id}/events", body=body, within_s=within_s)

    async def finish(self, job_id: str, message: dict[str, Any], within_s: float) -> str:
        """Ends the lease; returns the job's new state. May be repeated with the same fence and outcome."""
        contracts.check("Finish", message)
        answer = await self.call("POST", f"/v1/runner/jobs/{job_id}/finish", body=message, within_s=within_s)
        return answer.json()["state"]

    async def upload(
        self, job_id: str, fence: int, file: IO[bytes], name: str, kind: str, within_s: float = FOREVER
    ) -> tuple[str, str]:
        """Sends an open file as an artifact; returns (artifact_id, sha256). Parts already there are not sent again."""
        sha256 = await asyncio.to_thread(_digest, file)
        size = os.fstat(file.fileno()).st_size
        content_type = "application/x-ndjson" if name.endswith(".jsonl") else "application/octet-stream"
        announced = {"name": name, "kind": kind, "sha256": sha256, "size_bytes": size, "content_type": content_type}
        body = contracts.check("ArtifactCreate", {"fence": fence, **announced})
        for _ in range(3):
            answer = await self.call("POST", f"/v1/runner/jobs/{job_id}/artifacts", body=body, within_s=within_s)
            state = contracts.check("ArtifactUpload", answer.json())
            artifact_id = state["artifact_id"]
            if state["state"] == "complete":
                return artifact_id, sha256
            base = f"/v1/runner/jobs/{job_id}/artifacts/{artifact_id}"
            part_bytes, received = state["part_bytes"], set(state["received_parts"])
            for number in range(1, max(1, -(-size // part_bytes)) + 1):
                if number in received:
                    continue
                content = await asyncio.to_thread(_part, file, (number - 1) * part_bytes, part_bytes)
                query = {"fence": str(fence)}
                await self.call("PUT", f"{base}/parts/{number}", content=content, query=query, within_s=within_s)
            try:
                await self.call("POST", f"{base}/complete", body={"fence": fence}, within_s=within_s)
                return artifact_id, sha256
            except PlatformError as error:
                if error.code != "hash_mismatch":
                    raise
        raise HashMismatch(f"{name!r} arrived changed three times: check disk and memory")

    async def download_input(self, job: dict[str, Any], one: dict[str, Any], target: Path) -> None:
        """Fetches one pinned input of a job into `target`, resuming what lies there half."""
        path = f"/v1/runner/jobs/{job['id']}/inputs/{quote(one['name'], safe='')}"
        await self.download(path, {}, target, one["sha256"])

    async def download_artifact(self, job_id: str, artifact_id: str, fence: int, target: Path, sha256: str) -> None:
        """Fetches an artifact of the job, such as the checkpoint to resume from."""
        path = f"/v1/runner/jobs/{job_id}/artifacts/{artifact_id}/content"
        await self.download(path, {"fence": str(fence)}, target, sha256)

    async def download(
        self, path: str, query: Mapping[str, str], target: Path, sha256: str, within_s: float = FOREVER
    ) -> None:
        """GET into a file through Range requests until it is whole; raises HashMismatch after three wrong results."""
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        started, attempt, wrong = time.monotonic(), 0, 0
        while True:
            attempt += 1
            try:
                async for chunk, offset in self._bytes(path, query, part.stat().st_size if part.exists() else 0):
                    await asyncio.to_thread(_write_at, part, chunk, offset)
                    attempt = 1
                found = await asyncio.to_thread(_digest_path, part)
                if found == sha256:
                    part.replace(target)
                    return
                part.unlink(missing_ok=True)
                wrong += 1
                if wrong == 3:
                    raise HashMismatch(f"{path} arrived with SHA-256 {found}, announced was {sha256}")
            except httpx.TransportError as error:
                pause = backoff(attempt)
                if time.monotonic() - started + pause > within_s:
                    raise Unreachable(f"GET {path}: {error}") from error
                await asyncio.sleep(pause)

    async def _bytes(self, path: str, query: Mapping[str, str], have: int) -> AsyncIterator[tuple[bytes, int]]:
        headers = {"range": f"bytes={have}-"} if have else {}
        async with self._http.stream("GET", path, params=dict(query), headers=headers) as answer:
            if answer.status_code == 416:
                return  # everything is there; the hash decides
            if answer.status_code in RETRIED_STATUSES:
                raise httpx.ReadError(f"status {answer.status_code}")
            if answer.status_code >= 400:
                await answer.aread()
                _accepted(answer)
            offset = have if answer.status_code == 206 else 0
            if not offset:
                yield b"", 0
            async for chunk in answer.aiter_bytes(CHUNK):
                yield chunk, offset
                offset += len(chunk)


def backoff(attempt: int, cap_s: float = 15.0) -> float:
    """Seconds to wait before the next try: doubling from a quarter second to the cap, half of it random."""
    full = min(cap_s, 0.25 * 2 ** min(attempt - 1, 10))
    return full * (0.5 + random.random() / 2)


def _accepted(answer: httpx.Response) -> httpx.Response:
    if answer.status_code < 300:
        return answer
    try:
        problem = answer.json()
    except ValueError:
        problem = {}
    code = str(problem.get("code", "unexpected"))
    detail = str(problem.get("detail") or answer.text[:200])
    errors = "; ".join(f"{one.get('path')}: {one.get('message')}" for one in problem.get("errors", [])[:5])
    kind = FenceLost if code == "fence_lost" else PlatformError
    raise kind(answer.status_code, code, f"{detail} {errors}".strip())


def _retry_after(answer: httpx.Response) -> float:
    try:
        return min(60.0, float(answer.headers.get("retry-after", "0")))
    except ValueError:
        return 0.0  # a date: the backoff is good enough


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_path(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _part(file: IO[bytes], offset: int, length: int) -> bytes:
    return os.pread(file.fileno(), length, offset)


def _write_at(path: Path, chunk: bytes, offset: int) -> None:
    with path.open("r+b" if offset else "wb") as file:
        file.seek(offset)
        file.write(chunk)
