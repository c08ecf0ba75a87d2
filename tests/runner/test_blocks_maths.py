"""Known identities of the pure blocks: policy gradients, dynamics, search, values, preferences, intervals."""

import itertools
import math
import random

import numpy as np
import pytest
import torch
from tiny_policy import tiny_model, tiny_tokenizer

from assay_runner.blocks import dialogue, dynamics, policy_gradient, preferences, search, statistics, values
from assay_runner.blocks.likelihood import token_entropy, token_logprobs
from assay_runner.blocks.search import Step


def test_leave_one_out_gradient_is_unbiased_on_a_bandit():
    """Every outcome of k = 3 draws from 4 arms is listed: the exact expectation is the closed-form gradient."""
    logits = torch.tensor([0.3, -0.2, 0.5, 0.1], requires_grad=True)
    rewards = torch.tensor([1.0, 0.0, 2.0, -1.0])
    probabilities = logits.softmax(0)
    closed = torch.autograd.grad((probabilities * rewards).sum(), logits, retain_graph=True)[0]
    expected = torch.zeros(4)
    for arms in itertools.product(range(4), repeat=3):
        chosen = torch.tensor(arms)
        logprobs = logits.log_softmax(0)[chosen]
        advantages = policy_gradient.leave_one_out(rewards[chosen])
        loss = policy_gradient.turn_loss(logprobs[:, None], torch.ones(3, 1, dtype=torch.long), advantages[:, None])
        gradient = -torch.autograd.grad(loss, logits)[0]
        expected += logits.softmax(0).detach()[chosen].prod() * gradient
    assert expected.tolist() == pytest.approx(closed.tolist(), abs=1e-6)
    with pytest.raises(ValueError, match="at least 2"):
        policy_gradient.leave_one_out(torch.ones(4, 1))


def test_each_turn_has_its_own_advantage_and_kl():
    logprobs = torch.randn(2, 5, requires_grad=True)
    turns = torch.tensor([[0, 1, 1, 0, 2], [1, 1, 0, 2, 2]])
    kl = logprobs * 3
    loss = policy_gradient.turn_loss(logprobs, turns, torch.tensor([[0.0, 2.0], [0.0, -1.0]]), kl, (0.5, 0.0))
    gradient = torch.autograd.grad(loss, logprobs)[0]
    # turn 1 only feels its KL (3 · 0.5 / 2 rollouts), turn 2 only its advantage, context nothing
    assert gradient.tolist() == [[0, 0.75, 0.75, 0, -1.0], [0.75, 0.75, 0, 0.5, 0.5]]


def test_kl_estimates_agree():
    logits, reference = torch.randn(6), torch.randn(6)
    exact = policy_gradient.exact_kl(logits, reference)
    logprobs, known = logits.log_softmax(0), reference.log_softmax(0)
    assert (logprobs.exp() * policy_gradient.sampled_kl(logprobs, known)).sum().item() == pytest.approx(
        exact.item(), abs=1e-5
    )
    assert policy_gradient.exact_kl(logits, logits).item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("n", "c"), [(5, 0), (5, 2), (6, 5), (6, 6), (4, 1)])
def test_pass_at_k_is_brute_force(n, c):
    right = [True] * c + [False] * (n - c)
    for k in range(1, n + 1):
        draws = list(itertools.combinations(right, k))
        assert dynamics.pass_at_k(n, c, k) == pytest.approx(sum(map(any, draws)) / len(draws), abs=1e-12)
    assert dynamics.pass_at_k(n, c, n + 1) is None


def test_balance_score_worked_values():
    # the paper's example with n* = 6: 2 selected and both right gives 1/3; 64 selected, 16 right gives 1/4
    assert dynamics.query_effect(2, 2, 6) == pytest.approx(1 / 3)
    assert dynamics.query_effect(64, 16, 6) == pytest.approx(0.25)
    assert dynamics.query_effect(0, 0, 6) == 0 and dynamics.query_effect(3, 0, 6) == 0
    # a query without selection stays in the mean
    assert dynamics.balance_score([6, 0], [6, 0], 6) == 0.5
    assert dynamics.best_cell({(0.5, 0.0): 0.2, (0.7, 0.1): 0.4, (0.9, 0.0): 0.4}) == ((0.7, 0.1), False)
    assert dynamics.best_cell({(0.5, 0.0): 0.9, (0.7, 0.1): 0.4}) == ((0.5, 0.0), True)


def test_pass_k_s_and_reward_k_s():
    keys, correct = [["a", "a", "b", "c"], ["x", "y", "z", "w"]], [[True, True, True, False], [False] * 4]
    assert dynamics.pass_k_s(keys, correct, 1) == 0.5 and dynamics.pass_k_s(keys, correct, 3) == 0.0
    assert dynamics.reward_k_s([[1, 1, 1, 0], [1, 0, 0, 0]], correct, 3) == 0.5
    assert dynamics.diversity([["a", "a"], ["a", "b"], []]) == 0.75
    assert dynamics.query_uniformity([2, 2, 2]) == 1.0


DIGITS = "012"
WORTH = {
    "".join(path): value
    for path, value in zip(itertools.product(DIGITS, repeat=4), np.random.default_rng(0).random(81), strict=True)
}


def exact_value(state):
    return max(value for path, value in WORTH.items() if path.startswith(state))


def branches(state):
    return [Step(state + c, state + c, prior=1 / 3, terminal=len(state) == 3, tokens=1) for c in DIGITS]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("select", [search.uct(0.1), search.puct(0.1)])
def test_search_with_exact_values_finds_the_best_leaf(select, seed):
    tree = search.search(
        search.grow(""),
        branches,
        lambda states: [exact_value(state) for state in states],
        select=select,
        backup=search.best_child,
        rng=random.Random(seed),
        iterations=60,
    )
    assert search.answer(tree).state == max(WORTH, key=lambda path: WORTH[path])
    assert tree.tokens == len(tree.nodes) - 1


def test_search_stops_at_its_budget_and_its_gate():
    options = {"select": search.uct(0.1, unvisited=0.0), "backup": search.visit_weighted, "rng": random.Random(0)}
    score = lambda states: [exact_value(state) for state in states]  # noqa: E731
    spent = search.search(search.grow(""), branches, score, iterations=50, tokens=9, **options)
    assert spent.stop_reason == "tokens" and 9 <= spent.tokens <= 11
    gated = search.search(search.grow(""), branches, score, iterations=50, gate=max(WORTH.values()), **options)
    assert gated.stop_reason == "gate"
    whole = search.search(search.grow(""), branches, score, iterations=5000, **options)
    assert whole.stop_reason == "exhausted" and len(whole.nodes) == 1 + 3 + 9 + 27 + 81
    assert search.vote(whole, lambda state: state[0]) in DIGITS


def chain_tree():
    """Root – a – b – c (right, depth 3), and one wrong end below the root, a and b each."""
    tree = search.grow("")
    for index, (parent, state) in enumerate([(0, "a"), (1, "b"), (2, "c"), (0, "x"), (1, "y"), (2, "z")], start=1):
        node = search.Node(
            index,
            state,
            parent,
            tree.nodes[parent].depth + 1,
            terminal=state in "cxyz",
            visits=4 if state in "abc" else 1,
        )
        node.value = {"a": 0.9, "b": 0.8, "c": 1.0}.get(state, 0.1)
        tree.nodes.append(node)
        tree.nodes[parent].children.append(index)
    return tree


def test_tree_labels_of_the_rest_mcts_card():
    labels = values.tree_values(chain_tree(), {3: True, 4: False, 5: False, 6: False})
    assert labels == pytest.approx({0: 0, 1: 1 / 3, 2: 2 / 3, 3: 1, 4: 0, 5: 1 / 9, 6: 1 / 2})
    assert values.tree_values(chain_tree(), {3: False}) == {}
    assert values.quality_values([True] * 4, [3, 2, 1, 0]) == pytest.approx([0.25, 0.5, 0.75, 1.0])
    # a wrong step 2 of distance 2 from value 1/3: 1/3 − (2/3)/3 = 1/9
    assert values.quality_values([True, False], [2, 2]) == pytest.approx([1 / 3, 1 / 9])


def test_tree_pairs_take_best_over_worst_on_the_visited_path():
    pairs = preferences.tree_pairs(chain_tree(), lambda node: node.state, lambda node: f"Q{node.state}", gap=0.2)
    assert [(pair.prompt, pair.chosen, pair.rejected) for pair in pairs] == [
        ("Q", "a", "x"),
        ("Qa", "b", "y"),
        ("Qb", "c", "z"),
    ]
    assert pairs[0].smoothing == pytest.approx(0.2)
    assert preferences.swapped(pairs)[0].chosen == "x"


@pytest.mark.parametrize(("chosen", "rejected", "a"), [(30, 10, 0.25), (10, 10, 0.5), (0, 5, 0.5), (20, 0, 0.0)])
def test_visit_smoothing_of_the_card(chosen, rejected, a):
    assert preferences.visit_smoothing(chosen, rejected) == pytest.approx(a)


def test_selectors():
    assert preferences.above([0.1, 0.5, 0.5], 0.1) == [1, 2]
    assert preferences.top_of_correct([3, 9, 5], [True, False, True], 1) == [2]
    assert preferences.fill([[1, 1, 1], [1, 0, 0]], 0.5, 3, 3) == [[0, 1], [0]]
    assert preferences.best_worst([0.2, 0.9, 0.1]) == (1, 2) and preferences.best_worst([0.2, 0.2]) is None
    assert preferences.margin_pairs([1, 3, 5], 2) == [(2, 0), (1, 0), (2, 1)]
    assert preferences.unique(["a", "b", "a"]) == [0, 1]
    picked = preferences.right_wrong([True, None, False, False], random.Random(0), most=5)
    assert len(picked) == 1 and picked[0][0] == 0
    pairs = preferences.random_pairs(["q"] * 200, [["a", "b"]] * 200, random.Random(0))
    assert 60 < sum(pair.chosen == "a" for pair in pairs) < 140


def test_values_read_the_last_real_token():
    torch.manual_seed(0)
    model = values.ValueModel(tiny_model())
    torch.nn.init.normal_(model.head.weight)
    rows = [[5, 6, 7], [5, 6, 7, 8, 9, 10]]
    together = values.predict_values(model, rows)
    assert together == pytest.approx([values.predict_values(model, [row])[0] for row in rows], abs=1e-6)
    losses = []
    values.fit_values(
        model,
        rows,
        [0.9, 0.1],
        steps=40,
        batch_size=8,
        learning_rate=1e-2,
        generator=torch.Generator().manual_seed(0),
        after=lambda step, loss: losses.append(loss),
    )
    assert values.predict_values(model, rows) == pytest.approx([0.9, 0.1], abs=0.1)
    assert values.roll_out_values([[True, False], [True, True]]) == [0.5, 1.0]


def test_dialogue_masks_only_what_the_model_wrote():
    tokenizer = tiny_tokenizer()
    messages = [
        {"role": "user", "content": "1+1"},
        {"role": "assistant", "content": "3"},
        {"role": "user", "content": "again"},
        {"role": "assistant", "content": "2"},
    ]
    whole = dialogue.chat(tokenizer, messages)
    text = [tokenizer.decode([token]) for token in whole.tokens]
    written = {turn: "".join(t for t, mark in zip(text, whole.turns, strict=True) if mark == turn) for turn in (1, 2)}
    assert written == {1: "3<end>", 2: "2<end>"}
    last = dialogue.chat(tokenizer, messages, trained=[3])
    assert set(last.turns) == {0, 2} and last.tokens == whole.tokens
    rows = dialogue.batch([whole, dialogue.join([([5], 0), ([6, 7], 1)])], 0)
    labels = dialogue.labels(rows, turns=[2])
    assert (labels[1] == -100).all() and (labels[0] != -100).sum() == 2
    # padding changes nothing
    model = tiny_model()
    alone = token_logprobs(model, rows.input_ids[1:, :3], rows.attention_mask[1:, :3])
    assert torch.allclose(token_logprobs(model, rows.input_ids, rows.attention_mask)[1, :2], alone[0], atol=1e-5)


def test_entropy_of_equal_chances():
    assert token_entropy(torch.zeros(2, 8)).tolist() == pytest.approx([math.log(8)] * 2, abs=1e-6)


def test_intervals():
    found = statistics.t_interval([1.0, 2.0, 3.0, 4.0])
    # 3.182 is the 97.5 % quantile of t with 3 degrees of freedom, 1.291 the standard deviation
    assert found == pytest.approx((2.5, 2.5 - 3.1824 * 1.29099 / 2, 2.5 + 3.1824 * 1.29099 / 2), abs=1e-3)
    assert math.isnan(statistics.t_interval([1.0]).low)
    paired = statistics.paired_bootstrap([[1, 1, 0, 1] * 25] * 2, [[0, 1, 0, 0] * 25] * 2, np.random.default_rng(0))
    assert paired.mean == 0.5 and 0.35 < paired.low < 0.5 < paired.high < 0.65
    with pytest.raises(ValueError, match="same seeds"):
        statistics.paired_t([1, 2], [1, 2, 3])
