"""The starters' tables: each beside what costs nothing, on questions never seen, with intervals over questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from assay_runner.blocks import edge_bundle as bundle
from assay_runner.blocks.dataset import read_rows
from assay_runner.blocks.edge_encoder import Layout
from assay_runner.blocks.edge_measures import Cases, area, decided, figure
from assay_runner.blocks.judge_data import Judged, Unit, units_of
from assay_runner.starters import baselines, mr_ben

Figures = list[dict[str, Any]]


def checked(made: Path, rows: Path, shares: tuple[float, float, float]) -> tuple[float, float]:
    """Areas under the curve on the questions that choices are made on: of recorded solutions, and of the steps of
    corrupted ones. The test is measured once, by `maths`, when everything is chosen.
    """
    units = units_of(read_rows(rows), shares, within_source=True)
    answers = [one for unit in units for one in unit.answers]
    scored = _scored(made, answers)
    whole = [(score, one.right) for score, one in zip(scored.reward, answers, strict=True) if one.right is not None]
    steps = [
        (score, float(label))
        for one, logits in zip(answers, scored.steps, strict=True)
        for score, label in zip(logits, one.steps, strict=False)
        if one.right is None and score is not None and label is not None
    ]
    return area(*np.array(whole).T), area(*np.array(steps).T)


def maths(
    made: Path, dataset: Path, checks: Path, outside: Path, shares: tuple[float, float, float], script: Path
) -> tuple[Figures, str]:
    """Areas under the curve of recorded solutions on unseen questions, of the judge and its baselines, their
    differences, each by source and by kind of corruption, and far from home; and a note for the card.
    """
    units = units_of(read_rows(dataset), shares, within_source=True)
    parts = {split: _judged(units, split) for split in ("train", "calibrate", "promise", "test")}
    choices = _judged(units_of(read_rows(checks), shares, within_source=True), "promise")
    # none of these was trained on: fitting the combination on all costs the judge nothing
    held = parts["calibrate"] + parts["promise"] + choices
    test = parts["test"]
    edge_held, edge_test = _rewards(made, held), _rewards(made, test)
    right_held = np.array([one.right for one in held])
    cases = Cases(edge_test, np.array([one.right for one in test]), np.array([one.group for one in test], dtype=object))
    says = {name: baselines.said(baselines.arithmetic(script, rows)) for name, rows in (("held", held), ("test", test))}
    scores = {
        "edge judge": edge_test,
        "shorter is right": -np.array([float(len(one.content)) for one in test]),
        "bag of words": baselines.bag_of_words(_natural(parts["train"]), held, test),
        # a wrong equation weighs more than a number from nowhere
        "arithmetic critic": -says["test"] @ np.array([2.0, 1.0, 0.0]),
    }
    both, weights = baselines.combined((edge_held, says["held"]), right_held, (edge_test, says["test"]))
    scores["edge judge + critic"] = both
    on = f"recorded solutions of {len(set(cases.group))} unseen questions"
    figures = [
        figure(Cases(score, cases.right, cases.group), on, area, 2000).record(f"AUC: {name}")
        for name, score in scores.items()
    ]
    for one, others in (
        ("edge judge", ("shorter is right", "bag of words", "arithmetic critic")),
        ("edge judge + critic", ("edge judge", "arithmetic critic", "bag of words", "shorter is right")),
    ):
        for other in others:
            value, low, high = baselines.difference(scores[one], scores[other], cases)
            told = {"name": f"AUC: {one} minus {other}", "on": on, "value": value, "low": low, "high": high}
            figures.append(told | {"n": len(test)})
    for source in sorted({one.source for one in test}):
        mine = np.array([one.source == source for one in test])
        part = Cases(edge_test[mine], cases.right[mine], cases.group[mine])
        figures.append(figure(part, f"{on}, {source} only", area, 500).record("AUC: edge judge, one source"))
    figures += _corruptions(made, units, script)
    far, layout = mr_ben.solutions(outside), _layout(made)
    figures += mr_ben.figures(far, bundle.onnx_scores(made / bundle.MODEL, mr_ben.laid_out(far, layout), layout))
    flagged = says["test"][:, 0] > 0
    looked = checked(made, checks, shares)
    asked = len({one.group for one in choices})
    note = (
        "Solutions come without calculator notes (`<<…>>`), in training and when reading: the tokenizer drops them. "
        "Right and wrong answers of a source weigh alike, and answers are contrasted within one source only, so that "
        "the style of a source earns nothing; the rows for one source show what is left. The combination is a "
        f"logistic regression over the judge's reward (weight {weights[0]:.2f}) and what the critic says: that an "
        f"equation is wrong ({weights[1]:.2f}), that a number comes from nowhere ({weights[2]:.2f}), the share of "
        f"steps without an equation ({weights[3]:.2f}); fitted on {len(set(one.group for one in held))} questions of "
        f"neither training nor test. The critic finds a wrong equation in {flagged.mean():.1%} of the test's "
        f"solutions, of which {1 - cases.right[flagged].mean():.1%} are wrong. Corrupted solutions are made by a "
        "program from worked solutions of unseen questions: how well steps are told apart there says little about the "
        "mistakes that models make. Changed results of equations are among them and are not trained on: finding those "
        "is the critic's part. The reward also reads how long an answer is (`length_head`): long solutions are wrong "
        f"more often, so part of what it knows is length. Training was watched on {asked} questions of neither "
        f"training nor test (AUC {looked[0]:.3f} of solutions, {looked[1]:.3f} of corrupted steps there), what the "
        "combination reads was chosen on the questions that it is fitted on, and then the test was measured once. But "
        "two earlier judges of this name had been measured on the same test questions (0.658 without length, 0.707 "
        "with it), and length was let in after the first. "
        "Nothing of Mr-Ben was trained or chosen on: it is college maths, and shows what the judge is worth far from "
        "what it knows."
    )
    return figures, note


def general(made: Path, dataset: Path) -> tuple[Figures, str]:
    """Accuracy on LLMBar by subset, beside the longer and the shorter answer."""
    units = [unit for unit in units_of(read_rows(dataset), (0.1, 0.1, 0.1)) if unit.split == "test"]
    answers = [one for unit in units for one in unit.answers]
    rewards = _rewards(made, answers)
    lengths = np.array([float(len(one.content)) for one in answers])
    rows, at = [], 0
    for unit in units:
        for pair in unit.pairs:
            better, worse = (pair.first, pair.second) if pair.probability > 0.5 else (pair.second, pair.first)
            rows.append((unit, at + better, at + worse))
        at += len(unit.answers)
    groups = np.array([unit.group for unit, _, _ in rows], dtype=object)
    subset = np.array([answers[better].source for _, better, _ in rows])

    def measured(name: str, score: np.ndarray, mine: np.ndarray, on: str) -> dict[str, Any]:
        gap = np.array([score[better] - score[worse] for _, better, worse in rows])[mine]
        return figure(Cases(gap + 0.5, np.ones(len(gap)), groups[mine]), on, decided, 2000).record(name)

    everything = np.ones(len(rows), dtype=bool)
    figures = [
        measured("accuracy: edge judge", rewards, everything, "LLMBar"),
        measured("accuracy: longer is better", lengths, everything, "LLMBar"),
        measured("accuracy: shorter is better", -lengths, everything, "LLMBar"),
    ]
    figures += [
        measured("accuracy: edge judge", rewards, subset == name, f"LLMBar, {name}") for name in sorted(set(subset))
    ]
    note = (
        "A coin is right on half of LLMBar's pairs. Nothing of LLMBar was trained, calibrated or chosen on. Votes of "
        "the crowd are weighed by how often a rater agrees with the others; pairs are weighed such that length tells "
        "nothing."
    )
    return figures, note


def _judged(units: list[Unit], split: str) -> list[Judged]:
    return [one for unit in units if unit.split == split for one in unit.answers if one.right is not None]


def _natural(answers: list[Judged]) -> list[Judged]:
    """What models wrote, without what was made of it: the bag of words does best on these alone."""
    return [one for one in answers if one.id.endswith(f"-{one.source}")]


def _rewards(made: Path, answers: list[Judged]) -> np.ndarray:
    return _scored(made, answers).reward


def _layout(made: Path) -> Layout:
    return Layout(Tokenizer.from_file(str(made / bundle.TOKENIZER)), bundle.read_shape(made)["max_tokens"])


def _scored(made: Path, answers: list[Judged]) -> bundle.Given:
    layout = _layout(made)
    return bundle.onnx_scores(made / bundle.MODEL, [layout.encode(one.prompt, one.content) for one in answers], layout)


def _flags(verdicts: list[list[str]]) -> np.ndarray:
    """−1 where the critic finds an equation that does not hold, else 0."""
    return -np.array([float("wrong" in row) for row in verdicts])


def _corruptions(made: Path, units: list[Unit], script: Path) -> Figures:
    """How well right steps and first wrong steps are told apart on unseen questions, by judge and by critic."""
    answers = [one for unit in units if unit.split == "test" for one in unit.answers if one.right is None and one.steps]
    scored, critic = _scored(made, answers), baselines.arithmetic(script, answers)
    rows = [
        (score, -float(verdict == "wrong"), float(label), one.group)
        for one, steps, verdicts in zip(answers, scored.steps, critic, strict=True)
        for score, verdict, label in zip(steps, verdicts, one.steps, strict=False)
        if score is not None and label is not None
    ]
    edge, flags, right = (np.array(column, dtype=float) for column in list(zip(*rows, strict=True))[:3])
    group = np.array([row[3] for row in rows], dtype=object)
    on = f"steps of corrupted solutions of {len(set(group))} unseen questions"
    return [
        figure(Cases(edge, right, group), on, area, 500).record("step AUC: edge judge"),
        figure(Cases(flags, right, group), on, area, 500).record("step AUC: arithmetic critic"),
    ]
