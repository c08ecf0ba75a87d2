"""TSDiff: the grader's identities, the recipe's acceptance checks, and its claims in the quick run."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scoringrules
import torch

from assay_runner.blocks import diffusion
from assay_runner.context import LocalContext
from assay_runner.errors import Fatal
from assay_runner.evidence import measure
from assay_runner.params import parse
from assay_runner.recipes import RECIPES, tsdiff
from assay_runner.tasks import series as task

torch.set_num_threads(1)
TINY = tsdiff.Params(
    context=24,
    horizon=6,
    width=8,
    blocks=2,
    timesteps=8,
    steps=12,
    batch_size=8,
    checkpoint_every=4,
    windows=3,
    paths=4,
    scale=1.0,
    refine_iterations=3,
    synthetic=20,
)


# 1. The grader


def paths_and_truth(windows: int = 7, paths: int = 21, horizon: int = 5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return rng.gamma(2.0, size=(windows, paths, horizon)), rng.gamma(2.0, size=(windows, horizon))


def test_crps_of_a_point_is_nd_and_of_the_truth_zero() -> None:
    paths, truth = paths_and_truth()
    point = paths[:, 0]
    assert task.crps(point[:, None], truth) == pytest.approx(task.normalized_deviation(point, truth), rel=1e-12)
    assert task.crps(np.repeat(truth[:, None], 9, axis=1), truth) == 0
    assert task.crps_by_window(paths, truth).sum() / np.abs(truth).sum() == pytest.approx(task.crps(paths, truth))


@pytest.mark.filterwarnings("ignore")
def test_crps_is_that_of_gluonts() -> None:
    from gluonts.evaluation import Evaluator
    from gluonts.model.forecast import SampleForecast

    paths, truth = paths_and_truth()
    start = pd.Period("2000-01", freq="M")
    series = [pd.DataFrame(row, index=pd.period_range(start, periods=len(row), freq="M")) for row in truth]
    forecasts = [SampleForecast(samples=samples, start_date=start) for samples in paths]
    evaluator = Evaluator(quantiles=[float(level) for level in task.LEVELS], num_workers=0)
    found, _ = evaluator(iter(series), iter(forecasts), num_series=len(series))
    assert task.crps(paths, truth) == pytest.approx(found["mean_wQuantileLoss"], abs=1e-6)


def test_ensemble_crps_is_that_of_scoringrules_and_nears_the_closed_form() -> None:
    paths, truth = paths_and_truth()
    theirs = scoringrules.crps_ensemble(truth, np.moveaxis(paths, 1, -1), estimator="nrg")
    np.testing.assert_allclose(task.crps_ensemble(paths, truth), theirs, atol=1e-6)
    # a normal forecast at its own mean: 2φ(0) − 1/√π = 0.23370 σ
    draws = 3.0 * np.random.default_rng(1).normal(size=(1, 200_000, 1))
    assert task.crps_ensemble(draws, np.zeros((1, 1)))[0, 0] / 3 == pytest.approx(0.2337, abs=2e-3)


def test_coverage_naive_and_masks() -> None:
    paths = np.tile(np.linspace(0, 1, 101)[None, :, None], (1, 1, 4))
    assert task.coverage(paths, np.array([[0.05, 0.2, 0.8, 0.95]])) == 0.5
    context = np.arange(24.0)[None]
    assert task.seasonal_naive(context, np.ones_like(context), 13).tolist() == [[*range(12, 24), 12]]
    seen = np.ones_like(context)
    seen[0, 12:] = 0  # only the older year is left
    assert task.seasonal_naive(context, seen, 3).tolist() == [[0, 1, 2]]
    rng = np.random.default_rng(0)
    assert task.hidden(5, 10, "random", rng).sum(1).tolist() == [5] * 5
    assert task.hidden(1, 4, "begin", rng).tolist() == [[0, 0, 1, 1]]
    assert task.hidden(1, 4, "end", rng).tolist() == [[1, 1, 0, 0]]


def test_series_are_seeded_and_splits_do_not_overlap() -> None:
    again = [task.generated(3, 60, 5, "train") for _ in range(2)]
    assert np.array_equal(*again)
    rows = {
        split: {row.tobytes() for row in task.generated(20, 60, 5, split)} for split in ("train", "validation", "test")
    }
    assert not rows["train"] & rows["test"] and not rows["train"] & rows["validation"]
    calm, wild = (task.generated(30, 120, 0, "train", noise) for noise in (0.05, 0.4))
    naive = [
        task.normalized_deviation(task.seasonal_naive(rows[:, :108], np.ones((30, 108)), 12), rows[:, 108:])
        for rows in (calm, wild)
    ]
    assert naive[0] < naive[1]  # the difficulty dial
    # by time: no horizon of the test windows is in a training window
    cut = task.cut_windows([np.arange(400.0)], 48, 12)
    assert cut.train.max() < cut.validation[:, 48:].min() and cut.validation.max() < cut.test[:, 48:].min()
    assert len(task.shipped("co2")) == 526 and len(task.shipped("elec_equip")) == 257


def test_scaling_looks_at_observed_values_only() -> None:
    rows = np.array([[1.0, 100.0, 3.0, 50.0, 60.0]])
    seen = np.array([[1.0, 0.0, 1.0, 0.0, 0.0]])
    _, shift, scale = task.scaled(rows, seen, 4, "mean")
    assert (shift.item(), scale.item()) == (0, 2)
    _, shift, scale = task.scaled(rows, seen, 4, "standard")
    assert (shift.item(), scale.item()) == (2, 1)
    assert np.isfinite(task.scaled(np.zeros((1, 5)), np.ones((1, 5)), 4, "mean")[0]).all()


# 2. Guidance (its gradient is checked in test_diffusion.py)


def model(tmp_path: Path, params: tsdiff.Params = TINY) -> tuple:
    context = LocalContext(tmp_path, 3)
    windows = tsdiff.load_windows(params, context)
    net, schedule = tsdiff.build(params, context)
    tsdiff.train(replace(params, checkpoint_every=10**6), context, net, schedule, windows.train)
    return context, net, schedule, windows


def test_scale_zero_reproduces_unguided_sampling(tmp_path: Path) -> None:
    context, net, schedule, windows = model(tmp_path)
    mask = np.ones((3, 24))
    both = [
        tsdiff.predict(replace(TINY, guidance=kind), context, net, schedule, windows.test, mask, 0.0)
        for kind in ("quantile", "square")
    ]
    start = torch.randn((12, 1, 30), generator=context.generator("predict-start"))
    free = diffusion.sample(net, schedule, start, context.generator("predict-noise"))
    _, shift, scale = task.scaled(windows.test, np.ones((3, 30)), 24, "mean")
    assert np.array_equal(both[0], both[1])
    np.testing.assert_array_equal(both[0], tsdiff.gather(free, 3, TINY, shift, scale))
    guided = tsdiff.predict(TINY, context, net, schedule, windows.test, mask, 1.0)
    assert not np.array_equal(guided, both[0])


def test_quantile_paths_carry_their_level() -> None:
    observed, where = torch.zeros(4, 1, 2), torch.tensor([[[1.0, 0.0]]]).expand(4, 1, 2)
    likelihood = tsdiff.observation("quantile", observed, where, 4)
    # one observed cell, estimate one above: −(1 − κ_j) with κ_j = j/5; the unobserved cell does not count
    torch.testing.assert_close(likelihood(torch.ones(4, 1, 2)), -torch.tensor([0.8, 0.6, 0.4, 0.2]))


# 4. One checkpoint, any layout


@pytest.mark.parametrize("missing", ["none", "random", "begin", "end"])
def test_one_checkpoint_serves_every_missing_layout(missing: str, tmp_path: Path) -> None:
    context, net, schedule, windows = model(tmp_path)
    mask = task.hidden(3, 24, missing, context.rng("hidden"))
    first = tsdiff.predict(TINY, context, net, schedule, windows.test, mask, 1.0)
    assert first.shape == (3, 4, 6) and np.isfinite(first).all()
    changed = windows.test.copy()
    changed[:, :24][mask == 0] += 1000.0  # what is hidden must not be looked at
    changed[:, 24:] += 1000.0
    second = tsdiff.predict(TINY, context, net, schedule, changed, mask, 1.0)
    np.testing.assert_array_equal(first, second)


# 5. Refinement


def test_refinement_reports_each_step_stops_early_and_is_the_identity_without_steps(tmp_path: Path) -> None:
    context, net, schedule, windows = model(tmp_path)
    start = np.sort(np.random.default_rng(0).gamma(2.0, size=(3, 4, 6)), axis=1)

    def refine(**changes: object) -> tuple[np.ndarray, list]:
        return tsdiff.refine(replace(TINY, **changes), context, net, schedule, windows, start)

    same, trace = refine(refine_iterations=0)
    assert np.array_equal(same, start) and trace == []
    moved, trace = refine()
    assert len(trace) == 3 and set(trace[0]) == {"energy", "crps"} and not np.array_equal(moved, start)
    assert [value for _, value in context.metrics("refine_crps")] == [row["crps"] for row in trace]
    _, stopped = refine(refine_stop=0.99)
    assert len(stopped) == 2
    assert np.array_equal(moved, refine()[0])


# 6. LPS


def test_linear_score_is_deterministic(tmp_path: Path) -> None:
    context, net, schedule, windows = model(tmp_path)
    made = [tsdiff.synthesize(TINY, context, net, schedule, 20) for _ in range(2)]
    assert np.array_equal(*made)
    assert tsdiff.linear_score(TINY, made[0], windows.test) == tsdiff.linear_score(TINY, made[1], windows.test)


# The recipe as a job


def test_run_gives_metrics_artifacts_and_a_model_that_can_be_used_again(tmp_path: Path) -> None:
    context = LocalContext(tmp_path / "one", 0)
    metrics = tsdiff.run(TINY, context)["metrics"]
    assert {"train_loss", "naive_crps", "ridge_crps", "predict_crps", "refine_crps", "refine_energy", "lps"} <= set(
        metrics
    )
    fans = json.loads((tmp_path / "one" / "artifacts" / "forecasts.json").read_text())
    assert len(fans["windows"]) == 3 and len(fans["windows"][0]["quantiles"]["0.5"]) == 6
    folder = tmp_path / "one" / "models" / "tsdiff"
    again = tsdiff.run(replace(TINY, model=str(folder)), LocalContext(tmp_path / "two", 0))["metrics"]
    assert {key: value for key, value in metrics.items() if key != "train_loss"} == again
    with pytest.raises(Fatal, match="width"):
        tsdiff.run(replace(TINY, model=str(folder), width=16), LocalContext(tmp_path / "three", 0))


def test_divergence_says_what_to_lower(tmp_path: Path) -> None:
    with pytest.raises(Fatal, match="lower scale"):
        tsdiff.run(replace(TINY, guidance="square", scale=1e20), LocalContext(tmp_path / "scale", 0))
    with pytest.raises(Fatal, match="refine_step"):
        diverging = replace(TINY, uses=("refine",), refine_term="square", refine_weight=1e30, refine_iterations=6)
        tsdiff.run(diverging, LocalContext(tmp_path / "step", 0))


class Killed(Exception):
    pass


def test_killed_and_resumed_run_ends_bit_for_bit_the_same(tmp_path: Path) -> None:
    whole = tsdiff.run(TINY, LocalContext(tmp_path / "whole", 0))

    class Dying(LocalContext):
        left = 7

        def check(self) -> None:
            self.left -= 1
            if self.left < 0:
                raise Killed

    with pytest.raises(Killed):
        tsdiff.run(TINY, Dying(tmp_path / "cut", 0))
    resumed = LocalContext(tmp_path / "cut", 0)
    assert resumed.load_checkpoint()[0] == 4
    assert tsdiff.run(TINY, resumed) == whole
    files = [tmp_path / name / "models" / "tsdiff" / "model.safetensors" for name in ("whole", "cut")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_data_of_a_project(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    rows = [
        {"item": {"id": str(n), "metadata": {"series": row.tolist()}}}
        for n, row in enumerate(task.generated(2, 220, 0, "test"))
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    params = replace(TINY, data="dataset", series="ds_1", uses=("predict",))
    metrics = tsdiff.run(params, LocalContext(tmp_path / "run", 0, inputs={"series": path}))["metrics"]
    assert np.isfinite(metrics["predict_crps"])
    path.write_text(json.dumps({"item": {"id": "1", "metadata": {}}}))
    with pytest.raises(Fatal, match=r"metadata\.series"):
        tsdiff.run(params, LocalContext(tmp_path / "bad", 0, inputs={"series": path}))
    path.write_text(json.dumps({"item": {"id": "1", "metadata": {"series": [1.0] * 30}}}))
    with pytest.raises(Fatal, match="too short"):
        tsdiff.run(params, LocalContext(tmp_path / "short", 0, inputs={"series": path}))


def test_bad_parameters_are_named() -> None:
    with pytest.raises(Fatal, match="guidance"):
        parse(tsdiff.Params, {"guidance": "hope"})
    assert parse(tsdiff.Params, {"ddim_steps": 5}).ddim_steps == 5


# 3. The claims, in the quick run


def test_quick_evidence_shows_the_direction(tmp_path: Path) -> None:
    record = measure("tsdiff", RECIPES["tsdiff"], tmp_path, quick=True, plain=True)
    assert all(claim["shown"] for claim in record["claims"] if claim["main"])
    assert record["arms"]["cond"]["metrics"]["crps"]  # the ratio to TSDiff-Cond is there to be read
