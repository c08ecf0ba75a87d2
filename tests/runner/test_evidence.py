"""Evidence: paired intervals, claims told as they are, resuming, and the page's measured part."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assay_runner.blocks.statistics import bootstrap, paired_bootstrap, paired_t, t_interval
from assay_runner.errors import Fatal
from assay_runner.evidence import Results, command, load, measure
from assay_runner.evidence_page import BEGIN, END, recheck, table_of, write_page

RECIPE = """
from pathlib import Path
from assay_runner.errors import Fatal
from assay_runner.evidence import Arm, Claim, Evidence, prepared

def prepare(seed, quick, context):
    (context.workdir / "base.txt").write_text(str(seed))

def arm(shift):
    def run(seed, quick, context):
        with (Path(__file__).parent / "calls.txt").open("a") as calls:
            calls.write(f"{seed} {shift}\\n")
        base = float((prepared(context) / "base.txt").read_text())
        noise = context.rng("noise").normal()
        return {"score": base + shift + 0.1 * noise, "right": [1, 0, 1, int(shift > 0)], "skipped": None,
                "curves": {"loss": [[0, 1.0], [1, 1.0 - shift]]}}
    return run

EVIDENCE = Evidence(
    main_metric="score", reference="plain", columns={"score": "Score", "right": "right", "skipped": "skipped"},
    prepare=prepare,
    arms={"plain": Arm("plain", arm(0.0)), "better": Arm("better", arm(0.5))},
    claims=[Claim("better wins", lambda r: r.above("better", "plain", "score"), main=True),
            Claim("better wins by a mile", lambda r: r.above("better", "plain", "score", by=3)),
            Claim("all seeds", lambda r: r.wins("better", "plain", "score", 1.0, "higher")),
            Claim("by problem", lambda r: r.judge(r.difference_over_problems("better", "plain", "right"), by=-0.01))],
    params={"steps": 1}, seeds=4)
"""


@pytest.fixture
def recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "fake_recipe.py").write_text(RECIPE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(tmp_path)
    sys.modules.pop("fake_recipe", None)
    return "fake_recipe"


def test_claims_are_reported_as_they_showed(recipe: str, tmp_path: Path) -> None:
    record = measure("fake", recipe, tmp_path / "work", plain=True)
    # the two arms draw the same noise, so the paired difference is exactly the shift
    assert [claim["shown"] for claim in record["claims"]] == [True, False, True, True]
    assert record["claims"][0]["measured"].startswith("+0.5 [+0.5")
    assert record["seeds"] == [0, 1, 2, 3]
    assert record["arms"]["better"]["metrics"]["skipped"] == [None] * 4
    assert "| better |" in table_of(record) and "–" in table_of(record)


def test_resume_runs_only_what_is_missing(recipe: str, tmp_path: Path) -> None:
    work, calls = tmp_path / "work", tmp_path / "calls.txt"
    first = measure("fake", recipe, work, plain=True)
    (work / "seed-2" / "better" / "result.json").unlink()
    calls.write_text("")
    second = measure("fake", recipe, work, resume=True, plain=True)
    assert calls.read_text() == "2 0.5\n"
    assert second["arms"] == first["arms"]
    (tmp_path / "fake_recipe.py").write_text(RECIPE + "\n# changed\n")  # another recipe: nothing old counts
    calls.write_text("")
    measure("fake", recipe, work, resume=True, plain=True)
    assert len(calls.read_text().splitlines()) == 8


def test_seeds_in_parallel_give_the_same_numbers(recipe: str, tmp_path: Path) -> None:
    one = measure("fake", recipe, tmp_path / "one", plain=True, seeds=2)
    two = measure("fake", recipe, tmp_path / "two", plain=True, seeds=2, jobs=2)
    assert one["arms"] == two["arms"]


def test_page_keeps_its_words_and_names_what_did_not_show(recipe: str, tmp_path: Path) -> None:
    record = measure("fake", recipe, tmp_path / "work", plain=True)
    page = tmp_path / "docs" / "recipes" / "fake.md"
    page.parent.mkdir(parents=True)
    page.write_text(f"# Fake\n\nWords before.\n\n{BEGIN}\nold\n{END}\n\nWords after.\n")
    written = write_page(record, tmp_path)
    text = page.read_text()
    assert "Words before." in text and "Words after." in text and "old" not in text
    assert "Did not show in this run: better wins by a mile." in text
    stored = json.loads((tmp_path / "gpu-runner" / "evidence" / "fake.json").read_text())
    assert stored["versions"]["torch"] and stored["machine"]["cores"]
    assert {path.name for path in written} >= {"fake-score.svg", "fake-loss.svg"}
    again = {path.name: path.read_bytes() for path in write_page(record, tmp_path)}
    assert again == {path.name: path.read_bytes() for path in written}
    page.write_text("no markers")
    with pytest.raises(ValueError, match="markers"):
        write_page(record, tmp_path)


def test_a_stored_record_is_rechecked_where_a_claim_was_reworded(recipe: str, tmp_path: Path) -> None:
    record = measure("fake", recipe, tmp_path / "work", plain=True)
    stored = json.loads(json.dumps(record))
    evidence, _ = load(recipe)
    evidence = replace(evidence, claims=[claim for claim in evidence.claims if claim.text != "by problem"])
    again = recheck(stored, evidence)
    assert again["claims"] == record["claims"][:3] and {**again, "claims": 0} == {**stored, "claims": 0}
    with pytest.raises(Fatal, match="none by problem"):
        recheck(stored, load(recipe)[0])


def test_a_second_study_has_its_own_part_of_the_recipe_s_page(
    recipe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = RECIPE.replace("seeds=4", 'part_of="fake_recipe", seeds=2')
    package = tmp_path / "studies"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "fake_recipe.py").write_text("# the recipe\n")
    (package / "fake_more_arms.py").write_text(text)
    folder = tmp_path / "more"
    record = measure("fake_more", "studies.fake_more_arms", folder, plain=True)
    page = tmp_path / "docs" / "recipes" / "fake_recipe.md"
    page.parent.mkdir(parents=True)
    page.write_text(f"{BEGIN}\nthe first\n{END}\n<!-- fake_more:begin -->\nold\n<!-- fake_more:end -->\n")
    write_page(record, tmp_path)
    assert page.read_text().startswith(f"{BEGIN}\nthe first\n{END}\n<!-- fake_more:begin -->\n2 seeds;")
    assert "old" not in page.read_text() and (tmp_path / "gpu-runner" / "evidence" / "fake_more.json").exists()
    # it depends on the recipe's source as well: a changed recipe counts as unmeasured
    calls = package / "calls.txt"
    before = len(calls.read_text().splitlines())
    (package / "fake_recipe.py").write_text("# the recipe, changed\n")
    measure("fake_more", "studies.fake_more_arms", folder, resume=True, plain=True)
    assert len(calls.read_text().splitlines()) == 2 * before


def test_quick_command_prints_and_writes_no_page(
    recipe: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("fake", recipe, quick=True, seeds=None, resume=False, jobs=1, plain=True) == 0
    assert "NOT SHOWN better wins by a mile" in capsys.readouterr().out
    assert not (tmp_path / "gpu-runner").exists()
    with pytest.raises(Fatal, match="at least 1"):
        measure(recipe, recipe, tmp_path / "work", seeds=0)


def test_intervals() -> None:
    # t_{.975, 4} = 2.776445; the sample 1..5 has standard error sqrt(2.5 / 5)
    found = t_interval(np.arange(1, 6))
    assert found.mean == 3 and found.high - found.mean == pytest.approx(2.776445 * np.sqrt(0.5), rel=1e-6)
    assert np.isnan(t_interval(np.array([1.0])).low)
    values = np.array([1.0, 5.0, 9.0])
    assert paired_t(values + 2, values).low == pytest.approx(2.0)
    rng = np.random.default_rng(0)
    draws = rng.normal(size=400)
    found = bootstrap(draws, rng)
    assert found.high - found.low == pytest.approx(2 * 1.96 * draws.std() / 20, rel=0.1)
    assert paired_bootstrap(np.ones((3, 50)), np.zeros((3, 50)), rng) == (1.0, 1.0, 1.0)


def test_results_compare_by_seed() -> None:
    cells = {(arm, seed): {"x": float(seed + (arm == "a"))} for arm in "ab" for seed in range(3)}
    results = Results(cells, quick=False)
    assert results.above("a", "b", "x").shown and results.below("b", "a", "x").shown
    assert not results.above("a", "b", "x", by=1.5).shown and not results.below("a", "b", "x").shown
