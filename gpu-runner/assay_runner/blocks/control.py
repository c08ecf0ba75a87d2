"""A small control toolkit: networks, seeded gymnasium environments, rollouts, replay with goals, advantages, tabular
oracles.

Shapes: T steps, N environments side by side, B rows, K critics. Everything random takes a generator or a seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import gymnasium
import numpy as np
import torch
from gymnasium.vector import AutoresetMode, VectorEnv
from torch import nn
from torch.distributions import Categorical, Distribution, Independent, Normal

Act = Callable[[torch.Tensor, torch.Generator], torch.Tensor]
"""(N, observation) and a generator → (N,) or (N, action)."""


# Networks


def mlp(
    sizes: Sequence[int],
    activation: Literal["tanh", "relu", "gelu"] = "tanh",
    layer_norm: bool = False,
    last_gain: float = 1.0,
) -> nn.Sequential:
    """Linear layers of the given sizes with orthogonal weights; the last one's are scaled by `last_gain`, without
    activation.
    """
    kinds = {"tanh": nn.Tanh, "relu": nn.ReLU, "gelu": nn.GELU}
    layers: list[nn.Module] = []
    for place, (wide, narrow) in enumerate(zip(sizes, sizes[1:], strict=False)):
        last = place == len(sizes) - 2
        linear = nn.Linear(wide, narrow)
        nn.init.orthogonal_(linear.weight, last_gain if last else 2**0.5)
        nn.init.zeros_(linear.bias)
        layers.append(linear)
        if not last:
            layers += [nn.LayerNorm(narrow)] if layer_norm else []
            layers.append(kinds[activation]())
    return nn.Sequential(*layers)


class Policy(nn.Module):
    """π(a | x): categorical over `choices` actions, or a diagonal normal over `dimensions` with a learned deviation."""

    def __init__(
        self, inputs: int, choices: int | None = None, dimensions: int | None = None, hidden: int = 64
    ) -> None:
        super().__init__()
        if (choices is None) == (dimensions is None):
            raise ValueError("give either choices (discrete actions) or dimensions (continuous actions)")
        self.net = mlp([inputs, hidden, hidden, choices or dimensions or 0], last_gain=0.01)
        self.log_deviation = None if dimensions is None else nn.Parameter(torch.full((dimensions,), -0.5))

    def forward(self, x: torch.Tensor) -> Distribution:
        out = self.net(x)
        if self.log_deviation is None:
            return Categorical(logits=out)
        return Independent(Normal(out, self.log_deviation.exp().expand_as(out)), 1)

    def act(self, x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        """A draw whose randomness comes from `generator` alone."""
        with torch.no_grad():
            distribution = self(x)
            if isinstance(distribution, Categorical):
                return torch.multinomial(distribution.probs, 1, generator=generator)[:, 0]
            return distribution.mean + distribution.stddev * torch.randn(
                x.shape[0], distribution.event_shape[0], generator=generator
            )

    def best(self, x: torch.Tensor, generator: torch.Generator | None = None) -> torch.Tensor:
        """The most probable action."""
        with torch.no_grad():
            distribution = self(x)
            return distribution.probs.argmax(-1) if isinstance(distribution, Categorical) else distribution.mean


# Environments


def environments(name: str, count: int, options: Mapping[str, Any] | None = None) -> VectorEnv:
    """`count` copies of a gymnasium environment; an episode that ends starts again in the same step."""
    return gymnasium.make_vec(
        name,
        num_envs=count,
        vectorization_mode="sync",
        vector_kwargs={"autoreset_mode": AutoresetMode.SAME_STEP},
        **dict(options or {}),
    )


def observe(space: gymnasium.Space, observation: Any) -> torch.Tensor:
    """(N, features) float32: one-hot for discrete observations, flat otherwise; `space` is that of one environment."""
    if isinstance(space, gymnasium.spaces.Discrete):
        numbers = torch.as_tensor(np.asarray(observation)) - int(space.start)
        return nn.functional.one_hot(numbers.long(), int(space.n)).float()
    return torch.as_tensor(np.asarray(observation), dtype=torch.float32).flatten(1)


def rollout(envs: VectorEnv, act: Act, steps: int, seed: int) -> dict[str, torch.Tensor]:
    """`steps` of experience from a fresh, seeded start.

    Keys: observation, next_observation (T, N, F), the latter the true last one where an episode ended; action (T, N,
    …); reward, terminated, truncated (T, N) float32; episode (T, N) int64 numbers that differ between all episodes.
    """
    generator = torch.Generator().manual_seed(seed)
    raw, _ = envs.reset(seed=seed)
    space, count = envs.single_observation_space, envs.num_envs
    rows: dict[str, list[torch.Tensor]] = {key: [] for key in KEYS}
    episode, following = torch.arange(count), count
    for _ in range(steps):
        now = observe(space, raw)
        action = act(now, generator)
        raw, reward, terminated, truncated, extra = envs.step(action.numpy())
        after = observe(space, raw).clone()  # not the environment's own memory: ended rows are replaced below
        ended = np.asarray(terminated) | np.asarray(truncated)
        for place in np.flatnonzero(ended):
            after[place] = observe(space, np.asarray(extra["final_obs"][place])[None])[0]
        step = (now, after, action, reward, terminated, truncated, episode.clone())
        for key, value in zip(KEYS, step, strict=True):
            rows[key].append(torch.as_tensor(value).float() if key in NUMBERS else torch.as_tensor(value))
        for place in np.flatnonzero(ended):
            episode[place], following = following, following + 1
    return {key: torch.stack(values) for key, values in rows.items()}


KEYS = ("observation", "next_observation", "action", "reward", "terminated", "truncated", "episode")
NUMBERS = ("reward", "terminated", "truncated")


def evaluate(envs: VectorEnv, act: Act, episodes: int, seed: int, most_steps: int = 10_000) -> np.ndarray:
    """(episodes,) undiscounted returns; each copy plays the same number of episodes, so that short ones are not
    preferred.
    """
    generator = torch.Generator().manual_seed(seed)
    raw, _ = envs.reset(seed=seed)
    each = -(-episodes // envs.num_envs)
    running, found = np.zeros(envs.num_envs), [[] for _ in range(envs.num_envs)]
    for _ in range(most_steps):
        raw, reward, terminated, truncated, _ = envs.step(
            act(observe(envs.single_observation_space, raw), generator).numpy()
        )
        running += np.asarray(reward, dtype=float)
        for place in np.flatnonzero(np.asarray(terminated) | np.asarray(truncated)):
            found[place].append(running[place])
            running[place] = 0.0
        if all(len(one) >= each for one in found):
            return np.concatenate([one[:each] for one in found])[:episodes]
    raise ValueError(
        f"{episodes} episodes did not end within {most_steps} steps: raise most_steps or limit the episodes"
    )


# Replay


class Replay:
    """A ring of transitions as named tensors (capacity, …); plain tensors in `rows`, so it saves with the training
    state.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity, self.size, self.next = capacity, 0, 0
        self.rows: dict[str, torch.Tensor] = {}

    def add(self, batch: Mapping[str, torch.Tensor]) -> None:
        """Append rows (B, …), overwriting the oldest; (T, N, …) rollouts are laid out episode by episode with
        `by_episode`.
        """
        count = len(next(iter(batch.values())))
        if count > self.capacity:
            raise ValueError(f"{count} rows do not fit a replay of {self.capacity}: raise its capacity")
        places = (self.next + torch.arange(count)) % self.capacity
        for key, values in batch.items():
            if key not in self.rows:
                self.rows[key] = torch.zeros((self.capacity, *values.shape[1:]), dtype=values.dtype)
            self.rows[key][places] = values
        self.next = (self.next + count) % self.capacity
        self.size = min(self.size + count, self.capacity)

    def sample(self, count: int, generator: torch.Generator) -> dict[str, torch.Tensor]:
        """`count` rows drawn with replacement; `index` (B,) says which."""
        if self.size == 0:
            raise ValueError("the replay is empty: add transitions before drawing from it")
        index = torch.randint(0, self.size, (count,), generator=generator)
        return {key: values[index] for key, values in self.rows.items()} | {"index": index}


def by_episode(rollout_rows: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """(T, N, …) → (T·N, …) with each episode's steps next to each other and in order."""
    flat = {key: values.transpose(0, 1).flatten(0, 1) for key, values in rollout_rows.items()}
    order = torch.sort(flat["episode"], stable=True).indices
    return {key: values[order] for key, values in flat.items()}


def last_of_episode(episode: torch.Tensor) -> torch.Tensor:
    """(B,) index of the last row of each row's episode, for rows laid out by episode."""
    change = torch.nonzero(episode[1:] != episode[:-1])[:, 0]
    ends = torch.cat([change, torch.tensor([len(episode) - 1])])
    return ends[torch.searchsorted(ends, torch.arange(len(episode)))]


def future_rows(index: torch.Tensor, last: torch.Tensor, gamma: float, generator: torch.Generator) -> torch.Tensor:
    """(B,) later rows of the same episodes, a geometric(1 − gamma) number of steps on, at most the last: hindsight
    goals.
    """
    draw = torch.rand(index.shape, generator=generator).clamp(min=1e-12)
    ahead = 1 + (draw.log() / np.log(gamma)).floor().long()
    return torch.minimum(index + ahead, last[index])


# Advantages


def gae(
    reward: torch.Tensor,
    value: torch.Tensor,
    next_value: torch.Tensor,
    terminated: torch.Tensor,
    ended: torch.Tensor,
    gamma: float,
    lam: float,
) -> torch.Tensor:
    """Generalized advantages (T, N) or (T, N, K), a column a critic (Schulman et al. 2016, eq. 16).

    `terminated` (T, N) cuts the value of what follows; `ended` (terminated or truncated) cuts the sum, not the value.
    """
    extra = (1,) * (reward.dim() - 2)
    lives, goes_on = (1 - flag.view(*flag.shape, *extra) for flag in (terminated, ended))
    delta = reward + gamma * next_value * lives - value
    advantage, carried = torch.zeros_like(reward), torch.zeros_like(reward[0])
    for step in range(len(reward) - 1, -1, -1):
        carried = delta[step] + gamma * lam * goes_on[step] * carried
        advantage[step] = carried
    return advantage


def normalized_sum(
    advantage: torch.Tensor, weights: torch.Tensor, floor: float = 1e-6, limit: float | None = None
) -> torch.Tensor:
    """Σ_k w_k (A_k − mean)/std over a whole batch (…, K): the scale of a reward does not matter, a critic without
    signal adds 0.

    `floor` is the smallest deviation, as a share of the mean |A_k|, that counts as signal; `limit` clips each
    critic's part.
    """
    flat = advantage.flatten(0, -2)
    centered = flat - flat.mean(0)
    deviation = centered.std(0, unbiased=False)
    signal = deviation > floor * flat.abs().mean(0)
    part = torch.where(signal, centered / torch.where(signal, deviation, torch.ones_like(deviation)), 0.0)
    if limit is not None:
        part = part.clamp(-limit, limit)
    return (part * weights).sum(-1).view(advantage.shape[:-1])


# Tabular oracles, for environments with a table P[state][action] = [(probability, next, reward, terminated), …]


def table_of(env: gymnasium.Env) -> tuple[np.ndarray, np.ndarray]:
    """(transition (S, A, S), expected reward (S, A)) of a toy-text environment; ended states keep to themselves for
    nothing.
    """
    rules = env.unwrapped.P
    states, actions = len(rules), len(rules[0])
    transition, reward = np.zeros((states, actions, states)), np.zeros((states, actions))
    ends = {after for row in rules.values() for ways in row.values() for _, after, _, ended in ways if ended}
    for state in range(states):
        for action in range(actions):
            if state in ends:
                transition[state, action, state] = 1.0
                continue
            for probability, after, gain, _ in rules[state][action]:
                transition[state, action, after] += probability
                reward[state, action] += probability * gain
    return transition, reward


def value_iteration(
    transition: np.ndarray, reward: np.ndarray, gamma: float = 0.99, tolerance: float = 1e-10
) -> np.ndarray:
    """(S, A) optimal action values."""
    action_value = np.zeros_like(reward)
    while True:
        improved = reward + gamma * transition @ action_value.max(1)
        if np.abs(improved - action_value).max() < tolerance:
            return improved
        action_value = improved


def expected_return(
    transition: np.ndarray, reward: np.ndarray, policy: np.ndarray, start: np.ndarray, steps: int
) -> float:
    """Exact undiscounted return within `steps` of a policy (S, A) from the distribution `start` (S,): no sampling
    error.
    """
    total, where = 0.0, start.astype(float)
    for _ in range(steps):
        total += float(where @ (policy * reward).sum(1))
        where = np.einsum("s,sa,sat->t", where, policy, transition)
    return total
