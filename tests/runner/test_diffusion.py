"""Diffusion: closed forms, and the identities of guidance."""

import pytest
import torch

from assay_runner.blocks import diffusion

SCHEDULE = diffusion.schedule(20, beta_end=0.3)


def tiny(width: int = 4) -> torch.nn.Module:
    torch.manual_seed(0)
    net = diffusion.SeriesDenoiser(width=width, blocks=2).double()
    torch.nn.init.normal_(net.exit[-1].weight)
    return net


def noise(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def close_to(value: float):
    return lambda clean: -0.5 * ((clean - value) ** 2).flatten(1).sum(1)


def run(**options) -> torch.Tensor:
    generator = torch.Generator().manual_seed(7)
    return diffusion.sample(tiny(), SCHEDULE, noise(3, 1, 8), generator, **options)


def test_q_sample_is_the_closed_form() -> None:
    clean, eps, t = noise(2, 1, 8), noise(2, 1, 8, seed=1), torch.tensor([3, 15])
    betas = torch.linspace(1e-4, 0.3, 20, dtype=torch.float64)
    alpha_bar = torch.cumprod(1 - betas, 0)[t].view(2, 1, 1)
    expected = alpha_bar.sqrt() * clean + (1 - alpha_bar).sqrt() * eps
    torch.testing.assert_close(diffusion.q_sample(SCHEDULE, clean, eps, t), expected, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
def test_a_perfect_output_gives_back_the_clean_sample(prediction: str) -> None:
    scheduler = diffusion.schedule(20, beta_end=0.3, prediction=prediction)
    clean, eps, t = noise(2, 1, 8), noise(2, 1, 8, seed=1), torch.tensor([3, 15])
    x = diffusion.q_sample(scheduler, clean, eps, t)
    output = diffusion.target_of(scheduler, clean, eps, t)
    torch.testing.assert_close(diffusion.clean_estimate(scheduler, x, t, output), clean, atol=1e-5, rtol=1e-5)
    # moving ε by −√(1−ᾱ)·g moves the clean estimate by (1−ᾱ)/√ᾱ·g whatever the output means
    gradient = noise(2, 1, 8, seed=2)
    moved = diffusion._shift_output(scheduler, x, t, output, gradient)
    signal = diffusion.alpha_bar(scheduler, t, x)
    shift = diffusion.clean_estimate(scheduler, x, t, moved) - clean
    torch.testing.assert_close(shift, (1 - signal) / signal.sqrt() * gradient, atol=1e-5, rtol=1e-4)


def test_posterior_mean_and_variance_are_those_of_diffusers() -> None:
    x, output = noise(1, 1, 8), noise(1, 1, 8, seed=1)
    for step in (0, 1, 19):
        ours = diffusion.posterior_mean(SCHEDULE, x, torch.tensor([step]), output)
        theirs = SCHEDULE.step(output, step, x, generator=torch.Generator().manual_seed(0)).prev_sample
        if step > 0:
            drawn = torch.randn(x.shape, generator=torch.Generator().manual_seed(0), dtype=x.dtype)
            theirs = theirs - SCHEDULE._get_variance(step) ** 0.5 * drawn
        torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("options", [{}, {"order": "released"}, {"ddim_steps": 5}])
def test_guidance_with_scale_zero_is_unconditional_sampling(options: dict) -> None:
    free = run(**({"ddim_steps": options["ddim_steps"]} if "ddim_steps" in options else {}))
    guided = run(likelihood=close_to(2.0), scale=0.0, **options)
    assert torch.equal(free, guided)
    # and an infinitesimal scale differs only infinitesimally: the same noise was drawn
    nudged = run(likelihood=close_to(2.0), scale=1e-9, **options)
    torch.testing.assert_close(free, nudged, atol=1e-5, rtol=0)


@pytest.mark.parametrize("options", [{}, {"order": "released"}, {"ddim_steps": 5}])
def test_guidance_pulls_toward_what_was_observed(options: dict) -> None:
    free = run(**({"ddim_steps": options["ddim_steps"]} if "ddim_steps" in options else {}))
    guided = run(likelihood=close_to(2.0), scale=0.3, **options)
    assert close_to(2.0)(guided).mean() > close_to(2.0)(free).mean()


@pytest.mark.parametrize("t", [0, 5, 19])
def test_guidance_gradient_equals_finite_differences(t: int) -> None:
    net, x, level = tiny(), noise(1, 1, 6), torch.tensor(0.3, dtype=torch.float64)
    steps, observed = torch.tensor([t]), noise(1, 1, 6, seed=3)
    for likelihood in (close_to(0.5), lambda clean: -diffusion.pinball(observed, clean, level).flatten(1).sum(1)):
        _, gradient = diffusion.score_of(net, SCHEDULE, x, steps, None, likelihood)
        with torch.no_grad():
            for cell in range(6):
                nudge = torch.zeros_like(x)
                nudge[0, 0, cell] = 1e-6
                up, down = (
                    likelihood(diffusion.clean_estimate(SCHEDULE, moved, steps, net(moved, steps)))
                    for moved in (x + nudge, x - nudge)
                )
                assert float(gradient[0, 0, cell]) == pytest.approx(float(up - down) / 2e-6, rel=1e-4, abs=1e-6)


def test_a_denoiser_that_knows_the_answer_samples_it() -> None:
    answer = torch.full((1, 1, 8), 0.7, dtype=torch.float64)

    def oracle(x: torch.Tensor, t: torch.Tensor, condition: torch.Tensor | None) -> torch.Tensor:
        signal = diffusion.alpha_bar(SCHEDULE, t, x)
        return (x - signal.sqrt() * answer) / (1 - signal).sqrt()

    for ddim_steps in (None, 10):
        generator = torch.Generator().manual_seed(0)
        found = diffusion.sample(oracle, SCHEDULE, noise(2, 1, 8), generator, ddim_steps=ddim_steps)
        torch.testing.assert_close(found, answer.expand(2, 1, 8), atol=1e-5, rtol=0)


def test_loss_masks_cells_and_weighs_steps() -> None:
    def silent(x: torch.Tensor, t: torch.Tensor, condition: torch.Tensor | None) -> torch.Tensor:
        return torch.zeros_like(x)

    clean, eps, t = noise(2, 1, 8), noise(2, 1, 8, seed=1), torch.tensor([0, 19])
    mask = torch.zeros(1, 1, 8, dtype=torch.float64)
    mask[..., 6:] = 1
    loss = diffusion.denoising_loss(silent, SCHEDULE, clean, t, eps, mask=mask)
    torch.testing.assert_close(loss, (eps[..., 6:] ** 2).mean((1, 2)))
    weighed = diffusion.denoising_loss(silent, SCHEDULE, clean, t, eps, mask=mask, min_snr=5.0) / loss
    signal = diffusion.alpha_bar(SCHEDULE, t, t.double())
    torch.testing.assert_close(weighed, (5 * (1 - signal) / signal).clamp(max=1))


def test_classifier_free_weight_one_is_conditional_and_zero_unconditional() -> None:
    torch.manual_seed(0)
    net = diffusion.SeriesDenoiser(condition_channels=1, width=4, blocks=1).double()
    torch.nn.init.normal_(net.exit[-1].weight)
    x, t, condition, null = noise(2, 1, 8), torch.tensor([1, 1]), noise(2, 1, 8, seed=1), torch.zeros(1, 8).double()
    one, zero = (diffusion.classifier_free(net, null, weight)(x, t, condition) for weight in (1.0, 0.0))
    torch.testing.assert_close(one, net(x, t, condition))
    torch.testing.assert_close(zero, net(x, t, torch.zeros_like(condition)))


def test_denoisers_of_images_and_clips_keep_shapes() -> None:
    t = torch.tensor([0, 3])
    image = torch.randn(2, 3, 16, 16)
    assert diffusion.ImageDenoiser(3, 16, condition_channels=1)(image, t, image[:, :1]).shape == image.shape
    clip = torch.randn(2, 4, 3, 16, 16)
    assert diffusion.ClipDenoiser(4, 3, 16, condition_frames=4)(clip, t, clip).shape == clip.shape


def test_gated_adapter_starts_as_the_identity() -> None:
    torch.manual_seed(0)
    net = diffusion.ImageDenoiser(3, 16, token_width=24, gated=True).eval()
    image, t, tokens, grounding = (
        torch.randn(1, 3, 16, 16),
        torch.tensor([2]),
        torch.randn(1, 5, 24),
        torch.randn(1, 6, 24),
    )
    with torch.no_grad():
        without, grounded = net(image, t, tokens=tokens), net(image, t, tokens=tokens, grounding=grounding)
        assert torch.equal(without, grounded)
        for name, parameter in net.named_parameters():
            if name.endswith(("alpha_attn", "alpha_dense")):
                parameter.fill_(1.0)
        assert not torch.allclose(without, net(image, t, tokens=tokens, grounding=grounding))
