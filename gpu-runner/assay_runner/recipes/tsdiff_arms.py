"""The arms of TSDiff's evidence: one training a seed, then every use of the model beside its baselines."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from diffusers import DDPMScheduler

from assay_runner.blocks import diffusion
from assay_runner.context import Context, LocalContext
from assay_runner.evidence import Arm, Claim, Evidence, Finding, Measure, Results, prepared
from assay_runner.recipes import tsdiff
from assay_runner.tasks import series as task

FULL = tsdiff.Params(width=24, blocks=5, steps=2000, windows=40)
QUICK = replace(FULL, width=16, blocks=4, steps=300, batch_size=32, windows=12, paths=10, timesteps=20)
REAL = ("co2", "elec_equip")  # measured in the full run only


def settings(quick: bool, data: str = "generated") -> tsdiff.Params:
    """What the arms run with; the shipped series hover far from zero, so they are standardized and need fewer steps."""
    params = QUICK if quick else FULL
    return (
        params if data == "generated" else replace(params, data=data, scaling="standard", steps=params.steps * 2 // 5)
    )


def prepare(seed: int, quick: bool, context: Context) -> None:
    """Train the unconditional model and TSDiff-Cond on generated series, one model on each real series; choose
    scales.
    """
    for name, params in models(quick).items():
        inner = LocalContext(context.workdir / name, seed)
        windows = tsdiff.load_windows(params, inner)
        net, schedule = tsdiff.build(params, inner)
        tsdiff.train(params, inner, net, schedule, windows.train)
        diffusion.save_denoiser(inner.workdir / "model", net, tsdiff.shape_of(params))
        if not params.conditional:
            kinds = ("quantile", "square") if name == "free" else ("quantile",)
            scans = {
                kind: list(tsdiff.scan_scales(replace(params, guidance=kind), inner, net, schedule, windows).items())
                for kind in kinds
            }
            (inner.workdir / "scans.json").write_text(json.dumps(scans))


def models(quick: bool) -> dict[str, tsdiff.Params]:
    """The models a seed trains."""
    free = settings(quick)
    real = {} if quick else {name: settings(quick, name) for name in REAL}
    return {"free": free, "cond": replace(free, conditional=True)} | real


def opened(
    name: str, quick: bool, context: Context
) -> tuple[tsdiff.Params, diffusion.SeriesDenoiser, DDPMScheduler, task.Windows, Path]:
    """A prepared model with its windows."""
    params, folder = models(quick)[name], prepared(context) / name
    net, schedule = tsdiff.build(params, context)
    diffusion.load_denoiser(folder / "model", net, tsdiff.shape_of(params))
    return params, net.requires_grad_(False), schedule, tsdiff.load_windows(params, context), folder


def scan_of(folder: Path, guidance: str) -> list[list[float]]:
    """[[scale, CRPS on validation windows], …] as `prepare` left it."""
    return json.loads((folder / "scans.json").read_text())[guidance]


def score(paths: np.ndarray, rows: np.ndarray, seconds: float | None = None) -> dict[str, object]:
    """The columns of one forecast; point forecasts have no coverage."""
    found: dict[str, object] = dict(task.grade(paths, rows))
    if paths.shape[1] == 1:
        found["coverage"] = None
    found["coverage_gap"] = (
        None if found["coverage"] is None else abs(task.coverage(paths, rows[:, -paths.shape[2] :]) - 0.8)
    )
    found["seconds"] = None if seconds is None else seconds / len(rows)
    return found | {f"crps_{name}": None for name in REAL}


def point(kind: str) -> Measure:
    """A point baseline on all three sources."""

    def run(seed: int, quick: bool, context: Context) -> dict[str, object]:
        found: dict[str, object] = {}
        for data in ("generated", *(() if quick else REAL)):
            params = settings(quick, data)
            windows = tsdiff.load_windows(params, context)
            paths = tsdiff.baselines(params, windows)[kind][:, None]
            if data == "generated":
                found = score(paths, windows.test)
            else:
                found[f"crps_{data}"] = task.crps(paths, windows.test[:, params.context :])
        return found

    return run


def guided(
    guidance: str = "quantile", order: str = "paper", missing: str = "none", real: bool = False, free: bool = False
) -> Measure:
    """A forecast by guidance with the scale chosen on validation windows; `free` turns the guidance off."""

    def run(seed: int, quick: bool, context: Context) -> dict[str, object]:
        params, net, schedule, windows, folder = opened("free", quick, context)
        params = replace(params, guidance=guidance, order=order)
        scan = scan_of(folder, guidance)
        scale = 0.0 if free else min(scan, key=lambda pair: pair[1])[0]
        mask = task.hidden(len(windows.test), params.context, missing, context.rng("hidden"))
        started = time.process_time()
        paths = tsdiff.predict(params, context, net, schedule, windows.test, mask, scale)
        found = score(paths, windows.test, time.process_time() - started) | {"scale": scale}
        if order == "paper" and missing == "none" and not free:
            found["curves"] = {"validation_crps_by_log10_scale": [[np.log10(s), min(v, 0.5)] for s, v in scan]}
        for data in REAL if real and not quick else ():
            other, net, schedule, windows, folder = opened(data, quick, context)
            scale = min(scan_of(folder, "quantile"), key=lambda pair: pair[1])[0]
            whole = np.ones((len(windows.test), other.context))
            paths = tsdiff.predict(other, context, net, schedule, windows.test, whole, scale)
            found[f"crps_{data}"] = task.crps(paths, windows.test[:, other.context :])
        return found

    return run


def conditional(missing: str = "none") -> Measure:
    """TSDiff-Cond: the same network trained to forecast, with the context as input."""

    def run(seed: int, quick: bool, context: Context) -> dict[str, object]:
        params, net, schedule, windows, _ = opened("cond", quick, context)
        mask = task.hidden(len(windows.test), params.context, missing, context.rng("hidden"))
        started = time.process_time()
        paths = tsdiff.predict(params, context, net, schedule, windows.test, mask, 0.0)
        return score(paths, windows.test, time.process_time() - started)

    return run


def refined(base: str, term: str, noise: float) -> Measure:
    """Refinement of one base forecast."""

    def run(seed: int, quick: bool, context: Context) -> dict[str, object]:
        params, net, schedule, windows, _ = opened("free", quick, context)
        params = replace(params, refine_term=term, refine_noise=noise)
        if base == "cond":
            cond, other, _, _, _ = opened("cond", quick, context)
            whole = np.ones((len(windows.test), params.context))
            start = tsdiff.predict(cond, context, other, schedule, windows.test, whole, 0.0)
        else:
            start = np.repeat(tsdiff.baselines(params, windows)[base][:, None], params.paths, axis=1)
        started = time.process_time()
        paths, trace = tsdiff.refine(params, context, net, schedule, windows, start)
        found = score(paths, windows.test, time.process_time() - started)
        before = task.crps(start, windows.test[:, params.context :])
        found["curves"] = {
            "refinement_crps": [[0, before], *([number, row["crps"]] for number, row in enumerate(trace, 1))],
            "refinement_energy": [[number, row["energy"]] for number, row in enumerate(trace, 1)],
        }
        return found | {"before": before, "gain": before - float(str(found["crps"]))}

    return run


def linear(synthetic: bool) -> Measure:
    """LPS: ridge fitted on 1 000 synthetic windows, or on as many real ones."""

    def run(seed: int, quick: bool, context: Context) -> dict[str, object]:
        params, net, schedule, windows, _ = opened("free", quick, context)
        count = 200 if quick else params.synthetic
        if synthetic:
            rows = tsdiff.synthesize(params, context, net, schedule, count)
        else:
            picked = context.rng("linear").choice(len(windows.train), count, replace=False)
            rows, _, _ = task.scaled(
                windows.train[picked], np.ones_like(windows.train[picked]), params.context, params.scaling
            )
        return {"crps": tsdiff.linear_score(params, rows, windows.test)}

    return run


def wins_both(results: Results) -> Finding:
    """Seeds in which guidance is below both floors."""
    found = [results.wins("quantile", floor, "crps", 0.8, "lower") for floor in ("naive", "free")]
    return Finding(all(one.shown for one in found), " and ".join(one.measured for one in found))


def near_cond(results: Results) -> Finding:
    """Guided over TSDiff-Cond, as a ratio of means."""
    ratio = results.mean("quantile", "crps") / results.mean("cond", "crps")
    return Finding(bool(ratio <= 1.25), f"ratio {ratio:.3f}")


def near_real(results: Results) -> Finding:
    """LPS of synthetic over LPS of real windows, as a ratio of means."""
    ratio = results.mean("lps_synthetic", "crps") / results.mean("lps_real", "crps")
    return Finding(bool(ratio <= 1.25), f"ratio {ratio:.3f}")


def helps_less(results: Results) -> Finding:
    """Refinement gains on the naive base minus gains on the probabilistic one."""
    gains = {
        base: results.values(f"refine_{base}", "gain") / results.values(f"refine_{base}", "before")
        for base in ("naive", "cond")
    }
    return Finding(
        bool(gains["naive"].mean() > gains["cond"].mean()),
        f"CRPS falls by {gains['naive'].mean():.1%} against {gains['cond'].mean():.1%}",
    )


EVIDENCE = Evidence(
    main_metric="crps",
    better="lower",
    reference="naive",
    columns={
        "crps": "CRPS",
        "coverage": "80 % band covers",
        "mase": "MASE",
        "energy_score": "energy score",
        "seconds": "s a window",
        "crps_co2": "CRPS co2",
        "crps_elec_equip": "CRPS elec_equip",
    },
    prepare=prepare,
    arms={
        "naive": Arm("seasonal naive", point("naive")),
        "ridge": Arm("ridge", point("ridge")),
        "cond": Arm("TSDiff-Cond", conditional()),
        "free": Arm("unguided", guided(free=True)),
        "quantile": Arm("**guided, quantile**", guided(real=True)),
        "square": Arm("guided, square", guided("square")),
        "released": Arm("guided, quantile, released order", guided(order="released")),
        "random": Arm("guided, half the context hidden at random", guided(missing="random")),
        "begin": Arm("guided, first half hidden", guided(missing="begin")),
        "end": Arm("guided, last half hidden", guided(missing="end")),
        "cond_random": Arm("TSDiff-Cond, half hidden at random", conditional("random")),
        "refine_naive": Arm("naive refined, quantile, γ = 0.1", refined("naive", "quantile", 0.1)),
        "refine_naive_still": Arm("naive refined, quantile, γ = 0", refined("naive", "quantile", 0.0)),
        "refine_naive_square": Arm("naive refined, square, γ = 0.1", refined("naive", "square", 0.1)),
        "refine_naive_square_still": Arm("naive refined, square, γ = 0", refined("naive", "square", 0.0)),
        "refine_ridge": Arm("ridge refined, quantile, γ = 0.1", refined("ridge", "quantile", 0.1)),
        "refine_cond": Arm("TSDiff-Cond refined, quantile, γ = 0.1", refined("cond", "quantile", 0.1)),
        "refine_cond_square": Arm("TSDiff-Cond refined, square, γ = 0.1", refined("cond", "square", 0.1)),
        "lps_real": Arm("ridge on 1,000 real windows", linear(False)),
        "lps_synthetic": Arm("ridge on 1,000 synthetic windows (LPS)", linear(True)),
    },
    claims=[
        Claim("Guidance beats the seasonal naive forecast", lambda r: r.below("quantile", "naive", "crps"), main=True),
        Claim("Guidance beats unguided samples", lambda r: r.below("quantile", "free", "crps"), main=True),
        Claim("… and both on at least 4 of 5 seeds", wins_both),
        Claim("Guidance is within 25 % of TSDiff-Cond, which was trained to forecast", near_cond),
        Claim("Quantile guidance has the lower CRPS than square", lambda r: r.below("quantile", "square", "crps")),
        Claim("… and its 80 % band is closer to 80 %", lambda r: r.below("quantile", "square", "coverage_gap")),
        Claim(
            "One checkpoint: half blind, it still beats the naive forecast that sees everything",
            lambda r: r.below("random", "naive", "crps"),
        ),
        Claim(
            "… where TSDiff-Cond, not retrained, is worse than it", lambda r: r.below("random", "cond_random", "crps")
        ),
        Claim("Refinement improves the naive forecast", lambda r: r.below("refine_naive", "naive", "crps"), main=True),
        Claim("… and a probabilistic base less than that", helps_less),
        Claim("Ridge fitted on synthetic windows is within 25 % of ridge on real ones", near_real),
        Claim("Guidance beats naive on co2", lambda r: r.below("quantile", "naive", "crps_co2")),
        Claim("Guidance beats naive on elec_equip", lambda r: r.below("quantile", "naive", "crps_elec_equip")),
    ],
    params={key: list(value) if isinstance(value, tuple) else value for key, value in asdict(FULL).items()},
)
