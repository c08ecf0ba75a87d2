"""The protocol's client against a scripted server: retries, refusals, resumed transfers, hashes."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from loopback import Call, Loopback

from assay_runner.client import Client, FenceLost, HashMismatch, PlatformError, Unreachable, secure_url
from assay_runner.contracts import ContractError

JOB = "job_0123456789abcdefghjkmnpqrs"
ART = "art_0123456789abcdefghjkmnpqrs"
BASE = f"/v1/runner/jobs/{JOB}"
LOST = (409, {"code": "fence_lost", "detail": "stale"})


def ask(loopback: Loopback, work: Any) -> Any:
    async def go() -> Any:
        client = Client(loopback.url, "asy_1_x")
        try:
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(go())


def test_only_https_or_this_machine() -> None:
    assert secure_url("https://a.example/") == "https://a.example"
    assert secure_url("http://localhost:1") and secure_url("http://[::1]:1") and secure_url("http://a", allow_http=True)
    for bad in ("http://a.example", "ftp://a.example", "a.example", "http://10.0.0.1"):
        with pytest.raises(ValueError, match="give an https"):
            secure_url(bad)


def test_faults_are_retried_and_refusals_are_not() -> None:
    heartbeat = f"{BASE}/heartbeat"
    good = (200, {"lease_expires_at": 1, "cancel": True})
    faults = [(0, None), (503, None), (429, (None, {"retry-after": "0"})), good]
    with Loopback({("POST", heartbeat): faults}) as loopback:
        answer = ask(loopback, lambda client: client.heartbeat(JOB, 1, 0.5, None))
        assert answer["cancel"] and len(loopback.calls) == 4
        assert loopback.calls[0].headers["authorization"] == "Bearer asy_1_x"
    for status, code, kind in ((409, "fence_lost", FenceLost), (401, "unauthorized", PlatformError)):
        with Loopback({("POST", heartbeat): [(status, {"code": code, "detail": "no"})]}) as loopback:
            with pytest.raises(kind):
                ask(loopback, lambda client: client.heartbeat(JOB, 1, None, None))
            assert len(loopback.calls) == 1


def test_a_server_that_stays_away_is_unreachable() -> None:
    with (
        Loopback({("GET", "/x"): lambda call: (503, None)}) as loopback,
        pytest.raises(Unreachable, match="status 503"),
    ):
        ask(loopback, lambda client: client.call("GET", "/x", within_s=1.0))


def test_messages_follow_the_contracts() -> None:
    with Loopback({}) as loopback:
        with pytest.raises(ContractError, match="Heartbeat at progress"):
            ask(loopback, lambda client: client.heartbeat(JOB, 1, 7.0, None))
        with pytest.raises(ContractError, match="Finish at outcome"):
            ask(loopback, lambda client: client.finish(JOB, {"fence": 1, "outcome": "fine"}, 1.0))


def test_downloads_resume_and_check_the_hash(tmp_path: Path) -> None:
    data = bytes(range(256)) * 40
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"{BASE}/inputs/model%2Fa.json"
    target = tmp_path / "cache" / sha256

    def serve(call: Call) -> Any:
        start = int(call.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        if len(loopback.calls) == 1:
            return 0, None
        return (206 if start else 200), data[start:]

    one = {"name": "model/a.json", "sha256": sha256}
    with Loopback({("GET", path): serve}) as loopback:
        target.parent.mkdir()
        target.with_name(sha256 + ".part").write_bytes(data[:1000])
        ask(loopback, lambda client: client.download_input({"id": JOB}, one, target))
        assert target.read_bytes() == data
        assert [call.headers.get("range") for call in loopback.calls] == ["bytes=1000-", "bytes=1000-"]

    target.unlink()
    with Loopback({("GET", path): lambda call: (200, b"other")}) as loopback:
        with pytest.raises(HashMismatch):
            ask(loopback, lambda client: client.download_input({"id": JOB}, one, target))
        assert not target.exists()
    with Loopback({("GET", path): [(404, {"code": "not_found", "detail": "gone"})]}) as loopback:
        with pytest.raises(PlatformError, match="not_found"):
            ask(loopback, lambda client: client.download_input({"id": JOB}, one, target))


def test_uploads_send_only_missing_parts_and_start_again_on_a_wrong_hash(tmp_path: Path) -> None:
    file = tmp_path / "a.bin.json"
    file.write_bytes(b"0123456789")
    parts: dict[int, bytes] = {2: b"4567"}

    def put(call: Call) -> Any:
        parts[int(call.path.partition("?")[0].rsplit("/", 1)[1])] = call.body
        return 200, {"received_parts": sorted(parts)}

    state = {"artifact_id": ART, "state": "uploading", "part_bytes": 4}
    done = {**state, "state": "complete", "received_parts": [1, 2, 3]}
    begins = [(200, {**state, "received_parts": [2]}), (200, {**state, "received_parts": []})]
    script = {
        ("POST", f"{BASE}/artifacts"): begins,
        **{("PUT", f"{BASE}/artifacts/{ART}/parts/{n}"): put for n in (1, 2, 3)},
        ("POST", f"{BASE}/artifacts/{ART}/complete"): [(422, {"code": "hash_mismatch", "detail": "no"}), (200, done)],
    }

    async def send(client: Client) -> Any:
        with file.open("rb") as opened:
            return await client.upload(JOB, 3, opened, "a.json", "file")

    with Loopback(script) as loopback:
        assert ask(loopback, send) == (ART, hashlib.sha256(b"0123456789").hexdigest())
        order = [call.path.rsplit("/", 1)[1] for call in loopback.calls if call.method == "PUT"]
        assert order == ["1?fence=3", "3?fence=3", "1?fence=3", "2?fence=3", "3?fence=3"]
        assert parts == {1: b"0123", 2: b"4567", 3: b"89"}
    with Loopback({("POST", f"{BASE}/artifacts"): [(200, done)]}) as loopback:
        assert ask(loopback, send)[0] == ART
    with Loopback({("POST", f"{BASE}/artifacts"): [LOST]}) as loopback, pytest.raises(FenceLost):
        ask(loopback, send)
