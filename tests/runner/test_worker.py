"""The worker against the platform itself: jobs end exactly once in effect, whatever is killed meanwhile."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from platform_process import NODE, Platform, WorkerProcess, gone, wait_for, working

pytestmark = pytest.mark.skipif(not NODE.exists(), reason="the platform's packages are not installed (npm ci)")


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    platform = Platform(tmp_path_factory.mktemp("platform") / "data")
    yield platform
    platform.stop()


@pytest.fixture(scope="module")
def tiny(tiny_folder: Path) -> dict[str, Any]:
    return {"model": str(tiny_folder), "temperature": 1.0}


def slow(tiny: dict[str, Any], dataset: str) -> dict[str, Any]:
    """Parameters with which `generate` takes some seconds, in many small steps."""
    return {**tiny, "dataset": dataset, "n": 2, "batch_size": 1, "max_new_tokens": 100, "checkpoint_every": 2}


def assert_once(platform: Platform, job: dict[str, Any], dataset: str, items: int) -> None:
    """The job's answers are there, each exactly once, and its events have no gap and no double within a lease."""
    assert job["state"] == "succeeded", job
    # a job's answers are read into its dataset by a queue's consumer
    wait_for(lambda: len(platform.responses(dataset)) >= 2 * items, 120, "the answers arrive in the dataset")
    answers = Counter((one["item_id"], one["sample"], one["attempt"]) for one in platform.responses(dataset))
    assert len(answers) == 2 * items and set(answers.values()) == {1}
    seqs: dict[int, list[int]] = {}
    for event in platform.events(job["id"]):
        seqs.setdefault(event["fence"], []).append(event["seq"])
    for fence, found in seqs.items():
        assert sorted(found) == list(range(1, len(found) + 1)), f"fence {fence}: {found}"


def test_train_register_and_generate_with_the_new_model(
    platform: Platform, tmp_path: Path, tiny: dict[str, Any]
) -> None:
    dataset = platform.dataset(12)
    trained = platform.submit("sft", {"model": tiny["model"], "dataset": dataset, "name": "next", "held_out": 0.2})
    with working(platform, tmp_path / "r", "--health-port", "0"):
        job = platform.until(trained)
        assert job["state"] == "succeeded", job
        assert job["result"]["metrics"]["steps"] >= 1
        models = platform.call("GET", "/v1/models")["data"]
        (model,) = [one for one in models if one["job_id"] == trained]
        assert model["lineage"]["recipe"] == "sft" and model["lineage"]["data_sha256"]
        sampled = platform.submit("generate", {"model": model["id"], "dataset": dataset, "n": 2, "max_new_tokens": 4})
        job = platform.until(sampled)
        assert_once(platform, job, dataset, 12)
        kinds = [event["kind"] for event in platform.events(sampled)]
        assert {"state", "metric", "progress", "artifact"} <= set(kinds)
        assert {one["model"] for one in platform.responses(dataset)} == {model["id"]}


def test_a_killed_runner_s_job_goes_on_from_its_checkpoint(
    platform: Platform, tmp_path: Path, tiny: dict[str, Any]
) -> None:
    dataset = platform.dataset(60)
    job_id = platform.submit("generate", slow(tiny, dataset))
    worker = WorkerProcess(platform, tmp_path / "r")
    platform.until_checkpoint(job_id)
    child = worker.child()
    worker.kill()
    wait_for(lambda: gone(child), 5, "the job's process dies with the worker")
    with working(platform, tmp_path / "r"):
        job = platform.until(job_id)
    assert_once(platform, job, dataset, 60)
    assert job["attempt"] == 2
    logs = [event["data"]["message"] for event in platform.events(job_id) if event["kind"] == "log"]
    assert any("resuming after step" in message for message in logs)


def test_sigterm_releases_the_job_without_costing_an_attempt(
    platform: Platform, tmp_path: Path, tiny: dict[str, Any]
) -> None:
    dataset = platform.dataset(30)
    job_id = platform.submit("generate", slow(tiny, dataset), max_attempts=1)
    with working(platform, tmp_path / "r") as worker:
        platform.until_progress(job_id, 0.05)
        child = worker.child()
        worker.process.terminate()
        assert worker.process.wait(25) == 0
        assert gone(child)
    released = platform.job(job_id)
    assert (released["state"], released["attempt"]) == ("ready", 0)
    with working(platform, tmp_path / "other"):
        job = platform.until(job_id)
    assert_once(platform, job, dataset, 30)


def test_a_cancel_reaches_the_running_job(platform: Platform, tmp_path: Path, tiny: dict[str, Any]) -> None:
    job_id = platform.submit("generate", slow(tiny, platform.dataset(40)))
    with working(platform, tmp_path / "r") as worker:
        platform.until_progress(job_id, 0.02)
        child = worker.child()
        asked = time.monotonic()
        platform.call("POST", f"/v1/jobs/{job_id}/cancel")
        job = platform.until(job_id)
        assert job["state"] == "cancelled" and time.monotonic() - asked < 15
        assert gone(child) and worker.process.poll() is None


def test_a_crash_costs_an_attempt_and_a_poison_job_dies(
    platform: Platform, tmp_path: Path, tiny: dict[str, Any]
) -> None:
    job_id = platform.submit("generate", slow(tiny, platform.dataset(30)), max_attempts=1)
    with working(platform, tmp_path / "r") as worker:
        platform.until_progress(job_id, 0.02)
        os.kill(worker.child(), signal.SIGKILL)
        job = platform.until(job_id)
        assert job["state"] == "dead" and "killed (SIGKILL)" in job["error"]["message"]
        assert worker.process.poll() is None
        # what can never work is not tried again
        fatal = platform.submit("generate", {"model": "no-such-model", "dataset": platform.dataset(1)})
        job = platform.until(fatal)
        assert (job["state"], job["attempt"]) == ("failed", 1)
        assert "there is no model 'no-such-model' here" in job["error"]["message"]


def test_the_platform_killed_in_the_middle(tmp_path: Path, tiny: dict[str, Any]) -> None:
    platform = Platform(tmp_path / "data")
    try:
        dataset = platform.dataset(30)
        job_id = platform.submit("generate", slow(tiny, dataset))
        with working(platform, tmp_path / "r") as worker:
            platform.until_progress(job_id, 0.02)
            child = worker.child()
            platform.kill()
            time.sleep(3)
            assert not gone(child), "an outage must not end a job whose lease can still be renewed"
            platform.start()
            job = platform.until(job_id)
            assert_once(platform, job, dataset, 30)
            assert job["attempt"] == 1
            # and both at once
            again = platform.submit("generate", {**slow(tiny, dataset), "model_name": "again"})
            platform.until_progress(again, 0.05)
            worker.kill()
            platform.kill()
        platform.start()
        with working(platform, tmp_path / "r"):
            job = platform.until(again)
        assert job["state"] == "succeeded"
        wait_for(lambda: len(platform.responses(dataset)) >= 120, 120, "the answers arrive in the dataset")
        answers = Counter((one["item_id"], one["model"], one["sample"]) for one in platform.responses(dataset))
        assert len(answers) == 120 and set(answers.values()) == {1}
    finally:
        platform.stop()


def test_a_wrong_key_and_a_shared_folder_are_refused(platform: Platform, tmp_path: Path) -> None:
    said = platform.said
    platform.said = {**said, "runner_key": "asy_nobody_nothing"}
    try:
        worker = WorkerProcess(platform, tmp_path / "r")
        assert worker.process.wait(30) == 1 and "check --key" in worker.log.read_text()
    finally:
        platform.said = said
    with working(platform, tmp_path / "shared") as first:
        wait_for(lambda: "waiting for jobs" in first.log.read_text(), 30, "the first worker waits")
        second = WorkerProcess(platform, tmp_path / "shared")
        assert second.process.wait(30) != 0 and "another runner works in" in second.log.read_text()
        assert subprocess.run(["kill", "-0", str(first.process.pid)], check=False).returncode == 0
