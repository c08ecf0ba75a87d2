"""Jobs by Cloudflare Queues' HTTP pull API, against a loopback server that follows the published form.

Source of the form: Cloudflare's documentation, "Pull consumers", and its OpenAPI document (queues/messages pull, ack).
"""

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

from loopback import Call, Loopback

from assay_runner.pull import PullingWorker, Queue, pointer
from assay_runner.worker import Settings

JOB = "job_0123456789abcdefghjkmnpqrs"
PROJECT = "prj_0123456789abcdefghjkmnpqrs"
PULL = "/accounts/acc/queues/que/messages/pull"
ACK = "/accounts/acc/queues/que/messages/ack"
LEASES = "/v1/runner/leases"
LEASE = {
    "lease": {
        "job": {
            "id": JOB,
            "project_id": PROJECT,
            "recipe": "generate",
            "params": {},
            "labels": [],
            "attempt": 1,
            "max_attempts": 3,
            "seed": 0,
            "inputs": [],
            "checkpoint": None,
        },
        "fence": 1,
        "lease_ms": 90000,
        "lease_expires_at": 1,
    }
}


def message(body: Any, kind: str = "json") -> dict[str, Any]:
    text = body if kind == "text" else base64.b64encode(json.dumps(body).encode()).decode()
    return {
        "body": text,
        "id": "5f7b",
        "timestamp_ms": 1,
        "attempts": 1,
        "lease_id": f"lease-{abs(hash(text)) % 997}",
        "metadata": {"CF-sourceMessageSource": "dashboard", "CF-Content-Type": kind},
    }


def pulled(*messages: dict[str, Any]) -> Any:
    result = {"message_backlog_count": len(messages), "messages": list(messages)}
    return 200, {"success": True, "errors": [], "messages": [], "result": result}


def acked(call: Call) -> Any:
    assert set(call.json) == {"acks", "retries"} and call.headers["authorization"] == "Bearer queue-token"
    counts = {"ackCount": len(call.json["acks"]), "retryCount": len(call.json["retries"]), "warnings": []}
    return 200, {"success": True, "errors": [], "messages": [], "result": counts}


def next_lease(queue: Loopback, platform: Loopback, data: Path) -> Any:
    async def go() -> Any:
        settings = Settings(url=platform.url, key="asy_1_x", name="r", data=data)
        worker = PullingWorker(settings, Queue(queue.url, "acc", "que", "queue-token"))
        return await asyncio.wait_for(worker.next(), 20)

    return asyncio.run(go())


def test_a_pointer_becomes_a_lease_and_is_acknowledged(tmp_path: Path) -> None:
    one = message({"project_id": PROJECT, "job_id": JOB})
    with (
        Loopback({("POST", PULL): [pulled(), (503, None), pulled(one)], ("POST", ACK): acked}) as queue,
        Loopback({("POST", LEASES): [(200, LEASE)]}) as platform,
    ):
        assert next_lease(queue, platform, tmp_path)["job"]["id"] == JOB
        assert queue.asked("POST", PULL)[0].json == {"batch_size": 1, "visibility_timeout_ms": 60000}
        assert platform.calls[0].json["job_id"] == JOB and platform.calls[0].json["wait_ms"] == 0
        assert [call.json for call in queue.asked("POST", ACK)] == [
            {"acks": [{"lease_id": one["lease_id"]}], "retries": []}
        ]


def test_what_cannot_run_now_comes_again_and_what_never_can_is_dropped(tmp_path: Path) -> None:
    broken = message("no pointer", "text")
    gone = message({"project_id": PROJECT, "job_id": JOB.replace("0", "1")})
    early = message({"project_id": PROJECT, "job_id": JOB})
    answers = [(404, {"code": "not_found", "detail": "deleted"}), (204, None), (200, LEASE)]
    pulls = [pulled(broken), pulled(gone), pulled(early), pulled(early)]
    with (
        Loopback({("POST", PULL): pulls, ("POST", ACK): acked}) as queue,
        Loopback({("POST", LEASES): answers}) as platform,
    ):
        assert next_lease(queue, platform, tmp_path)["job"]["id"] == JOB
        assert [call.json for call in queue.asked("POST", ACK)] == [
            {"acks": [{"lease_id": broken["lease_id"]}], "retries": []},
            {"acks": [{"lease_id": gone["lease_id"]}], "retries": []},
            {"acks": [], "retries": [{"lease_id": early["lease_id"], "delay_seconds": 30}]},
            {"acks": [{"lease_id": early["lease_id"]}], "retries": []},
        ]


def test_bodies_of_every_content_type() -> None:
    body = {"project_id": PROJECT, "job_id": JOB}
    assert pointer({"body": json.dumps(body)}) == JOB
    assert pointer({"body": base64.b64encode(json.dumps(body).encode()).decode()}) == JOB
    assert pointer({"body": body}) == JOB
    for bad in ("", "12", "!!!", base64.b64encode(b"[]").decode(), None, 7, {"job_id": 3}):
        assert pointer({"body": bad}) is None
