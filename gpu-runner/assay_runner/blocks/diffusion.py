"""Diffusion over series, images and clips: schedules and samplers from diffusers; losses, guidance and denoisers as
plain functions.

A denoiser is any callable `(x, t, condition) -> output` with x (B, C, …), t (B,) integer steps and condition None or
(B, C', …). Its output is read as the schedule's prediction type says (epsilon, v_prediction or sample).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import torch
from diffusers import DDIMScheduler, DDPMScheduler, UNet2DConditionModel, UNet2DModel
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

from assay_runner.errors import Fatal

Denoiser = Callable[[torch.Tensor, torch.Tensor, torch.Tensor | None], torch.Tensor]
Likelihood = Callable[[torch.Tensor], torch.Tensor]
"""Log-likelihood (B,) of what was observed, given a clean estimate (B, C, …); differentiable, known up to a
constant.
"""

Order = Literal["paper", "released"]


# Schedules


def schedule(
    steps: int,
    beta_start: float = 1e-4,
    beta_end: float = 0.02,
    kind: Literal["linear", "scaled_linear", "squaredcos_cap_v2"] = "linear",
    prediction: Literal["epsilon", "v_prediction", "sample"] = "epsilon",
) -> DDPMScheduler:
    """The ancestral (DDPM) schedule with the posterior variance β_t(1−ᾱ_{t−1})/(1−ᾱ_t); nothing is clipped."""
    return DDPMScheduler(
        num_train_timesteps=steps,
        beta_start=beta_start,
        beta_end=beta_end,
        beta_schedule=kind,
        prediction_type=prediction,
        variance_type="fixed_small",
        clip_sample=False,
    )


def ddim(scheduler: DDPMScheduler) -> DDIMScheduler:
    """The deterministic sampler over the same schedule; it may skip steps."""
    return DDIMScheduler.from_config(scheduler.config, clip_sample=False, set_alpha_to_one=True)


def alpha_bar(scheduler: DDPMScheduler, t: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
    """ᾱ_t for t (B,), shaped to multiply `like` (B, …)."""
    values = scheduler.alphas_cumprod.to(like.device, like.dtype)[t]
    return values.view(-1, *[1] * (like.dim() - 1))


def q_sample(scheduler: DDPMScheduler, clean: torch.Tensor, noise: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """x_t = √ᾱ_t x_0 + √(1−ᾱ_t) ε for t (B,)."""
    return scheduler.add_noise(clean, noise, t)


def target_of(scheduler: DDPMScheduler, clean: torch.Tensor, noise: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """What the denoiser should put out at step t."""
    kind = scheduler.config.prediction_type
    if kind == "epsilon":
        return noise
    return clean if kind == "sample" else scheduler.get_velocity(clean, noise, t)


def clean_estimate(scheduler: DDPMScheduler, x: torch.Tensor, t: torch.Tensor, output: torch.Tensor) -> torch.Tensor:
    """One-step estimate of x_0 from x_t and the denoiser's output; for epsilon (x_t − √(1−ᾱ_t) ε)/√ᾱ_t."""
    signal = alpha_bar(scheduler, t, x)
    kind = scheduler.config.prediction_type
    if kind == "epsilon":
        return (x - (1 - signal).sqrt() * output) / signal.sqrt()
    return output if kind == "sample" else signal.sqrt() * x - (1 - signal).sqrt() * output


# Training


def denoising_loss(
    denoise: Denoiser,
    scheduler: DDPMScheduler,
    clean: torch.Tensor,
    t: torch.Tensor,
    noise: torch.Tensor,
    condition: torch.Tensor | None = None,
    mask: torch.Tensor | None = None,
    min_snr: float | None = None,
) -> torch.Tensor:
    """Squared error (B,) between output and target, averaged over the cells where `mask` is 1 (all by default).

    `min_snr` weighs step t by min(SNR_t, min_snr)/SNR_t, by …/(SNR_t + 1) for v_prediction (Hang et al. 2023).
    """
    output = denoise(q_sample(scheduler, clean, noise, t), t, condition)
    error = (output - target_of(scheduler, clean, noise, t)) ** 2
    if mask is None:
        loss = error.flatten(1).mean(1)
    else:
        loss = (error * mask).flatten(1).sum(1) / mask.expand_as(error).flatten(1).sum(1).clamp(min=1)
    if min_snr is not None:
        signal = alpha_bar(scheduler, t, t.double())
        snr = signal / (1 - signal)
        shift = 1 if scheduler.config.prediction_type == "v_prediction" else 0
        loss = loss * (snr.clamp(max=min_snr) / (snr + shift)).to(loss.dtype)
    return loss


def random_steps(scheduler: DDPMScheduler, count: int, generator: torch.Generator) -> torch.Tensor:
    """`count` steps t drawn uniformly from the schedule."""
    return torch.randint(0, scheduler.config.num_train_timesteps, (count,), generator=generator)


# Sampling


def score_of(
    denoise: Denoiser,
    scheduler: DDPMScheduler,
    x: torch.Tensor,
    t: torch.Tensor,
    condition: torch.Tensor | None,
    likelihood: Likelihood,
) -> tuple[torch.Tensor, torch.Tensor]:
    """(denoiser output, ∇_{x_t} log p(observed | clean estimate)), the gradient passing through the denoiser."""
    with torch.enable_grad():
        leaf = x.detach().requires_grad_(True)
        output = denoise(leaf, t, condition)
        logp = likelihood(clean_estimate(scheduler, leaf, t, output))
        (gradient,) = torch.autograd.grad(logp.sum(), leaf)
    return output.detach(), gradient


@torch.no_grad()
def sample(
    denoise: Denoiser,
    scheduler: DDPMScheduler,
    start: torch.Tensor,
    generator: torch.Generator,
    condition: torch.Tensor | None = None,
    likelihood: Likelihood | None = None,
    scale: float = 0.0,
    order: Order = "paper",
    ddim_steps: int | None = None,
    check: Callable[[], None] = lambda: None,
) -> torch.Tensor:
    """Samples (B, C, …) from noise `start`, optionally guided by `likelihood` with weight `scale`.

    Ancestral: x_{t−1} ~ N(μ(x_t, t) + scale·σ_t²·g, σ_t²) with g the gradient at x_t (order "paper"), or at the new x
    with the old t (order "released", as TSDiff's published code does). With `ddim_steps` set: DDIM with ε ← ε −
    scale·√(1−ᾱ_t)·g, gradient at x_t. The noise drawn does not depend on the guidance, so scale 0 gives exactly the
    unguided sample. `check` runs before every step.
    """
    guided = likelihood is not None and scale != 0
    sampler = scheduler if ddim_steps is None else ddim(scheduler)
    sampler.set_timesteps(scheduler.config.num_train_timesteps if ddim_steps is None else ddim_steps)
    x = start
    for step in sampler.timesteps.tolist():
        check()
        t = torch.full((x.shape[0],), step, dtype=torch.long, device=x.device)
        gradient = None
        if guided and likelihood is not None and (order == "paper" or ddim_steps is not None):
            output, gradient = score_of(denoise, scheduler, x, t, condition, likelihood)
        else:
            output = denoise(x, t, condition)
        if ddim_steps is not None:
            if gradient is not None:
                output = _shift_output(scheduler, x, t, output, scale * gradient)
            x = sampler.step(output, step, x).prev_sample
            continue
        # Drawn here and not in the scheduler: a CPU generator gives every device the same noise.
        noise = torch.randn(x.shape, generator=generator, dtype=x.dtype).to(x.device)
        variance = scheduler._get_variance(step) if step > 0 else torch.zeros(())
        x = posterior_mean(scheduler, x, t, output) + float(variance) ** 0.5 * noise
        if guided and likelihood is not None and order == "released":
            _, gradient = score_of(denoise, scheduler, x, t, condition, likelihood)
        if gradient is not None:
            x = x + scale * float(variance) * gradient
    return x


def posterior_mean(scheduler: DDPMScheduler, x: torch.Tensor, t: torch.Tensor, output: torch.Tensor) -> torch.Tensor:
    """Mean of q(x_{t−1} | x_t, x̂_0), DDPM eq. 7."""
    now = alpha_bar(scheduler, t, x)
    before = torch.where(t.view(now.shape) > 0, alpha_bar(scheduler, (t - 1).clamp(min=0), x), torch.ones_like(now))
    beta = 1 - now / before
    estimate = clean_estimate(scheduler, x, t, output)
    return (before.sqrt() * beta * estimate + (now / before).sqrt() * (1 - before) * x) / (1 - now)


def _shift_output(
    scheduler: DDPMScheduler, x: torch.Tensor, t: torch.Tensor, output: torch.Tensor, score: torch.Tensor
) -> torch.Tensor:
    """The output whose ε is moved by −√(1−ᾱ_t)·score, for each prediction type."""
    signal = alpha_bar(scheduler, t, x)
    moved = -(1 - signal).sqrt() * score
    kind = scheduler.config.prediction_type
    if kind == "epsilon":
        return output + moved
    # x̂_0 moves by −√(1−ᾱ)/√ᾱ·Δε, and v = (√ᾱ·x_t − x̂_0)/√(1−ᾱ)
    return output - (1 - signal).sqrt() / signal.sqrt() * moved if kind == "sample" else output + moved / signal.sqrt()


def classifier_free(denoise: Denoiser, null: torch.Tensor, weight: float) -> Denoiser:
    """The denoiser u + weight·(c − u) of classifier-free guidance; `null` (C', …) is the condition that says
    nothing.
    """

    def guided(x: torch.Tensor, t: torch.Tensor, condition: torch.Tensor | None) -> torch.Tensor:
        absent = null.expand(x.shape[0], *null.shape)
        free = denoise(x, t, absent)
        return free if condition is None else free + weight * (denoise(x, t, condition) - free)

    return guided


# Denoisers


def join(x: torch.Tensor, condition: torch.Tensor | None) -> torch.Tensor:
    """Noisy channels first, then the condition's: the one place where a network's input is put together."""
    return x if condition is None else torch.cat([x, condition], dim=1)


class TimeEmbedding(nn.Module):
    """Sinusoids of the step, then two linear layers: (B,) → (B, width)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        half = width // 2
        frequencies = torch.exp(-torch.arange(half) * (9.21 / max(half - 1, 1)))  # 1 … 1e-4
        self.register_buffer("frequencies", frequencies, persistent=False)
        self.layers = nn.Sequential(nn.Linear(2 * half, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU())

    def forward(self, t: torch.Tensor) -> torch.Tensor:
        angles = t[:, None] * self.frequencies[None, :]
        return self.layers(torch.cat([angles.sin(), angles.cos()], dim=1))


class SeriesDenoiser(nn.Module):
    """Dilated 1-D convolutions with gated residual blocks and skips over (B, channels, length)."""

    def __init__(self, channels: int = 1, condition_channels: int = 0, width: int = 48, blocks: int = 6) -> None:
        super().__init__()
        self.enter = nn.Conv1d(channels + condition_channels, width, 1)
        self.time = TimeEmbedding(width)
        dilations = [2 ** (index % 5) for index in range(blocks)]
        self.steps = nn.ModuleList(nn.Linear(width, width) for _ in dilations)
        self.mixes = nn.ModuleList(nn.Conv1d(width, 2 * width, 3, padding=d, dilation=d) for d in dilations)
        self.leaves = nn.ModuleList(nn.Conv1d(width, 2 * width, 1) for _ in dilations)
        self.exit = nn.Sequential(nn.Conv1d(width, width, 1), nn.SiLU(), nn.Conv1d(width, channels, 1))
        nn.init.zeros_(self.exit[-1].weight)  # start by predicting nothing, the mean of ε

    def forward(self, x: torch.Tensor, t: torch.Tensor, condition: torch.Tensor | None = None) -> torch.Tensor:
        hidden, embedded = self.enter(join(x, condition)), self.time(t)
        skips = torch.zeros_like(hidden)
        for step, mix, leave in zip(self.steps, self.mixes, self.leaves, strict=True):
            content, gate = mix(hidden + step(embedded)[:, :, None]).chunk(2, dim=1)
            residual, skip = leave(content.tanh() * gate.sigmoid()).chunk(2, dim=1)
            hidden, skips = (hidden + residual) / 2**0.5, skips + skip
        return self.exit(skips / len(self.mixes) ** 0.5)


class ImageDenoiser(nn.Module):
    """A small U-Net of diffusers over (B, channels, size, size).

    With `token_width` it also reads tokens (B, N, token_width) by cross-attention; `gated` adds GLIGEN's gated
    self-attention over `grounding` (B, M, token_width), the identity until trained, which is where grounding adapters
    go.
    """

    def __init__(
        self,
        channels: int,
        size: int,
        condition_channels: int = 0,
        widths: tuple[int, ...] = (32, 64),
        token_width: int | None = None,
        gated: bool = False,
    ) -> None:
        super().__init__()
        groups = min(8, *widths)
        if token_width is None:
            self.net: nn.Module = UNet2DModel(
                sample_size=size,
                in_channels=channels + condition_channels,
                out_channels=channels,
                block_out_channels=widths,
                layers_per_block=1,
                norm_num_groups=groups,
                down_block_types=("DownBlock2D",) * (len(widths) - 1) + ("AttnDownBlock2D",),
                up_block_types=("AttnUpBlock2D",) + ("UpBlock2D",) * (len(widths) - 1),
                attention_head_dim=8,
            )
        else:
            self.net = UNet2DConditionModel(
                sample_size=size,
                in_channels=channels + condition_channels,
                out_channels=channels,
                block_out_channels=widths,
                layers_per_block=1,
                norm_num_groups=groups,
                down_block_types=("DownBlock2D",) * (len(widths) - 1) + ("CrossAttnDownBlock2D",),
                up_block_types=("CrossAttnUpBlock2D",) + ("UpBlock2D",) * (len(widths) - 1),
                cross_attention_dim=token_width,
                attention_head_dim=8,
                attention_type="gated" if gated else "default",
            )
            if gated:  # diffusers would build grounding tokens from boxes itself; ours come ready made
                self.net.position_net = _ReadyMade()

    def forward(
        self,
        x: torch.Tensor,
        t: torch.Tensor,
        condition: torch.Tensor | None = None,
        tokens: torch.Tensor | None = None,
        grounding: torch.Tensor | None = None,
    ) -> torch.Tensor:
        joined = join(x, condition)
        if tokens is None:
            return self.net(joined, t).sample
        extra = None if grounding is None else {"gligen": {"objs": grounding}}
        return self.net(joined, t, encoder_hidden_states=tokens, cross_attention_kwargs=extra).sample


class _ReadyMade(nn.Module):
    def forward(self, objs: torch.Tensor) -> torch.Tensor:
        return objs


class ClipDenoiser(nn.Module):
    """A 2-D U-Net over clips (B, frames, channels, size, size) with the frames stacked as channels."""

    def __init__(
        self,
        frames: int,
        channels: int,
        size: int,
        condition_frames: int = 0,
        widths: tuple[int, ...] = (32, 64),
    ) -> None:
        super().__init__()
        self.net = ImageDenoiser(frames * channels, size, condition_frames * channels, widths)

    def forward(self, x: torch.Tensor, t: torch.Tensor, condition: torch.Tensor | None = None) -> torch.Tensor:
        flat = None if condition is None else condition.flatten(1, 2)
        return self.net(x.flatten(1, 2), t, flat).view_as(x)


def pinball(value: torch.Tensor, estimate: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
    """max(κ(y−ŷ), (κ−1)(y−ŷ)) elementwise, for levels κ that broadcast."""
    difference = value - estimate
    return functional.relu(difference) * level + functional.relu(-difference) * (1 - level)


def save_denoiser(folder: Path, net: nn.Module, config: Mapping[str, Any]) -> Path:
    """A model folder: model.safetensors, and config.json with what it takes to build the network again."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(
        {key: value.detach().cpu().contiguous() for key, value in net.state_dict().items()},
        folder / "model.safetensors",
    )
    (folder / "config.json").write_text(json.dumps(dict(config), indent=2, sort_keys=True) + "\n")
    return folder


def load_denoiser(folder: Path, net: nn.Module, config: Mapping[str, Any]) -> None:
    """Read a model folder's weights into `net`, in place; raises Fatal when it was built with another `config`."""
    missing = [name for name in ("model.safetensors", "config.json") if not (folder / name).is_file()]
    if missing:
        raise Fatal(f"the model at {folder} has no {missing[0]}: name a model that this recipe trained")
    stored = json.loads((folder / "config.json").read_text())
    for key, value in config.items():
        if stored.get(key) != value:
            raise Fatal(
                f"the model was trained with {key} = {stored.get(key)!r}, this run has {value!r}: use the model's"
            )
    net.load_state_dict(load_file(folder / "model.safetensors"))
