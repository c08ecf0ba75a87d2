"""Evidence: a recipe's arms (method, baselines, ablations) over seeds, its claims checked, its page written.

A recipe module says what to measure by one module-level value, nothing else is needed; where the file would grow past
300 lines, the value and the arms go to `NAME_arms.py` beside it. A second study of a recipe is a file `NAME_arms.py` of
its own whose value says `part_of=RECIPE`: it is measured by its own name and shown on that recipe's page.

    EVIDENCE = Evidence(
        main_metric="crps", better="lower",          # the column that is compared and plotted
        reference="naive",                            # the arm the others are compared with in the table
        columns={"crps": "CRPS", "coverage": "80 % coverage"},   # metric → heading, in table order
        prepare=prepare,                              # optional: (seed, quick, context) → None, once a seed first
        arms={
            "naive": Arm("seasonal naive", run_naive),
            "method": Arm("guided, quantile", run_method),
        },
        claims=[
            Claim("guided beats naive", lambda r: r.below("method", "naive", "crps"), main=True),
            Claim("most seeds agree", lambda r: r.wins("method", "naive", "crps", at_least=0.8)),
        ],
        params={"steps": 1500}, seeds=5, quick_seeds=2,
    )

An arm is a function `(seed, quick, context) -> dict`. A value is a number, or a list with one number a problem (it is
averaged for the table and kept for `r.difference_over_problems`), or None where there is nothing to measure (shown as
“–”). The key "curves" may hold `{name: [[x, y], …]}`; each name becomes one plot with a line an arm. `context` is an
ordinary run's context with its own folder; what `prepare` wrote into its `context.workdir` lies at
`prepared(context)` in every arm of that seed, so that arms share a base model. `quick` is true for the run the tests
do (≤ 60 s): fewer steps, fewer problems, and only the *direction* of `main` claims is asserted.

    assay-runner evidence NAME [--quick] [--seeds N] [--resume] [--jobs N] [--plain]

measures every (seed, arm), keeping each result in `.assay/evidence/NAME/` so that `--resume` goes on where a killed
run stopped. A full run writes gpu-runner/evidence/NAME.json, docs/recipes/plots/NAME-*.svg and the part of
docs/recipes/NAME.md between the two markers `<!-- evidence:begin -->` and `<!-- evidence:end -->`; a quick run writes
none of them. A claim that does not show is reported as such. `--recheck` measures nothing: it checks the claims again
on the values of the committed record, for a claim that was reworded.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import multiprocessing
import os
import queue
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from tqdm import tqdm

from assay_runner.blocks.statistics import Interval, paired_bootstrap, paired_t, t_interval
from assay_runner.context import Context, LocalContext
from assay_runner.errors import Fatal

Measure = Callable[[int, bool, Context], Mapping[str, object]]


class Finding(NamedTuple):
    """Whether a claim showed, and what was measured, in words."""

    shown: bool
    measured: str


@dataclass(frozen=True)
class Arm:
    """One arm: its title in the table and the function that measures it for one seed."""

    title: str
    run: Measure


@dataclass(frozen=True)
class Claim:
    """A sentence and its check over the results; a `main` claim must also show in the quick run."""

    text: str
    check: Callable[[Results], Finding | bool]
    main: bool = False


@dataclass(frozen=True)
class Evidence:
    """What a recipe measures about itself; see the module's docstring."""

    main_metric: str
    arms: Mapping[str, Arm]
    claims: Sequence[Claim]
    better: Literal["higher", "lower"] = "higher"
    reference: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[int, bool, Context], None] | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    part_of: str | None = None
    seeds: int = 5
    quick_seeds: int = 2


class Results:
    """Metrics by arm and seed, with the comparisons that claims are made of."""

    def __init__(self, cells: Mapping[tuple[str, int], Mapping[str, object]], quick: bool) -> None:
        self.cells, self.quick = cells, quick
        self.seeds = sorted({seed for _, seed in cells})

    def problems(self, arm: str, metric: str) -> np.ndarray:
        """(seeds, problems): the per-problem values of a metric."""
        values = np.array([self.cells[arm, seed][metric] for seed in self.seeds], dtype=float)
        if values.ndim != 2:
            raise Fatal(f"{arm} has one {metric} a seed and none by problem, as in a stored record: measure it again")
        return values

    def values(self, arm: str, metric: str) -> np.ndarray:
        """(seeds,): a metric's value each seed, a list averaged over its problems, None as nan."""
        return np.array([_number(self.cells[arm, seed].get(metric)) for seed in self.seeds])

    def mean(self, arm: str, metric: str) -> float:
        """Mean over seeds."""
        return float(self.values(arm, metric).mean())

    def interval(self, arm: str, metric: str) -> Interval:
        """t interval over seeds."""
        return t_interval(self.values(arm, metric))

    def difference(self, arm: str, other: str, metric: str) -> Interval:
        """Paired t interval of arm − other over seeds."""
        return paired_t(self.values(arm, metric), self.values(other, metric))

    def difference_over_problems(self, arm: str, other: str, metric: str, other_metric: str | None = None) -> Interval:
        """Paired bootstrap interval of arm − other over problems; the seeds must share their problems."""
        rng = np.random.default_rng(0)
        return paired_bootstrap(self.problems(arm, metric), self.problems(other, other_metric or metric), rng)

    def above(self, arm: str, other: str, metric: str, by: float = 0.0) -> Finding:
        """arm − other is more than `by`: its whole interval, or only its mean in a quick run."""
        return self.judge(self.difference(arm, other, metric), by)

    def below(self, arm: str, other: str, metric: str, by: float = 0.0) -> Finding:
        """arm − other is less than −`by`: its whole interval, or only its mean in a quick run."""
        found = self.difference(arm, other, metric)
        shown = (found.mean if self.quick else found.high) < -by
        return Finding(bool(shown), words(found))

    def judge(self, found: Interval, by: float = 0.0) -> Finding:
        """An interval lies above `by`: the whole of it, or only its mean in a quick run."""
        return Finding(bool((found.mean if self.quick else found.low) > by), words(found))

    def wins(self, arm: str, other: str, metric: str, at_least: float, better: Literal["higher", "lower"]) -> Finding:
        """The share of seeds in which arm is better than other is at least `at_least`."""
        difference = self.values(arm, metric) - self.values(other, metric)
        won = int(((difference > 0) if better == "higher" else (difference < 0)).sum())
        return Finding(won >= at_least * len(self.seeds), f"{won} of {len(self.seeds)} seeds")


def words(found: Interval) -> str:
    """An interval as it is written on a page."""
    if np.isnan(found.mean):
        return "not measured"
    if np.isnan(found.low):
        return f"{found.mean:+.4g}"
    return f"{found.mean:+.4g} [{found.low:+.4g}, {found.high:+.4g}]"


def load(module: str) -> tuple[Evidence, bytes]:
    """The evidence of a recipe module, from it or from its `_arms` neighbor, and the source it depends on."""
    loaded = importlib.import_module(module)
    source = Path(loaded.__file__ or "").read_bytes()
    if not hasattr(loaded, "EVIDENCE"):
        try:
            loaded = importlib.import_module(f"{module}_arms")
        except ModuleNotFoundError as error:
            raise Fatal(f"{module} has no EVIDENCE: describe its arms there or in {module}_arms") from error
        source += Path(loaded.__file__ or "").read_bytes()
    if loaded.EVIDENCE.part_of is not None:
        recipe = importlib.import_module(f"{module.rpartition('.')[0]}.{loaded.EVIDENCE.part_of}")
        source += Path(recipe.__file__ or "").read_bytes()
    return loaded.EVIDENCE, source


def prepared(context: Context) -> Path:
    """The folder that `prepare` filled for this arm's seed."""
    return context.workdir.parent / "prepared"


def measure(
    name: str,
    module: str,
    folder: Path,
    quick: bool = False,
    seeds: int | None = None,
    resume: bool = False,
    jobs: int = 1,
    plain: bool = False,
) -> dict:
    """Run every (seed, arm) of the recipe module and return the record; raw results stay in `folder`."""
    evidence, _ = load(module)
    count = seeds if seeds is not None else (evidence.quick_seeds if quick else evidence.seeds)
    if count < 1:
        raise Fatal(f"--seeds is {count}: give at least 1")
    if not resume:
        shutil.rmtree(folder, ignore_errors=True)
    total, done = count * len(evidence.arms), 0
    with tqdm(total=total, disable=plain or not sys.stderr.isatty(), unit="arm", desc=name) as bar:
        for seed, arm, seconds in _cells(module, folder, quick, count, jobs):
            done += 1
            bar.update()
            if bar.disable:
                print(f"{name} {done}/{total} seed {seed} {arm} {seconds:.1f}s", file=sys.stderr, flush=True)
    cells = {
        (arm, seed): json.loads((folder / f"seed-{seed}" / arm / "result.json").read_text())
        for seed in range(count)
        for arm in evidence.arms
    }
    from assay_runner.evidence_page import record_of

    metrics = {key: cell["metrics"] for key, cell in cells.items()}
    # The sum of the arms' own times, so that a resumed run reports its whole cost and not its last part.
    cost = sum(cell["seconds"] for cell in cells.values())
    cost += sum(_prepared_seconds(folder, seed) for seed in range(count))
    return record_of(name, evidence, Results(metrics, quick), cost)


def command(name: str, module: str, quick: bool, seeds: int | None, resume: bool, jobs: int, plain: bool) -> int:
    """`assay-runner evidence NAME`: measure, write the record and the page (not in a quick run), print the table."""
    from assay_runner.evidence_page import table_of, write_page

    folder = Path(".assay") / "evidence" / (f"{name}-quick" if quick else name)
    record = measure(name, module, folder, quick, seeds, resume, jobs, plain)
    print(table_of(record))
    for claim in record["claims"]:
        print(f"{'shown    ' if claim['shown'] else 'NOT SHOWN'} {claim['text']}: {claim['measured']}")
    if not quick:
        for path in write_page(record, Path(__file__).resolve().parents[2]):
            print(f"wrote {path}")
    return 0 if all(claim["shown"] for claim in record["claims"] if claim["main"]) else 1


def recheck_command(name: str, module: str) -> int:
    """`assay-runner evidence NAME --recheck`: the claims anew on the committed record, and its page."""
    from assay_runner.evidence_page import recheck, write_page

    root = Path(__file__).resolve().parents[2]
    stored = root / "gpu-runner" / "evidence" / f"{name}.json"
    if not stored.exists():
        raise Fatal(f"{name} has no record at {stored}: measure it first, without --recheck")
    evidence, _ = load(module)
    for path in write_page(recheck(json.loads(stored.read_text()), evidence), root):
        print(f"wrote {path}")
    return 0


def _cells(module: str, folder: Path, quick: bool, count: int, jobs: int) -> Iterator[tuple[int, str, float]]:
    if jobs <= 1:
        for seed in range(count):
            yield from _run_seed(module, folder, quick, seed)
        return
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(jobs, mp_context=context) as pool:
        told = manager.Queue()
        futures = [pool.submit(_whole_seed, module, folder, quick, seed, told) for seed in range(count)]
        while not told.empty() or not all(future.done() for future in futures):
            for future in futures:
                if future.done():
                    future.result()  # an arm's exception ends the whole measurement
            try:
                yield told.get(timeout=1.0)
            except queue.Empty:
                continue
        for future in futures:
            future.result()


def _whole_seed(module: str, folder: Path, quick: bool, seed: int, told: queue.Queue) -> None:
    for cell in _run_seed(module, folder, quick, seed):
        told.put(cell)


def _run_seed(module: str, folder: Path, quick: bool, seed: int) -> Iterator[tuple[int, str, float]]:
    import torch

    torch.set_num_threads(1)
    evidence, source = load(module)
    # A result counts for `--resume` only while the recipe that made it is unchanged.
    print_of = hashlib.sha256(f"{quick} {dict(evidence.params)}".encode() + source).hexdigest()
    base = folder / f"seed-{seed}"
    steps: list[tuple[str, Measure]] = [(arm, evidence.arms[arm].run) for arm in evidence.arms]
    pending = [arm for arm, _ in steps if _stored(base / arm, print_of) is None]
    if evidence.prepare is not None and pending and _stored(base / "prepared", print_of) is None:
        _run_cell(base / "prepared", seed, quick, print_of, evidence.prepare)
    for arm, run in steps:
        seconds = _stored(base / arm, print_of)
        yield seed, arm, _run_cell(base / arm, seed, quick, print_of, run) if seconds is None else seconds


def _run_cell(folder: Path, seed: int, quick: bool, print_of: str, run: Callable[..., object]) -> float:
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / "started.txt"
    if mark.exists() and mark.read_text() != print_of:  # an earlier recipe's checkpoints must not be continued
        shutil.rmtree(folder)
        folder.mkdir()
    mark.write_text(print_of)
    started = _processor_seconds()
    metrics = run(seed, quick, LocalContext(folder, seed))
    seconds = _processor_seconds() - started
    pending = folder / "result.tmp"
    pending.write_text(json.dumps({"print": print_of, "seconds": seconds, "metrics": metrics}))
    pending.replace(folder / "result.json")
    return seconds


def _stored(folder: Path, print_of: str) -> float | None:
    path = folder / "result.json"
    if not path.exists():
        return None
    cell = json.loads(path.read_text())
    return cell["seconds"] if cell["print"] == print_of else None


def _prepared_seconds(folder: Path, seed: int) -> float:
    path = folder / f"seed-{seed}" / "prepared" / "result.json"
    return json.loads(path.read_text())["seconds"] if path.exists() else 0.0


def _processor_seconds() -> float:
    """Time the processor spent on this process and its finished children: unlike the clock, the same on a busy
    machine.
    """
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _number(value: object) -> float:
    if value is None:
        return float("nan")
    return float(np.mean(value))
