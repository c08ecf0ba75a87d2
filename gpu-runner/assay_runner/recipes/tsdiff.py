"""TSDiff: one unconditional diffusion model of series windows that predicts, refines and synthesizes.

Kollovieh, Ansari et al., "Predict, Refine, Synthesize: Self-Guiding Diffusion Models for Probabilistic Time Series
Forecasting", NeurIPS 2023, arXiv 2307.11494. Shapes: windows (W, L) with L = context + horizon; paths (W, P, L); the
network sees (B, 1, L).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from diffusers import DDPMScheduler
from sklearn.linear_model import Ridge

from assay_runner.blocks import diffusion
from assay_runner.blocks.checkpoints import load_state, save_state
from assay_runner.context import Context
from assay_runner.errors import Fatal
from assay_runner.params import param
from assay_runner.tasks import series as task

TITLE = "TSDiff: predict, refine, synthesize"
SUMMARY = "One unconditional diffusion model of time series: forecasts by guiding it, polishes forecasts, makes data."
FAMILY = "diffusion"
NEEDS_GPU = False


@dataclass(frozen=True)
class Params:
    data: str = param("generated", "Where the series come from.", choices=("generated", "co2", "elec_equip", "dataset"))
    series: str | None = param(
        None, "For data = dataset: its items carry metadata.series, a list of numbers.", x="dataset"
    )
    model: str | None = param(None, "A model trained by this recipe, used instead of training one.", x="model")
    uses: tuple[str, ...] = param(
        ("predict", "refine", "synthesize"), "What to do with the model.", choices=("predict", "refine", "synthesize")
    )
    context: int = param(48, "Values a forecast may look at (C).", ge=4, le=2048)
    horizon: int = param(12, "Values to forecast (H).", ge=1, le=512)
    noise: float = param(0.15, "Noise of generated series as a share of their level: the difficulty.", ge=0, le=2)
    scaling: str = param(
        "mean", "Divide by the context's mean |y|, or standardize by mean and deviation.", choices=("mean", "standard")
    )
    conditional: bool = param(False, "Train the TSDiff-Cond ablation: context as input, loss on the horizon.")
    width: int = param(32, "Channels of the denoiser.", ge=4, le=512)
    blocks: int = param(6, "Residual blocks of the denoiser.", ge=1, le=32)
    timesteps: int = param(50, "Diffusion steps (T).", ge=2, le=1000)
    beta_end: float = param(0.2, "Last β of the linear schedule that starts at 1e-4.", gt=1e-4, lt=1)
    steps: int = param(2500, "Training steps.", ge=1)
    batch_size: int = param(64, "Windows a training step.", ge=1)
    learning_rate: float = param(1e-3, "Adam's learning rate.", gt=0, le=1)
    clip: float = param(0.5, "Limit of the gradient's norm.", gt=0)
    checkpoint_every: int = param(500, "Training steps between checkpoints.", ge=1)
    windows: int = param(48, "Test windows of generated data; a real series gives its own count.", ge=1)
    paths: int = param(20, "Sample paths a window; fewer than about 20 bias the CRPS.", ge=2, le=1000)
    guidance: str = param(
        "quantile",
        "Guide path j of n by pinball loss at j/(n+1), or all by squared error.",
        choices=("quantile", "square"),
    )
    scale: float | None = param(None, "Guidance scale s; empty chooses on validation windows, log grid.", ge=0)
    order: str = param(
        "paper", "Gradient at x_t, or at the new x as the released code does.", choices=("paper", "released")
    )
    missing: str = param("none", "Which half of the context to hide.", choices=("none", "random", "begin", "end"))
    ddim_steps: int | None = param(None, "DDIM steps; empty samples all steps ancestrally.", ge=1, le=1000)
    refine_base: str = param("naive", "The forecast to refine.", choices=("naive", "ridge"))
    refine_term: str = param(
        "quantile", "What holds the refinement to the given forecast.", choices=("quantile", "square")
    )
    refine_iterations: int = param(20, "Refinement steps; 0 changes nothing.", ge=0, le=1000)
    refine_step: float = param(0.1, "Step size η.", gt=0, le=1)
    refine_noise: float = param(0.1, "Noise γ of a step √(2η)·γ·ξ; 0 is plain gradient descent.", ge=0, le=1)
    refine_weight: float = param(1.0, "Weight λ of that term.", ge=0)
    refine_stop: float = param(0.0, "Stop when a step lowers the energy by less than this share; 0 never.", ge=0, lt=1)
    synthetic: int = param(1000, "Windows to synthesize.", ge=10)


SCALES = {"quantile": (0.5, 1.0, 2.0, 4.0, 8.0, 16.0), "square": (0.1, 0.3, 1.0, 3.0, 10.0)}


def run(params: Params, context: Context) -> dict:
    """Train (or load) the model, put it to the uses asked for, keep it."""
    windows = load_windows(params, context)
    net, schedule = build(params, context)
    metrics: dict[str, float | None] = {}
    if params.model is None:
        metrics["train_loss"] = train(params, context, net, schedule, windows.train)
        context.model(diffusion.save_denoiser(context.workdir / "model", net, shape_of(params)), "tsdiff", {})
    else:
        diffusion.load_denoiser(Path(params.model), net, shape_of(params))
    base = baselines(params, windows)
    truth = windows.test[:, params.context :]
    metrics |= {f"{name}_crps": task.crps(forecast[:, None], truth) for name, forecast in base.items()}
    if "predict" in params.uses:
        scale = params.scale if params.scale is not None else choose_scale(params, context, net, schedule, windows)
        mask = task.hidden(len(windows.test), params.context, params.missing, context.rng("hidden"))
        paths = predict(params, context, net, schedule, windows.test, mask, scale)
        if not np.isfinite(paths).all():
            raise Fatal(
                f"guided paths are not finite at scale {scale}: lower scale, or leave it empty to have it chosen"
            )
        metrics |= {f"predict_{name}": value for name, value in task.grade(paths, windows.test).items()}
        metrics["scale"] = scale
        context.artifact(task.write_fans(context.workdir / "forecasts.json", paths, windows.test))
    if "refine" in params.uses and not params.conditional:
        start = np.repeat(base[params.refine_base][:, None], params.paths, axis=1)
        paths, trace = refine(params, context, net, schedule, windows, start)
        if not np.isfinite(paths).all():
            raise Fatal(f"refined paths are not finite: lower refine_step (it is {params.refine_step})")
        metrics |= {f"refine_{name}": value for name, value in task.grade(paths, windows.test).items()}
        metrics["refine_energy"] = trace[-1]["energy"] if trace else None
        context.artifact(task.write_fans(context.workdir / "refined.json", paths, windows.test))
    if "synthesize" in params.uses and not params.conditional:
        made = synthesize(params, context, net, schedule, params.synthetic)
        metrics["lps"] = linear_score(params, made, windows.test)
        path = context.workdir / "synthetic.jsonl"
        path.write_text("".join(json.dumps([round(float(v), 5) for v in row]) + "\n" for row in made))
        context.artifact(path)
    return {"metrics": metrics}


def load_windows(params: Params, context: Context) -> task.Windows:
    """Windows of the source asked for: whole series per split when generated, consecutive parts of the time line
    otherwise.
    """
    if params.data == "generated":
        drawn = int(context.rng("data").integers(2**31))
        return task.generated_windows(params.context, params.horizon, drawn, params.windows, params.noise)
    try:
        rows = task.read_series(context.input("series")) if params.data == "dataset" else [task.shipped(params.data)]
        return task.cut_windows(rows, params.context, params.horizon)
    except ValueError as error:
        raise Fatal(str(error)) from error


def build(params: Params, context: Context) -> tuple[diffusion.SeriesDenoiser, DDPMScheduler]:
    """The network, initialized from the run's seed, and the noise schedule."""
    torch.manual_seed(int(context.rng("weights").integers(2**31)))
    net = diffusion.SeriesDenoiser(1, 2 if params.conditional else 0, params.width, params.blocks).to(context.device)
    return net, diffusion.schedule(params.timesteps, beta_end=params.beta_end)


def shape_of(params: Params) -> dict[str, object]:
    """What a model must share with a run that uses it."""
    kept = ("conditional", "width", "blocks", "timesteps", "beta_end", "scaling", "context", "horizon")
    return {name: value for name, value in asdict(params).items() if name in kept}


def train(
    params: Params, context: Context, net: diffusion.SeriesDenoiser, schedule: DDPMScheduler, rows: np.ndarray
) -> float:
    """Fit the denoiser to scaled windows; goes on bit for bit from the last checkpoint. Returns the running mean of
    the loss.
    """
    values, _, _ = task.scaled(rows, np.ones_like(rows), params.context, params.scaling)
    clean = torch.tensor(values, dtype=torch.float32)[:, None]
    seen = torch.zeros(1, 1, clean.shape[-1])
    seen[..., : params.context] = 1
    optimizer = torch.optim.Adam(net.parameters(), lr=params.learning_rate)
    start, mean = 0, 1.0
    stored = context.load_checkpoint()
    if stored is not None:
        start = stored[0]
        mean = load_state(stored[1], modules={"net": net}, optimizers={"adam": optimizer})["mean"]
    for step in range(start, params.steps):
        context.check()
        generator = context.generator(f"train-{step}")
        batch = clean[torch.randint(0, len(clean), (params.batch_size,), generator=generator)]
        t = diffusion.random_steps(schedule, len(batch), generator)
        noise = torch.randn(batch.shape, generator=generator)
        batch, t, noise, mask = (tensor.to(context.device) for tensor in (batch, t, noise, seen))
        condition = torch.cat([batch * mask, mask.expand_as(batch)], 1) if params.conditional else None
        where = 1 - mask if params.conditional else None
        loss = diffusion.denoising_loss(net, schedule, batch, t, noise, condition, where).mean()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), params.clip)
        optimizer.step()
        mean = 0.98 * mean + 0.02 * loss.item()
        if (step + 1) % 50 == 0:
            context.metric(step + 1, loss=mean)
            context.progress(step + 1, params.steps, "training")
        if (step + 1) % params.checkpoint_every == 0 and step + 1 < params.steps:
            state = partial(save_state, modules={"net": net}, optimizers={"adam": optimizer}, values={"mean": mean})
            context.save_checkpoint(step + 1, state)
    return mean


# Predict


def predict(
    params: Params,
    context: Context,
    net: diffusion.Denoiser,
    schedule: DDPMScheduler,
    rows: np.ndarray,
    mask: np.ndarray,
    scale: float,
) -> np.ndarray:
    """(W, P, H) sample paths in the series' unit; `mask` (W, C) says what of the context was observed; scale 0 is
    unguided.
    """
    seen = np.concatenate([mask, np.zeros((len(rows), params.horizon))], 1)
    values, shift, size = task.scaled(rows, seen, params.context, params.scaling)
    observed = spread(values * seen, params.paths).to(context.device)
    where = spread(seen, params.paths).to(context.device)
    start = torch.randn(observed.shape, generator=context.generator("predict-start")).to(context.device)
    likelihood = observation(params.guidance, observed, where, params.paths)
    condition = torch.cat([observed, where], 1) if params.conditional else None
    drawn = diffusion.sample(
        net,
        schedule,
        start,
        context.generator("predict-noise"),
        condition,
        None if params.conditional else likelihood,
        scale,
        params.order,
        params.ddim_steps,
        context.check,
    )
    return gather(drawn, len(rows), params, shift, size)


def observation(kind: str, observed: torch.Tensor, where: torch.Tensor, paths: int) -> diffusion.Likelihood:
    """log p(y_obs | clean estimate), summed over the observed cells: squared error, or pinball with κ_j = j/(P+1)
    for path j.
    """
    levels = (torch.arange(1, paths + 1) / (paths + 1)).repeat(len(observed) // paths).view(-1, 1, 1).to(observed)

    def square(clean: torch.Tensor) -> torch.Tensor:
        return -0.5 * (where * (observed - clean) ** 2).flatten(1).sum(1)

    def quantile(clean: torch.Tensor) -> torch.Tensor:
        return -(where * diffusion.pinball(observed, clean, levels)).flatten(1).sum(1)

    return square if kind == "square" else quantile


def choose_scale(
    params: Params, context: Context, net: diffusion.Denoiser, schedule: DDPMScheduler, windows: task.Windows
) -> float:
    """The scale of the log grid with the lowest CRPS on validation windows."""
    if params.conditional:
        return 0.0
    scores = scan_scales(params, context, net, schedule, windows)
    best = min(scores, key=lambda scale: scores[scale])
    if best in (min(scores), max(scores)):
        context.log(
            f"the best scale, {best}, is at the edge of the grid {tuple(scores)}: set scale to look beyond", "warning"
        )
    return best


def scan_scales(
    params: Params, context: Context, net: diffusion.Denoiser, schedule: DDPMScheduler, windows: task.Windows
) -> dict[float, float]:
    """CRPS on 16 validation windows by scale; a scale that diverges counts as infinitely bad."""
    rows, scores = windows.validation[:16], {}
    for done, scale in enumerate(SCALES[params.guidance]):
        paths = predict(params, context, net, schedule, rows, np.ones((len(rows), params.context)), scale)
        score = task.crps(paths, rows[:, params.context :])
        scores[scale] = score if np.isfinite(score) else float("inf")
        context.progress(done + 1, len(SCALES[params.guidance]), "choosing the scale")
    return scores


# Refine


def refine(
    params: Params,
    context: Context,
    net: diffusion.Denoiser,
    schedule: DDPMScheduler,
    windows: task.Windows,
    start: np.ndarray,
) -> tuple[np.ndarray, list[dict[str, float]]]:
    """(W, P, H) refined paths and the trace of energy and CRPS. Langevin steps on E(y) = −log p_θ(y) + λR(y, ỹ),
    Algorithm 2.
    """
    rows, paths = windows.test, params.paths
    seen = np.concatenate([np.ones((len(rows), params.context)), np.zeros((len(rows), params.horizon))], 1)
    values, shift, size = task.scaled(rows, seen, params.context, params.scaling)
    horizon = (np.sort(start, axis=1) - shift[:, None]) / size[:, None]  # sample j stands for the quantile κ_j
    past = np.repeat(values[:, None, : params.context], paths, axis=1)
    target = torch.tensor(np.concatenate([past, horizon], 2).reshape(-1, 1, rows.shape[1]), dtype=torch.float32)
    target = target.to(context.device)
    # The square term holds the observed cells only; the pinball term holds the given forecast too, path by path.
    where = spread(seen, paths).to(context.device) if params.refine_term == "square" else torch.ones_like(target)
    hold = observation(params.refine_term, target, where, paths)
    step = representative_step(params, context, net, schedule, windows.validation)
    t = torch.full((len(target),), step, device=context.device)
    y, trace = target.clone(), []
    for number in range(params.refine_iterations):
        context.check()
        generator = context.generator(f"refine-{number}")
        noise = torch.randn(y.shape, generator=generator).to(context.device)
        y = y.detach().requires_grad_(True)
        # −log p_θ up to a constant: the denoising loss at one representative step, summed over the window
        likelihood = diffusion.denoising_loss(net, schedule, y, t, noise) * y.shape[-1]
        energy = likelihood - params.refine_weight * hold(y)
        (gradient,) = torch.autograd.grad(energy.sum(), y)
        shake = torch.randn(y.shape, generator=generator).to(context.device)
        y = (y - params.refine_step * gradient + (2 * params.refine_step) ** 0.5 * params.refine_noise * shake).detach()
        now = gather(y, len(rows), params, shift, size)
        trace.append({"energy": energy.mean().item(), "crps": task.crps(now, rows[:, params.context :])})
        context.metric(number + 1, refine_energy=trace[-1]["energy"], refine_crps=trace[-1]["crps"])
        if number and trace[-1]["energy"] > (1 - params.refine_stop) * trace[-2]["energy"] and params.refine_stop > 0:
            break
    return (gather(y, len(rows), params, shift, size) if trace else np.sort(start, axis=1)), trace


def representative_step(
    params: Params, context: Context, net: diffusion.Denoiser, schedule: DDPMScheduler, rows: np.ndarray
) -> int:
    """The step whose denoising loss on validation windows is closest to the mean over all steps."""
    values, _, _ = task.scaled(rows, np.ones_like(rows), params.context, params.scaling)
    clean = spread(values, 4).to(context.device)
    noise = torch.randn(clean.shape, generator=context.generator("representative")).to(context.device)
    with torch.no_grad():
        losses = torch.stack(
            [
                diffusion.denoising_loss(
                    net, schedule, clean, torch.full((len(clean),), t, device=clean.device), noise
                ).mean()
                for t in range(params.timesteps)
            ]
        )
    return int((losses - losses.mean()).abs().argmin())


# Synthesize


def synthesize(
    params: Params, context: Context, net: diffusion.Denoiser, schedule: DDPMScheduler, count: int
) -> np.ndarray:
    """(count, L) windows in scaled space by ancestral sampling."""
    start = torch.randn((count, 1, params.context + params.horizon), generator=context.generator("synthesize-start"))
    drawn = diffusion.sample(
        net,
        schedule,
        start.to(context.device),
        context.generator("synthesize-noise"),
        ddim_steps=params.ddim_steps,
        check=context.check,
    )
    return drawn[:, 0].cpu().double().numpy()


def linear_score(params: Params, scaled_rows: np.ndarray, test: np.ndarray) -> float:
    """LPS: CRPS on real test windows of a ridge regression (defaults) fitted on `scaled_rows` (count, L)."""
    ridge = Ridge().fit(scaled_rows[:, : params.context], scaled_rows[:, params.context :])
    values, shift, size = task.scaled(test, np.ones_like(test), params.context, params.scaling)
    forecast = ridge.predict(values[:, : params.context]) * size + shift
    return task.crps(forecast[:, None], test[:, params.context :])


# Baselines and forms


def baselines(params: Params, windows: task.Windows) -> dict[str, np.ndarray]:
    """(W, H) point forecasts that every report shows: seasonal naive, and ridge fitted on the real training windows."""
    past = windows.test[:, : params.context]
    values, _, _ = task.scaled(windows.train, np.ones_like(windows.train), params.context, params.scaling)
    ridge = Ridge().fit(values[:, : params.context], values[:, params.context :])
    scaled, shift, size = task.scaled(windows.test, np.ones_like(windows.test), params.context, params.scaling)
    return {
        "naive": task.seasonal_naive(past, np.ones_like(past), params.horizon),
        "ridge": ridge.predict(scaled[:, : params.context]) * size + shift,
    }


def spread(rows: np.ndarray, paths: int) -> torch.Tensor:
    """(W, L) → (W·P, 1, L) float32, the paths of a window next to each other."""
    return torch.tensor(rows, dtype=torch.float32).repeat_interleave(paths, dim=0)[:, None]


def gather(drawn: torch.Tensor, count: int, params: Params, shift: np.ndarray, size: np.ndarray) -> np.ndarray:
    """(W·P, 1, L) in scaled space → (W, P, H) in the series' unit."""
    rows = drawn[:, 0, params.context :].cpu().double().numpy().reshape(count, -1, params.horizon)
    return rows * size[:, None] + shift[:, None]
