"""A leased job against a scripted platform: lost fences, cancels, stops, missing inputs, what a kill left behind."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from loopback import Call, Loopback

from assay_runner.client import Client, PlatformError
from assay_runner.leased import LeasedJob, Timing
from assay_runner.spool import Outbox, first_batch, read_spool, recover

JOB = "job_0123456789abcdefghjkmnpqrs"
BASE = f"/v1/runner/jobs/{JOB}"
LOST = (409, {"code": "fence_lost", "detail": "stale"})
TIMING = Timing(heartbeat_s=0.1, grace_s=0.2, release_s=1.0)
INPUT = {"name": "dataset", "kind": "dataset", "sha256": "0" * 64, "size_bytes": 3}
RENEWED = {"lease_expires_at": 1, "cancel": False}


def a_lease(inputs: list[dict[str, Any]]) -> dict[str, Any]:
    job = {"id": JOB, "project_id": "prj_1", "recipe": "generate", "params": {}, "labels": [], "attempt": 1}
    job |= {"max_attempts": 3, "seed": 0, "inputs": inputs, "checkpoint": None}
    return {"job": job, "fence": 4, "lease_ms": 90000, "lease_expires_at": 1}


def script(**over: Any) -> dict[tuple[str, str], Any]:
    """A platform whose inputs never come; the parts named in `over` answer otherwise."""
    answers = {
        "heartbeat": lambda call: (200, RENEWED),
        "events": lambda call: (200, {"accepted": 1, "duplicates": 0}),
        "finish": lambda call: (200, {"state": "ready"}),
        "input": lambda call: (503, None),
    } | over
    paths = {"heartbeat": "POST", "events": "POST", "finish": "POST"}
    made = {(method, f"{BASE}/{name}"): answers[name] for name, method in paths.items()}
    return {**made, ("GET", f"{BASE}/inputs/dataset"): answers["input"]}


def work(loopback: Loopback, data: Path, stop_after_s: float | None = None) -> str:
    async def go() -> str:
        client, stopping = Client(loopback.url, "asy_1_x"), asyncio.Event()
        if stop_after_s is not None:
            asyncio.get_running_loop().call_later(stop_after_s, stopping.set)
        try:
            return await asyncio.wait_for(LeasedJob(client, a_lease([INPUT]), data, TIMING, stopping).work(), 20)
        finally:
            await client.close()

    return asyncio.run(go())


def test_a_lost_fence_ends_everything_without_another_word(tmp_path: Path) -> None:
    with Loopback(script(heartbeat=[(200, RENEWED), LOST])) as loopback:
        assert work(loopback, tmp_path) == "lost"
        assert not loopback.asked("POST", f"{BASE}/finish")
        assert len(loopback.asked("POST", f"{BASE}/heartbeat")) == 2 and not list((tmp_path / "jobs").iterdir())


def test_a_cancel_and_a_stop_are_told_apart(tmp_path: Path) -> None:
    with Loopback(script(heartbeat=lambda call: (200, {**RENEWED, "cancel": True}))) as loopback:
        assert work(loopback, tmp_path) == "ready"
        assert loopback.asked("POST", f"{BASE}/finish")[0].json["outcome"] == "cancelled"
    with Loopback(script()) as loopback:
        work(loopback, tmp_path, stop_after_s=0.3)
        told = loopback.asked("POST", f"{BASE}/finish")[0].json
        assert (told["fence"], told["outcome"], told["error"]) == (4, "released", None)
        (first,) = loopback.asked("POST", f"{BASE}/events")[0].json["events"]
        assert first["seq"] == 1 and first["kind"] == "state"


def test_what_cannot_be_prepared_is_said(tmp_path: Path) -> None:
    def error(**over: Any) -> dict[str, Any]:
        with Loopback(script(**over)) as loopback:
            work(loopback, tmp_path / "data")
            return loopback.asked("POST", f"{BASE}/finish")[0].json["error"]

    gone = error(input=lambda call: (404, {"code": "not_found", "detail": "no such input"}))
    assert gone["class"] == "fatal" and "upload it again" in gone["message"]
    wrong = error(input=lambda call: (200, b"abc"))
    assert wrong["class"] == "retryable" and "SHA-256" in wrong["message"]
    (tmp_path / "data").rename(tmp_path / "old")
    (tmp_path / "data").write_text("a file where the folder should be")
    assert error()["class"] == "retryable"


def test_a_refused_result_ends_the_job_instead_of_the_runner(tmp_path: Path) -> None:
    answers = [(400, {"code": "invalid_request", "detail": "no such artifact"}), (200, {"state": "failed"})]
    with Loopback(script(input=lambda call: (404, {"code": "x", "detail": "y"}), finish=answers)) as loopback:
        assert work(loopback, tmp_path) == "failed"
        assert (
            "the platform refused the outcome" in loopback.asked("POST", f"{BASE}/finish")[1].json["error"]["message"]
        )


def left_behind(data: Path, finish: dict[str, Any] | None) -> Path:
    folder = data / "jobs" / f"{JOB}-4"
    folder.mkdir(parents=True)
    (folder / "lease.json").write_text(json.dumps(a_lease([])))
    events = [{"seq": n, "at": 1, "kind": "log", "data": {"level": "info", "message": "m"}} for n in range(1, 4)]
    (folder / "spool.jsonl").write_text("".join(json.dumps(one) + "\n" for one in events) + '{"seq": 4, "at"')
    if finish:
        (folder / "finish.json").write_text(json.dumps(finish))
    return folder


def mend(loopback: Loopback, data: Path) -> None:
    async def go() -> None:
        client = Client(loopback.url, "asy_1_x")
        try:
            await recover(client, data)
        finally:
            await client.close()

    asyncio.run(go())


def test_a_killed_runner_tells_at_its_next_start_what_it_still_knew(tmp_path: Path) -> None:
    done = {"fence": 4, "outcome": "succeeded", "result": {"metrics": {}}, "error": None}
    for finish, outcome in ((done, "succeeded"), (None, "failed")):
        folder = left_behind(tmp_path, finish)
        with Loopback(script(events=[(503, None), (200, {"accepted": 0, "duplicates": 3})])) as loopback:
            mend(loopback, tmp_path)
            assert [one["seq"] for one in loopback.asked("POST", f"{BASE}/events")[1].json["events"]] == [1, 2, 3]
            told = loopback.asked("POST", f"{BASE}/finish")[0].json
            assert told["outcome"] == outcome and not folder.exists()
    left_behind(tmp_path, None)
    with Loopback(script(events=[LOST])) as loopback:
        mend(loopback, tmp_path)
        assert not loopback.asked("POST", f"{BASE}/finish") and not list((tmp_path / "jobs").iterdir())
    folder = left_behind(tmp_path, done)
    with Loopback(script(events=[(401, {"code": "unauthorized", "detail": "no"})])) as loopback:
        with pytest.raises(PlatformError):
            mend(loopback, tmp_path)
        assert folder.exists()


def test_events_are_numbered_cut_and_sent_in_fitting_batches(tmp_path: Path) -> None:
    async def go() -> None:
        outbox = Outbox(tmp_path / "spool.jsonl")
        outbox.add("log", {"level": "info", "message": "x" * 20_000})
        outbox.add("metric", {"step": 1, "values": {"loss": 0.5}})
        outbox.add("nonsense", {"a": 1})
        assert [one["seq"] for one in outbox.pending] == [1, 2, 3]
        assert len(outbox.pending[0]["data"]["message"]) < 8_100
        assert outbox.pending[2]["kind"] == "log" and "dropped" in outbox.pending[2]["data"]["message"]
        outbox.close()
        assert read_spool(tmp_path / "spool.jsonl") == outbox.pending

    asyncio.run(go())
    small = [{"seq": n} for n in range(1200)]
    assert len(first_batch(small)) == 500
    large = [{"seq": n, "data": "x" * 90_000} for n in range(5)]
    assert len(first_batch(large)) == 2 and len(first_batch([{"data": "x" * 900_000}])) == 1


def test_calls_carry_the_fence(tmp_path: Path) -> None:
    seen: list[int] = []

    def note(call: Call) -> Any:
        seen.append(call.json["fence"])
        return 200, RENEWED

    with Loopback(script(heartbeat=note)) as loopback:
        work(loopback, tmp_path, stop_after_s=0.3)
        assert seen and set(seen) == {4}
