"""The model card of an edge judge, from its manifest: no number stands in it that is not there."""

from __future__ import annotations

from typing import Any

from assay_runner.blocks.edge_bundle import Parity


def card(manifest: dict[str, Any], parity: Parity | None = None, note: str = "") -> str:
    """Markdown."""
    files = manifest["files"]
    size = files["model"]["size_bytes"] / 1e6
    lines = [
        f"# {manifest['name']}",
        "",
        manifest["description"],
        "",
        f"{manifest['parameters'] / 1e6:.2f} million parameters, {size:.1f} MB (int8), at most "
        f"{manifest['max_tokens']} tokens. License: {manifest['license']}.",
        "",
    ]
    if note:
        lines += [note.strip(), ""]
    lines += ["## Measured", "", "| what | on | value | 95 % interval | cases |", "|---|---|---|---|---|"]
    for one in manifest["metrics"]:
        low, high = one["low"], one["high"]
        interval = "–" if low is None else f"{low:.3f} to {high:.3f}"
        value = "–" if one["value"] is None else f"{one['value']:.3f}"
        lines.append(f"| {one['name']} | {one['on']} | {value} | {interval} | {one['n']} |")
    lines += ["", "Intervals are from a bootstrap that draws whole prompts.", "", "## When it defers", ""]
    for use, one in manifest["conformal"].items():
        if one is None:
            continue
        promise = f"at most {one['alpha']:.0%} wrong among its verdicts, with confidence {1 - one['delta']:.0%}"
        if one["threshold"] is None:
            lines.append(
                f"- {use}: {one['items']} held-out cases show no threshold with {promise}, so it always defers."
            )
        else:
            lines.append(
                f"- {use}: below a confidence of {one['threshold']:.2f}. That is to keep {promise}; on the "
                f"{one['items']} held-out cases that chose it, it gave a verdict on {one['coverage']:.0%}, of which "
                f"{one['risk']:.0%} were wrong."
            )
    lines += ["", "## Trained on", ""]
    for one in manifest["trained_on"]:
        place = f" ({one['url']})" if one["url"] else ""
        lines.append(f"- {one['name']}{place}: {one['items']} items, {one['license']}.")
    if parity:
        lines += [
            "",
            "## Export",
            "",
            f"Largest difference from the torch model over {parity.answers:.0f} answers: {parity.float_reward:.1e} "
            f"of the reward as a float graph, {parity.int8_reward:.3f} of the reward and {parity.int8_steps:.3f} of a "
            f"step's logit as int8; the sign of the reward is the same for {parity.same_sign:.1%}.",
        ]
    lines += ["", "## Made by", "", "```sh", manifest["lineage"]["command"], "```", ""]
    return "\n".join(lines)
