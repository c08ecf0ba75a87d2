"""From a recipe's results to its committed record, its measured table and its plots."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from assay_runner.evidence import Evidence, Results

BEGIN, END = "<!-- evidence:begin -->", "<!-- evidence:end -->"
PACKAGES = ("torch", "transformers", "trl", "peft", "diffusers", "gymnasium", "scikit-learn", "statsmodels", "numpy")


def record_of(name: str, evidence: Evidence, results: Results, seconds: float) -> dict:
    """The record as it is committed: plain JSON, one value a seed, no per-problem rows."""
    from assay_runner.evidence import words

    arms = {}
    for arm, spec in evidence.arms.items():
        cells = [results.cells[arm, seed] for seed in results.seeds]
        metrics = [key for key in cells[0] if key != "curves"]
        values = {key: [_plain(value) for value in results.values(arm, key)] for key in metrics}
        arms[arm] = {"title": spec.title, "metrics": values, "curves": _mean_curves(cells)}
    against = {}
    if evidence.reference is not None:
        for arm in evidence.arms:
            if arm != evidence.reference:
                against[arm] = words(results.difference(arm, evidence.reference, evidence.main_metric))
    return {
        "recipe": name,
        "part_of": evidence.part_of,
        "main_metric": evidence.main_metric,
        "better": evidence.better,
        "reference": evidence.reference,
        "columns": dict(evidence.columns) or {evidence.main_metric: evidence.main_metric},
        "params": {name: _params(value) for name, value in evidence.params.items()},
        "quick": results.quick,
        "seeds": results.seeds,
        "arms": arms,
        "against_reference": against,
        "claims": claims_of(evidence, results),
        "versions": {"python": platform.python_version()} | {package: version(package) for package in PACKAGES},
        "machine": machine(),
        "measured_at": int(time.time() * 1000),
        "processor_s": round(seconds, 1),
    }


def claims_of(evidence: Evidence, results: Results) -> list[dict]:
    """Each claim, whether it showed, and what was measured."""
    from assay_runner.evidence import Finding

    claims = []
    for claim in evidence.claims:
        found = claim.check(results)
        finding = found if isinstance(found, Finding) else Finding(bool(found), "yes" if found else "no")
        claims.append({"text": claim.text, "main": claim.main, "shown": finding.shown, "measured": finding.measured})
    return claims


def recheck(record: dict, evidence: Evidence) -> dict:
    """A stored record with its claims checked anew on the values it holds, for claims that were reworded."""
    from assay_runner.evidence import Results

    cells = {
        (arm, seed): {metric: values[place] for metric, values in row["metrics"].items()}
        for arm, row in record["arms"].items()
        for place, seed in enumerate(record["seeds"])
    }
    return {**record, "claims": claims_of(evidence, Results(cells, record["quick"]))}


def machine() -> dict:
    """What the numbers were measured on: processor, cores, accelerator; nothing that names a host."""
    import torch

    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    device = torch.cuda.get_device_name(0) if torch.cuda.is_available() else None
    return {"cpu": model, "cores": os.cpu_count(), "accelerator": device, "threads": 1}


def table_of(record: dict) -> str:
    """The measured table in Markdown: mean ± half of the 95 % interval over seeds."""
    from assay_runner.blocks.statistics import t_interval

    columns, reference = record["columns"], record["reference"]
    head = ["arm", *columns.values()]
    if reference is not None:
        main = columns.get(record["main_metric"], record["main_metric"])
        head.append(f"{main} − {record['arms'][reference]['title']}")
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for arm, row in record["arms"].items():
        cells = [row["title"]]
        for metric in columns:
            values = [value for value in row["metrics"].get(metric, []) if value is not None]
            found = t_interval(np.array(values)) if values else None
            if found is None:
                cells.append("–")
            elif math.isnan(found.low) or found.low == found.high:
                cells.append(f"{found.mean:.4g}")
            else:
                cells.append(f"{found.mean:.4g} ± {found.high - found.mean:.2g}")
        if reference is not None:
            cells.append(record["against_reference"].get(arm, "–"))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_page(record: dict, root: Path) -> list[Path]:
    """Write the record, the plots and the page's measured part; the rest of the page is left as it is."""
    name = record["recipe"]
    stored = root / "gpu-runner" / "evidence" / f"{name}.json"
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n")
    plots = _plots(record, root / "docs" / "recipes" / "plots")
    page = root / "docs" / "recipes" / f"{record.get('part_of') or name}.md"
    begin, end = (one.replace("evidence", name) if record.get("part_of") else one for one in (BEGIN, END))
    text = page.read_text() if page.exists() else f"# {name}\n\n{begin}\n{end}\n"
    if begin not in text or end not in text:
        raise ValueError(f"{page} has no markers: put {begin} and {end} where the measured table belongs")
    before, after = text.split(begin)[0], text.split(end)[1]
    page.write_text(before + begin + "\n" + _section(record, plots) + end + after)
    return [stored, page, *plots]


def _section(record: dict, plots: list[Path]) -> str:
    used = record["machine"]
    where = used["accelerator"] or f"{used['cpu']}, {used['threads']} thread a run"
    lines = [
        f"{len(record['seeds'])} seeds; mean ± half of the 95 % t interval over seeds; differences are paired by seed. "
        f"Measured on {where}: {record['processor_s'] / 60:.1f} minutes of processor time in all. "
        f"Record: [`gpu-runner/evidence/{record['recipe']}.json`](../../gpu-runner/evidence/{record['recipe']}.json).",
        "",
        table_of(record),
        "",
        "| claim | showed | measured |",
        "|---|---|---|",
    ]
    for claim in record["claims"]:
        lines.append(f"| {claim['text']} | {'yes' if claim['shown'] else '**no**'} | {claim['measured']} |")
    missing = [claim["text"] for claim in record["claims"] if not claim["shown"]]
    if missing:
        lines += ["", f"Did not show in this run: {'; '.join(missing)}."]
    lines += ["", *(f"![{plot.stem}](plots/{plot.name})" for plot in plots), ""]
    return "\n".join(lines)


def _plots(record: dict, folder: Path) -> list[Path]:
    import matplotlib

    matplotlib.use("Agg")
    # Text stays text and ids are fixed, so that a repeated run gives the same small file.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": record["recipe"], "font.size": 9})
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    name, metric, arms = record["recipe"], record["main_metric"], record["arms"]
    written = []

    def save(figure, path: Path) -> None:
        figure.tight_layout()
        figure.savefig(path, metadata={"Date": None})
        pyplot.close(figure)
        written.append(path)

    shown = {arm: [v for v in row["metrics"].get(metric, []) if v is not None] for arm, row in arms.items()}
    shown = {arm: values for arm, values in shown.items() if values}
    figure, axes = pyplot.subplots(figsize=(6.5, 0.8 + 0.3 * len(shown)))
    for place, values in enumerate(shown.values()):
        axes.plot(values, [place] * len(values), "o", markersize=3, alpha=0.5, color="tab:blue")
        axes.plot(np.mean(values), place, "|", markersize=14, color="black")
    if record["reference"] in shown:
        axes.axvline(np.mean(shown[record["reference"]]), linewidth=0.6, linestyle="--", color="gray")
    axes.set_yticks(range(len(shown)), [_bare(arms[arm]["title"]) for arm in shown])
    axes.invert_yaxis()
    axes.set_xlabel(f"{record['columns'].get(metric, metric)} ({record['better']} is better; a point a seed)")
    save(figure, folder / f"{name}-{slug(metric)}.svg")
    for curve in sorted({curve for row in arms.values() for curve in row["curves"]}):
        figure, axes = pyplot.subplots(figsize=(6.5, 3.2))
        for row in arms.values():
            if row["curves"].get(curve):  # an arm may have nothing to draw
                points = np.array(row["curves"][curve], dtype=float)
                axes.plot(points[:, 0], points[:, 1], marker=".", linewidth=1, label=_bare(row["title"]))
        axes.set_ylabel(curve.replace("_", " "))
        axes.legend(fontsize=7, frameon=False)
        # the compared metric may have a curve of the same name
        save(figure, folder / f"{name}-{slug(curve)}{'-curve' if curve == metric else ''}.svg")
    return written


def _mean_curves(cells: list[dict]) -> dict[str, list[list[float]]]:
    curves = {}
    for key in cells[0].get("curves", {}):
        lines = [np.array(cell["curves"][key], dtype=float) for cell in cells]
        length = min(len(line) for line in lines)
        mean = np.mean([line[:length] for line in lines], axis=0)
        curves[key] = [[round(float(x), 4), round(float(y), 6)] for x, y in mean]
    return curves


def _plain(value: float) -> float | None:
    return round(float(value), 6) if math.isfinite(value) else None


def _bare(title: str) -> str:
    return title.replace("*", "")


def _params(value: object) -> object:
    """A setting as JSON; a recipe's parameters become an object."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return value


def slug(name: str) -> str:
    """A metric's name as part of a file's name: links break at spaces."""
    return name.replace(" ", "-")
