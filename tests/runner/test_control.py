"""The control toolkit: seeded rollouts, replay with hindsight goals, advantages, tabular oracles, and a small
training.
"""

import gymnasium
import numpy as np
import pytest
import torch

from assay_runner.blocks import control

torch.set_num_threads(1)


def wander(observation: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    return torch.randint(0, 2, (len(observation),), generator=generator)


def test_rollouts_depend_on_the_seed_alone() -> None:
    first, again, other = (
        control.rollout(control.environments("CartPole-v1", 3), wander, 60, seed) for seed in (1, 1, 2)
    )
    assert all(torch.equal(first[key], again[key]) for key in control.KEYS)
    assert not torch.equal(first["observation"], other["observation"])
    assert first["observation"].shape == (60, 3, 4) and first["action"].shape == (60, 3)


def test_next_observation_is_the_true_last_one_of_an_episode() -> None:
    rows = control.rollout(control.environments("CartPole-v1", 2), wander, 80, 0)
    ended = (rows["terminated"] + rows["truncated"]) > 0
    assert ended.any()
    # inside an episode the next row's observation is this row's next_observation; across its end it is not
    same = (rows["next_observation"][:-1] == rows["observation"][1:]).all(-1)
    assert torch.equal(same, ~ended[:-1])
    # a pole that fell is past 12 degrees (0.2095 rad) or the cart past 2.4
    last = rows["next_observation"][ended]
    assert ((last[:, 2].abs() > 0.2095) | (last[:, 0].abs() > 2.4)).all()


def test_episodes_lie_together_and_goals_come_from_their_future() -> None:
    rows = control.by_episode(control.rollout(control.environments("CartPole-v1", 3), wander, 100, 0))
    episode = rows["episode"]
    assert (episode[1:] >= episode[:-1]).all()
    last = control.last_of_episode(episode)
    assert all(int(last[row]) == int(torch.nonzero(episode == episode[row]).max()) for row in range(0, 300, 7))
    index = torch.randint(0, 300, (20_000,), generator=torch.Generator().manual_seed(0))
    goal = control.future_rows(index, last, 0.9, torch.Generator().manual_seed(1))
    assert torch.equal(episode[goal], episode[index])
    assert ((goal > index) | (index == last[index])).all()
    # with no end in sight the distance is geometric with mean 1 / (1 − γ)
    far = torch.full((10**6,), 10**6)
    steps = control.future_rows(torch.zeros(100_000, dtype=torch.long), far, 0.9, torch.Generator().manual_seed(2))
    assert float(steps.float().mean()) == pytest.approx(10.0, rel=0.02)


def test_replay_overwrites_the_oldest() -> None:
    replay = control.Replay(5)
    with pytest.raises(ValueError, match="empty"):
        replay.sample(1, torch.Generator())
    for start in (0, 3):
        replay.add({"x": torch.arange(start, start + 3)})
    assert sorted(replay.rows["x"].tolist()) == [1, 2, 3, 4, 5] and replay.size == 5
    drawn = replay.sample(100, torch.Generator().manual_seed(0))
    assert set(drawn["x"].tolist()) == {1, 2, 3, 4, 5} and torch.equal(replay.rows["x"][drawn["index"]], drawn["x"])
    with pytest.raises(ValueError, match="capacity"):
        replay.add({"x": torch.arange(6)})


def test_gae_is_discounted_return_minus_value_at_lambda_one() -> None:
    reward, value = torch.tensor([[1.0], [2.0], [4.0]]), torch.tensor([[0.5], [0.25], [0.125]])
    after = torch.tensor([[0.25], [0.125], [8.0]])
    none, end = torch.zeros(3, 1), torch.tensor([[0.0], [0.0], [1.0]])
    found = control.gae(reward, value, after, end, end, 0.5, 1.0)
    torch.testing.assert_close(found[:, 0], torch.tensor([1 + 1 + 1 - 0.5, 2 + 2 - 0.25, 4 - 0.125]))
    # a truncated last step still counts the value of what would have followed
    assert control.gae(reward, value, after, none, end, 0.5, 1.0)[2, 0] == 4 + 0.5 * 8 - 0.125
    # a column a critic
    both = control.gae(*(torch.stack([x, 3 * x], -1) for x in (reward, value, after)), end, end, 0.5, 0.9)
    torch.testing.assert_close(both[..., 1], 3 * both[..., 0])


@pytest.mark.parametrize("factor", [0.01, 30.0, 100.0])
def test_normalized_sum_ignores_the_scale_of_a_reward(factor: float) -> None:
    advantage = torch.randn(20, 4, 3, generator=torch.Generator().manual_seed(0))
    weights, scaled = torch.tensor([1.0, 2.0, 0.5]), advantage.clone()
    scaled[..., 1] *= factor
    expected = control.normalized_sum(advantage, weights)
    torch.testing.assert_close(control.normalized_sum(scaled, weights), expected, atol=1e-5, rtol=0)
    silent = torch.cat([advantage, torch.full((20, 4, 1), 7.3)], -1)  # a critic without signal adds exactly nothing
    with_silent = control.normalized_sum(silent, torch.tensor([1.0, 2.0, 0.5, 9.0]))
    torch.testing.assert_close(with_silent, expected, atol=1e-6, rtol=0)
    alone = control.normalized_sum(silent, torch.tensor([0.0, 0.0, 0.0, 9.0]))
    assert torch.equal(alone, torch.zeros_like(alone))
    assert control.normalized_sum(advantage * 1e3, torch.tensor([1.0, 0.0, 0.0]), limit=1.0).abs().max() <= 1.0


def test_value_iteration_finds_the_known_optimum_of_frozen_lake() -> None:
    # without slipping the shortest way from corner to corner of the 4×4 lake is 6 moves, so Q* = γ^5
    env = gymnasium.make("FrozenLake-v1", is_slippery=False)
    transition, reward = control.table_of(env)
    values = control.value_iteration(transition, reward, gamma=0.9)
    assert values[0].max() == pytest.approx(0.9**5)
    greedy = np.eye(4)[values.argmax(1)]
    start = np.eye(16)[0]
    assert control.expected_return(transition, reward, greedy, start, 6) == pytest.approx(1.0)
    assert control.expected_return(transition, reward, greedy, start, 5) == 0.0
    # on ice the optimal policy reaches the goal in 100 steps with probability 0.74 (as measured by playing it, too)
    env = gymnasium.make("FrozenLake-v1", is_slippery=True)
    transition, reward = control.table_of(env)
    best = control.value_iteration(transition, reward, gamma=0.999).argmax(1)
    exact = control.expected_return(transition, reward, np.eye(4)[best], start, 100)
    envs = control.environments("FrozenLake-v1", 20)
    played = control.evaluate(envs, lambda x, _: torch.as_tensor(best)[x.argmax(1)], 1000, seed=0)
    assert exact == pytest.approx(0.74, abs=0.01)
    assert played.mean() == pytest.approx(exact, abs=0.05)


def test_policies_draw_from_their_generator() -> None:
    torch.manual_seed(0)
    for policy in (control.Policy(3, choices=4), control.Policy(3, dimensions=2)):
        x = torch.randn(5, 3)
        draws = [policy.act(x, torch.Generator().manual_seed(1)) for _ in range(2)]
        assert torch.equal(*draws) and policy(x).log_prob(draws[0]).shape == (5,)
    with pytest.raises(ValueError, match="either"):
        control.Policy(3)


def test_a_few_steps_of_policy_gradient_balance_the_pole_longer() -> None:
    torch.manual_seed(0)
    policy, critic = control.Policy(4, choices=2), control.mlp([4, 64, 64, 1])
    optimizer = torch.optim.Adam([*policy.parameters(), *critic.parameters()], lr=3e-3)
    envs = control.environments("CartPole-v1", 8)
    before = control.evaluate(envs, policy.act, 16, seed=100).mean()
    for step in range(25):
        rows = control.rollout(envs, policy.act, 64, seed=step)
        value, after = critic(rows["observation"])[..., 0], critic(rows["next_observation"])[..., 0]
        ended = torch.maximum(rows["terminated"], rows["truncated"])
        advantage = control.gae(rows["reward"], value.detach(), after.detach(), rows["terminated"], ended, 0.99, 0.95)
        target, weight = advantage + value.detach(), (advantage - advantage.mean()) / advantage.std()
        for _ in range(4):
            logp = policy(rows["observation"]).log_prob(rows["action"])
            loss = -(weight * logp).mean() + 0.01 * ((critic(rows["observation"])[..., 0] - target) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    assert control.evaluate(envs, policy.act, 16, seed=100).mean() > 2 * before
