"""Parts of the edge judge: layout and calibration by the platform's cases, raters' weights, splits, corruptions."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from assay_runner.blocks import calibration
from assay_runner.blocks.dataset import Row, read_rows
from assay_runner.blocks.edge_encoder import Layout, link, matches, rising, same_tokens
from assay_runner.blocks.edge_measures import area, drawings
from assay_runner.blocks.edge_training import soft
from assay_runner.blocks.judge_data import length_balanced, units_of
from assay_runner.blocks.rater_weights import Rated, preferences, rater_weights, read_campaign
from assay_runner.errors import Fatal
from assay_runner.tasks.corruptions import KINDS, corrupt, read, restated

FIXTURES = Path(__file__).parents[1] / "fixtures"
CALIBRATION = json.loads((FIXTURES / "calibration.json").read_text())
ENCODE = json.loads((FIXTURES / "edge-encode.json").read_text())


@pytest.mark.parametrize("case", CALIBRATION, ids=[case["description"] for case in CALIBRATION])
def test_calibration_as_the_platform_has_it(case):
    given = case["input"]
    fit = calibration.fit_isotonic if given["method"] == "isotonic" else calibration.fit_platt
    fitted = fit([row["score"] for row in given["rows"]], [row["label"] for row in given["rows"]])
    found = calibration.apply_map(fitted, given["at"])
    assert found == pytest.approx(case["expected"], abs=0.5000001 * 10 ** -case["places"])


class Words:
    """A tokenizer whose tokens are the words of the fixture."""

    def __init__(self, words):
        self.places = {word: at for at, word in enumerate(words)}

    def token_to_id(self, token):
        return self.places.get(token)

    def encode(self, text, add_special_tokens=False):
        return type("Encoding", (), {"ids": [self.places[word] for word in text.split()]})


@pytest.mark.parametrize("case", ENCODE["cases"], ids=[case["description"] for case in ENCODE["cases"]])
def test_layout_as_the_worker_has_it(case):
    item = case["item"]
    steps = item.get("steps") or ([item["response"]] if case["split"] == "none" else None)
    layout = Layout(Words(ENCODE["words"]), case["max_tokens"], special=len(ENCODE["special"]))
    found = layout.encode(item["prompt"], item["response"], steps)
    assert [ENCODE["words"][one] for one in found.ids] == case["expected"]["text"].split()
    assert found.step_at == case["expected"]["step_at"]


def test_threshold_keeps_its_promise_over_repeated_splits():
    """Judges whose confidence says little: over 300 held-out sets the true risk is above alpha in at most delta."""
    rng = np.random.default_rng(1)
    broken = 0
    for _ in range(300):
        confidence = rng.uniform(0.5, 1.0, 400)
        agrees = rng.uniform(size=400) < 0.55 + 0.45 * (confidence - 0.5) / 0.5
        found = calibration.abstention_threshold(confidence, agrees, 0.15, 0.1)
        if found is not None:
            # above t the agreement rises from 0.55 + 0.9 (t − 0.5) to 1, evenly
            broken += (1 - (0.55 + 0.9 * (found.threshold - 0.5))) / 2 > 0.15
    assert broken / 300 <= 0.1


def test_no_threshold_where_nothing_can_be_promised():
    coin = [True, False] * 100
    assert calibration.abstention_threshold([0.9] * 200, coin, 0.1, 0.1) is None


def test_raters_who_contradict_the_others_count_for_little():
    rng = random.Random(0)
    rows = []
    for pair in range(60):
        truth = float(rng.random() < 0.5)
        rows += [Rated(str(pair), f"good{n}", truth if rng.random() < 0.9 else 1 - truth) for n in range(4)]
        rows.append(Rated(str(pair), "coin", float(rng.random() < 0.5)))
    weights = rater_weights(rows)
    assert weights["coin"] < 0.3 < 0.8 < min(weights[f"good{n}"] for n in range(4))
    told = preferences([*rows, Rated("last", "coin", 1.0), Rated("last", "good0", 0.0)])
    assert told["last"][0] < 0.5
    assert preferences([Rated("p", "r", 0.5)])["p"][0] == 0.5


def test_the_split_follows_the_prompt_and_the_group():
    def row(id, prompt, **metadata):
        return Row(id, prompt, metadata=metadata, responses=())

    shares = (0.2, 0.2, 0.2)
    units = units_of([row(f"i{n}", f"Question {n % 50}", group=f"g{n % 10}") for n in range(200)], shares)
    assert len(units) == 50 and len({(unit.group, unit.split) for unit in units}) == 10
    with pytest.raises(Fatal, match="would leak"):
        units_of([row("a", "x", split="train", group="g"), row("b", "y", split="test", group="g")], shares)
    with pytest.raises(Fatal, match="'half'"):
        units_of([row("a", "x", split="half")], shares)


def test_repeated_answers_are_one_and_preferences_follow(tmp_path):
    responses = [
        {"id": "a", "content": "Yes.", "correct": True},
        {"id": "b", "content": "yes. ", "correct": False},
        {"id": "c", "content": "No.", "metadata": {"source": "m"}},
    ]
    line = {"item": {"id": "i", "prompt": "?"}, "responses": responses, "preferences": [{"a": "b", "b": "c"}]}
    (tmp_path / "d").write_text(json.dumps(line))
    (unit,) = units_of(read_rows(tmp_path / "d"), (0.1, 0.1, 0.1))
    assert [one.right for one in unit.answers] == [0.5, None] and unit.compared
    assert [(pair.first, pair.second, pair.probability) for pair in unit.pairs] == [(0, 1, 1.0)]


def test_a_teacher_makes_pairs_where_nobody_else_does(tmp_path):
    responses = [{"id": name, "content": name, "metadata": {"teacher": p}} for name, p in (("a", 0.9), ("b", 0.1))]
    rows = [
        {"item": {"id": split, "prompt": split, "metadata": {"split": split}}, "responses": responses}
        for split in ("train", "test")
    ]
    rows.append({**rows[0], "item": {"id": "l", "prompt": "labeled", "metadata": {"split": "train"}}})
    rows[2]["responses"] = [one | {"correct": one["id"] == "b"} for one in responses]
    (tmp_path / "d").write_text("\n".join(map(json.dumps, rows)))
    train, test, labeled = units_of(read_rows(tmp_path / "d"), (0.1, 0.1, 0.1))
    # odds of 9 against 1/9: log-odds differ by ln 81
    assert [(pair.first, pair.second) for pair in train.pairs] == [(0, 1)]
    assert train.pairs[0].probability == pytest.approx(81 / 82)
    assert test.pairs == ()  # a teacher is no truth to measure by
    assert [(pair.first, pair.second, pair.probability) for pair in labeled.pairs] == [(1, 0, 1.0)]


def test_length_tells_nothing_after_balancing(tmp_path):
    lines = []
    for n in range(40):
        longer_wins = n % 4 != 0  # three quarters
        texts = ["a much longer answer", "short"] if longer_wins else ["short", "a much longer answer"]
        responses = [{"id": str(at), "content": text, "correct": at == 0} for at, text in enumerate(texts)]
        lines.append(json.dumps({"item": {"id": str(n), "prompt": f"Q{n}"}, "responses": responses}))
    (tmp_path / "d").write_text("\n".join(lines))
    weighed = {True: 0.0, False: 0.0}
    for unit in length_balanced(units_of(read_rows(tmp_path / "d"), (0.1, 0.1, 0.1))):
        for pair in unit.pairs:
            longer = len(unit.answers[pair.first].content) > len(unit.answers[pair.second].content)
            weighed[longer] += pair.weight
    assert weighed[True] == pytest.approx(weighed[False])


def test_a_token_is_told_where_else_it_stands():
    #                   [cls] 7  8 [sep] 7  9 [step] 9  8
    ids = torch.tensor([[1, 7, 8, 2, 7, 9, 3, 9, 8]])
    in_answer, prompt_has, answer_had, answer_will = 1, 2, 4, 8
    expected = [
        *(0, answer_will, answer_will, 0),
        *(in_answer + prompt_has, in_answer + answer_will, in_answer, in_answer + answer_had, in_answer + prompt_has),
    ]
    same = same_tokens(ids)
    assert matches(ids, same, sep=2).tolist() == [expected]
    # 7 stands at 1 and 4, 9 at 5 and 7, 8 at 2 and 8
    assert sorted(map(tuple, same.nonzero()[:, 1:].tolist())) == [(1, 4), (2, 8), (4, 1), (5, 7), (7, 5), (8, 2)]


def test_grades_are_a_cumulative_link():
    cuts = rising(torch.tensor([-1.0, 0.0, 2.0]))
    assert (cuts[1:] > cuts[:-1]).all()
    told = link(torch.tensor([[-9.0], [0.0], [9.0]]), cuts).exp()
    assert torch.allclose(told.sum(1), torch.ones(3), atol=1e-5) and told.argmax(1).tolist()[::2] == [0, 3]
    assert told[1, 0].item() == pytest.approx(1 / (1 + np.exp(1.0)), abs=1e-5)  # P(grade ≤ 0) = σ(cut 0 − score)


def test_a_teacher_is_softened_and_mixed():
    assert soft(1.0, None, 0.5, 2.0) == 1.0 and soft(None, None, 0.5, 2.0) is None
    assert soft(None, 0.9, 0.5, 1.0) == pytest.approx(0.9)
    assert soft(None, 0.9, 0.5, 2.0) == pytest.approx(0.75)  # log-odds of 9 halved are those of 3
    assert soft(1.0, 0.5, 0.25, 1.0) == pytest.approx(0.875)


def test_area_counts_ties_half_and_draws_keep_groups_whole():
    assert area(np.array([1.0, 2.0, 2.0, 3.0]), np.array([0, 0, 1, 1])) == 0.875
    group = np.array(["a", "a", "b", "c"], dtype=object)
    for places in drawings(group, 20):
        assert sum(place == 0 for place in places) == sum(place == 1 for place in places)


QUESTION = "Ann has 14 boxes of 6 eggs. She sells 20 eggs. How many are left?"
ANSWER = "Ann has 14*6=<<14*6=84>>84 eggs.\nShe has 84-20=<<84-20=64>>64 eggs left.\n#### 64"


@pytest.mark.parametrize("kind", KINDS)
def test_corruptions_are_wrong_where_they_say(kind):
    worked = read(ANSWER)
    assert worked.steps == ("Ann has 14*6=84 eggs.", "She has 84-20=64 eggs left.") and worked.answer == "64"
    found = [made for n in range(40) if (made := corrupt(QUESTION, worked, kind, random.Random(n)))]
    assert found
    for made in found:
        assert "<<" not in "".join(made.steps)
        assert made.steps[: made.first_wrong] == worked.steps[: made.first_wrong]
        if made.first_wrong < len(made.steps):
            assert kind == "dropped" or made.steps[made.first_wrong] != worked.steps[made.first_wrong]
        if made.carried:
            assert made.answer != "64" and made.answer in made.steps[-1]
        if kind in ("operator", "operand", "misread"):
            assert made.carried  # every later number follows from the change


def test_a_restated_problem_is_right_again():
    told, again = restated(QUESTION, read(ANSWER), random.Random(1))
    boxes = int(told.split()[2])
    eggs = int(told.split("sells ")[1].split()[0])
    assert (boxes, eggs) != (14, 20) and again.answer == str(boxes * 6 - eggs) and again.answer in again.steps[-1]
    # its notes are read again where they now stand, so that it can be made wrong like any other
    for line, ((_, result, place),) in zip(again.steps, again.notes, strict=True):
        assert line[place:].startswith(f"{result} eggs")


def test_imported_preferences_are_pairs(tmp_path):
    """As an upload of TRL preferences becomes a dataset: no verdicts, the side is in the metadata; ids may repeat."""
    lines = []
    for n in (1, 2):
        responses = [
            {"id": side, "content": f"{side} {n}", "metadata": {"preference": side}} for side in ("rejected", "chosen")
        ]
        lines.append(json.dumps({"item": {"id": f"i{n}", "prompt": "Same?"}, "responses": responses}))
    (tmp_path / "d").write_text("\n".join(lines))
    (unit,) = units_of(read_rows(tmp_path / "d"), (0.1, 0.1, 0.1))
    preferred = [(unit.answers[pair.first].content, unit.answers[pair.second].content) for pair in unit.pairs]
    assert preferred == [("chosen 1", "rejected 1"), ("chosen 2", "rejected 2")]


def test_a_campaign_becomes_weighted_preferences(tmp_path):
    def rating(comparison, rater, choice, judge=False, probability=None):
        told = {"comparison_id": comparison, "rater": rater, "choice": choice}
        return {"rating": told | {"judge": judge, "probability": probability}}

    lines = [
        {
            "item": {"id": f"cmp_{n}", "prompt": f"Q{n}", "metadata": {}},
            "responses": [{"id": side, "model": side, "content": f"{side} {n}"} for side in "ab"],
        }
        for n in range(4)
    ]
    lines += [rating("cmp_0", f"r{n}", "a") for n in range(3)] + [rating("cmp_1", "r0", "tie")]
    lines += [rating("cmp_2", "j", "b", True, 0.2), rating("cmp_2", "k", "b", True)]
    (tmp_path / "campaign").write_text("\n".join(map(json.dumps, lines)))
    rows = read_campaign(tmp_path / "campaign")
    assert [row.id for row in rows] == ["cmp_0", "cmp_1", "cmp_2"]  # nobody rated the fourth
    people, tie, judges = ({**row.preferences[0]} for row in rows)
    assert people["probability"] == pytest.approx(3.5 / 4) and people["weight"] == pytest.approx(3.0)
    assert tie["probability"] == 0.5 and "teacher" not in tie
    assert "probability" not in judges and judges["teacher"] == pytest.approx(0.1)
    (tmp_path / "empty").write_text(json.dumps(lines[0]))
    with pytest.raises(Fatal, match="nobody rated"):
        read_campaign(tmp_path / "empty")
