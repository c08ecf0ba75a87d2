import { type Board, eachPair } from './board.ts';

/** Why no finite maximum exists, and what is missing; groups are named by their models. */
export interface Gap {
  reason: 'no_comparisons' | 'islands' | 'separable';
  /** Groups that no comparison links. */
  islands: string[][];
  /** Groups that never lost or tied against the rest of their island: nothing bounds their strength from above. */
  never_beaten: string[][];
  /** Groups that never won or tied against the rest of their island. */
  never_won: string[][];
  message: string;
}

/** Checks Ford's condition: in every split of the models, someone of each side has beaten (or tied) someone of the other. Null when it holds. */
export function findGap(board: Board): Gap | null {
  const { models } = board;
  if (evenlyLinked(board)) return null;
  const down: number[][] = models.map(() => []);
  const up: number[][] = models.map(() => []);
  const both: number[][] = models.map(() => []);
  eachPair(board, ({ a, b, wins_a, wins_b, ties }) => {
    const edges = [...(wins_a > 0 || ties > 0 ? [[a, b]] : []), ...(wins_b > 0 || ties > 0 ? [[b, a]] : [])];
    for (const [winner = 0, loser = 0] of edges) {
      down[winner]?.push(loser);
      up[loser]?.push(winner);
    }
    both[a]?.push(b);
    both[b]?.push(a);
  });
  const named = (group: number[]): string[] => group.map((index) => models[index] ?? '').sort();
  if (models.length < 2) {
    return {
      reason: 'no_comparisons',
      islands: [models],
      never_beaten: [],
      never_won: [],
      message: 'a ranking needs two models that were compared',
    };
  }
  const groups = components(down, up);
  const islands = components(both, both);
  if (groups.length === 1) return null;
  const inside = new Map(groups.flatMap((group) => group.map((index): [number, number[]] => [index, group])));
  const shut = (edges: number[][], group: number[]): boolean =>
    group.every((index) => edges[index]?.every((other) => inside.get(other) === group));
  const whole = (group: number[]): boolean =>
    islands.some((island) => island.length === group.length && island[0] === group[0]);
  const never_beaten = groups.filter((group) => shut(up, group) && !whole(group)).map(named);
  const never_won = groups.filter((group) => shut(down, group) && !whole(group)).map(named);
  const reason = islands.length > 1 ? 'islands' : 'separable';
  const message =
    reason === 'islands'
      ? `the models fall into ${islands.length} groups that were never compared with each other; compare ${first(named(islands[0] ?? []))} with ${first(named(islands[1] ?? []))}`
      : `${first(never_beaten[0] ?? [])} never lost or tied against the rest, so no finite strength fits; collect comparisons in which it may lose, or state a prior`;
  return { reason, islands: islands.map(named), never_beaten, never_won, message };
}

// Most boards are linked by pairs that beat each other or tied, and then there is nothing more to look for.
function evenlyLinked(board: Board): boolean {
  const parent = Int32Array.from(board.models, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    for (let up = parent[at] ?? 0; up !== at; up = parent[at] ?? 0) {
      parent[at] = parent[up] ?? 0;
      at = up;
    }
    return at;
  };
  let groups = board.models.length;
  eachPair(board, ({ a, b, wins_a, wins_b, ties }) => {
    if (ties === 0 && (wins_a === 0 || wins_b === 0)) return;
    const [x, y] = [root(a), root(b)];
    if (x === y) return;
    parent[x] = y;
    groups -= 1;
  });
  return groups === 1 && board.models.length > 1;
}

function first(group: string[]): string {
  return group.length > 3 ? `${group.slice(0, 3).join(', ')} and ${group.length - 3} more` : group.join(', ');
}

// Strongly connected components by Kosaraju's two passes, without recursion.
function components(forward: number[][], backward: number[][]): number[][] {
  const finished: number[] = [];
  const seen = new Uint8Array(forward.length);
  for (let root = 0; root < forward.length; root++) {
    if (seen[root]) continue;
    const stack: [number, number][] = [[root, 0]];
    seen[root] = 1;
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const next = forward[top[0]]?.[top[1]++];
      if (next === undefined) {
        finished.push(top[0]);
        stack.pop();
      } else if (!seen[next]) {
        seen[next] = 1;
        stack.push([next, 0]);
      }
    }
  }
  seen.fill(0);
  const groups: number[][] = [];
  for (const root of finished.reverse()) {
    if (seen[root]) continue;
    const group = [root];
    seen[root] = 1;
    for (const member of group) {
      for (const next of backward[member] ?? []) {
        if (!seen[next]) {
          seen[next] = 1;
          group.push(next);
        }
      }
    }
    groups.push(group.sort((x, y) => x - y));
  }
  return groups.sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0));
}
