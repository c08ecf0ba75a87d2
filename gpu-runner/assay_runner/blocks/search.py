"""Tree search over callables: a node store, UCT and PUCT selection, exchangeable scorer and backup, a token budget.

A state is any value; the search never looks inside it. The caller's functions do the work: `expand(state) ->
list[Step]` proposes what may come next (an empty list ends the state), `score(states) -> list[float]` values them.
Sources: ReST-MCTS* (arXiv 2406.03816) for value-guided search, MCTS-DPO (arXiv 2405.00451) for PUCT with edge
rewards.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """A proposed next state: what makes it equal to another (`key`), its prior probability weight, whether it is an
    end, its cost.
    """

    state: Any
    key: Hashable
    prior: float = 1.0
    terminal: bool = False
    tokens: int = 0
    gold: bool = False


@dataclass
class Node:
    """A state in the tree; value is in the scorer's units, reward is the edge reward score(node) − score(parent)."""

    index: int
    state: Any
    parent: int | None
    depth: int
    prior: float = 1.0
    terminal: bool = False
    gold: bool = False
    score: float = 0.0
    value: float = 0.0
    reward: float = 0.0
    visits: int = 0
    expanded: bool = False
    closed: bool = False
    children: list[int] = field(default_factory=list)


@dataclass
class Tree:
    """Every node of one search by index (0 is the root), the tokens it cost, and whether a gold step was ever
    offered.
    """

    nodes: list[Node]
    tokens: int = 0
    iterations: int = 0
    stop_reason: str = ""
    uses_gold: bool = False

    def path(self, index: int) -> list[Node]:
        """The nodes from the root to `index`."""
        found = [self.nodes[index]]
        while found[-1].parent is not None:
            found.append(self.nodes[found[-1].parent])
        return found[::-1]

    def children(self, node: Node) -> list[Node]:
        """The child nodes of a node."""
        return [self.nodes[index] for index in node.children]

    def leaves(self) -> list[Node]:
        """Nodes that are ends."""
        return [node for node in self.nodes if node.terminal]


Expand = Callable[[Any], list[Step]]
Score = Callable[[Sequence[Any]], Sequence[float]]
Select = Callable[[Tree, Node, Node], float]
Backup = Callable[[Tree, Node], None]
RollOut = Callable[[Any], tuple[float, int]]


def grow(root: Any) -> Tree:
    """A tree of one node."""
    return Tree([Node(0, root, None, 0)])


def uct(weight: float, unvisited: float = math.inf) -> Select:
    """V + weight·√(2 ln N_parent / n); an unvisited child has V + `unvisited` (ReST-MCTS* uses 0.8 to 1.0)."""

    def of(tree: Tree, parent: Node, child: Node) -> float:
        if child.visits == 0:
            return child.value + unvisited
        return child.value + weight * math.sqrt(2 * math.log(max(parent.visits, 1)) / child.visits)

    return of


def puct(weight: float = 1.0, discount: float = 1.0) -> Select:
    """Q + weight·p·√N_parent / (1 + n), with Q = edge reward + discount·V (MCTS-DPO step 4)."""

    def of(tree: Tree, parent: Node, child: Node) -> float:
        q = child.reward + discount * child.value
        return q + weight * child.prior * math.sqrt(max(parent.visits, 1)) / (1 + child.visits)

    return of


def visit_weighted(tree: Tree, leaf: Node) -> None:
    """Up from `leaf`: n += 1 and V = Σ n_c V_c / Σ n_c over visited children (ReST-MCTS* step 'back up')."""
    for node in reversed(tree.path(leaf.index)):
        node.visits += 1
        seen = [child for child in tree.children(node) if child.visits]
        if seen:
            node.value = sum(child.visits * child.value for child in seen) / sum(child.visits for child in seen)


def edge_rewards(discount: float = 1.0) -> Backup:
    """Up from the leaf: n += 1 and V = Σ max(1, n_c) Q_c / Σ max(1, n_c), Q = reward + discount·V (MCTS-DPO step 3).

    A leaf's own V is 0: what it is worth lies in the rewards of the edges that lead to it.
    """

    def back(tree: Tree, leaf: Node) -> None:
        for node in reversed(tree.path(leaf.index)):
            node.visits += 1
            children = tree.children(node)
            weights = [max(1, child.visits) for child in children]
            qs = [child.reward + discount * child.value for child in children]
            node.value = sum(w * q for w, q in zip(weights, qs, strict=True)) / sum(weights) if children else 0.0

    return back


def best_child(tree: Tree, leaf: Node) -> None:
    """Up from `leaf`: n += 1 and V = the best child's V (exact values make this exact search)."""
    for node in reversed(tree.path(leaf.index)):
        node.visits += 1
        if node.children:
            node.value = max(child.value for child in tree.children(node))


def search(
    tree: Tree,
    expand: Expand,
    score: Score,
    *,
    select: Select,
    backup: Backup,
    rng: random.Random,
    iterations: int,
    root: int = 0,
    tokens: int | None = None,
    roll_out: RollOut | None = None,
    roll_out_weight: float = 0.5,
    gate: float | None = None,
    check: Callable[[], None] = lambda: None,
) -> Tree:
    """Runs up to `iterations` of select, expand, score, roll out and back up below node `root`, until `tokens` are
    spent.

    gate: stop at an end whose value reaches it (evaluation); None goes on, closing ends (data making).
    roll_out(state) -> (best value met, tokens): the best new child's value becomes (1 − weight)·V + weight·that
    value. Equal proposals (by key) are merged. Continue a tree by calling again, below a committed child with `root`.
    """
    base = tree.nodes[root]
    tree.stop_reason = "iterations"
    for _ in range(iterations):
        check()
        if tokens is not None and tree.tokens >= tokens:
            tree.stop_reason = "tokens"
            break
        if base.closed:
            tree.stop_reason = "exhausted"
            break
        node = _descend(tree, base, select, rng)
        tree.iterations += 1
        if node.terminal:
            if gate is not None and node.value >= gate:
                tree.stop_reason = "gate"
                backup(tree, node)
                break
            _close(tree, node)
            backup(tree, node)
            continue
        fresh = _expand(tree, node, expand, score)
        if not fresh:
            _close(tree, node)
            backup(tree, node)
            continue
        leaf = max(fresh, key=lambda child: child.score)
        if roll_out is not None and not leaf.terminal:
            met, cost = roll_out(leaf.state)
            tree.tokens += cost
            leaf.value = (1 - roll_out_weight) * leaf.value + roll_out_weight * met
        backup(tree, leaf)
        if gate is not None and leaf.terminal and leaf.value >= gate:
            tree.stop_reason = "gate"
            break
    return tree


def commit(tree: Tree, node: Node) -> Node:
    """The child to move to: most visits, then value, then reward, then the earlier one (temperature 0)."""
    return max(tree.children(node), key=lambda child: (child.visits, child.value, child.reward, -child.index))


def answer(tree: Tree) -> Node:
    """The end with the highest value; without an end the node with the highest value."""
    return max(tree.leaves() or tree.nodes[1:] or tree.nodes, key=lambda node: (node.value, -node.index))


def vote(tree: Tree, read: Callable[[Any], Hashable | None]) -> Hashable | None:
    """The answer with the largest sum of values over the ends that hold it; None when no end can be read."""
    sums: dict[Hashable, float] = {}
    for leaf in tree.leaves():
        found = read(leaf.state)
        if found is not None:
            sums[found] = sums.get(found, 0.0) + leaf.value
    return max(sums, key=lambda key: sums[key]) if sums else None


def _descend(tree: Tree, node: Node, select: Select, rng: random.Random) -> Node:
    while node.expanded and not node.terminal:
        open_children = [child for child in tree.children(node) if not child.closed]
        if not open_children:
            return node
        worth = [select(tree, node, child) for child in open_children]
        best = max(worth)
        # ties at random, so that the order in which a policy proposed its steps says nothing
        node = rng.choice([child for child, value in zip(open_children, worth, strict=True) if value == best])
    return node


def _expand(tree: Tree, node: Node, expand: Expand, score: Score) -> list[Node]:
    if node.expanded:
        return []
    node.expanded = True
    merged: dict[Hashable, Step] = {}
    for step in expand(node.state):
        tree.tokens += step.tokens
        tree.uses_gold |= step.gold
        merged.setdefault(step.key, step)
    steps = list(merged.values())
    scores = score([step.state for step in steps]) if steps else []
    fresh = []
    for step, value in zip(steps, scores, strict=True):
        child = Node(
            len(tree.nodes), step.state, node.index, node.depth + 1, step.prior, step.terminal, step.gold, value, value
        )
        child.reward = value - node.score
        tree.nodes.append(child)
        node.children.append(child.index)
        fresh.append(child)
    return fresh


def _close(tree: Tree, node: Node) -> None:
    """Marks a finished node, and every ancestor whose children are all finished."""
    node.closed = True
    while node.parent is not None:
        node = tree.nodes[node.parent]
        if not node.expanded or not all(child.closed for child in tree.children(node)):
            return
        node.closed = True
