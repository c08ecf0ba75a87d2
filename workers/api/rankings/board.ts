/** How often two models met, and how it ended; `cluster` (a rater) groups rows that are not independent. */
export interface PairCount {
  model_a: string;
  model_b: string;
  wins_a: number;
  wins_b: number;
  ties: number;
  cluster?: string;
}

/** Pair counts by index, each pair once: the form every ranking computes on. */
export interface Board {
  models: string[];
  a: Int32Array;
  b: Int32Array;
  wins_a: Float64Array;
  wins_b: Float64Array;
  ties: Float64Array;
}

/** Sums the rows of each pair. Models stand in the order of their names, so that the order of rows changes nothing. */
export function boardOf(counts: PairCount[], extra: string[] = []): Board {
  const named = new Set(extra);
  for (const row of counts) named.add(row.model_a).add(row.model_b);
  const models = [...named].sort();
  const at = new Map(models.map((model, index) => [model, index]));
  const n = models.length;
  // Each row as one number, its pair before its place, so that sorting brings the rows of a pair together.
  const order = new Float64Array(counts.length);
  let rows = 0;
  for (const [place, row] of counts.entries()) {
    const a = at.get(row.model_a) ?? 0;
    const b = at.get(row.model_b) ?? 0;
    // A model against itself says nothing.
    if (a !== b) order[rows++] = (a < b ? a * n + b : b * n + a) * counts.length + place;
  }
  const sorted = order.subarray(0, rows).sort();
  const pairs = { a: new Int32Array(rows), b: new Int32Array(rows) };
  const sums = { wins_a: new Float64Array(rows), wins_b: new Float64Array(rows), ties: new Float64Array(rows) };
  let last = -1;
  let key = -1;
  for (const value of sorted) {
    const next = Math.floor(value / counts.length);
    const row = counts[value % counts.length];
    if (!row) continue;
    if (next !== key) last += 1;
    key = next;
    const a = Math.floor(key / n);
    pairs.a[last] = a;
    pairs.b[last] = key % n;
    const straight = row.model_a === models[a];
    sums.wins_a[last] = (sums.wins_a[last] ?? 0) + (straight ? row.wins_a : row.wins_b);
    sums.wins_b[last] = (sums.wins_b[last] ?? 0) + (straight ? row.wins_b : row.wins_a);
    sums.ties[last] = (sums.ties[last] ?? 0) + row.ties;
  }
  const count = last + 1;
  return {
    models,
    a: pairs.a.slice(0, count),
    b: pairs.b.slice(0, count),
    wins_a: sums.wins_a.slice(0, count),
    wins_b: sums.wins_b.slice(0, count),
    ties: sums.ties.slice(0, count),
  };
}

/** One pair of a board. */
export interface Cell {
  a: number;
  b: number;
  wins_a: number;
  wins_b: number;
  ties: number;
  games: number;
}

/** Calls `visit` for every pair that met; the one loop over a board. The cell is reused from call to call. */
export function eachPair(board: Board, visit: (cell: Cell) => void): void {
  const cell: Cell = { a: 0, b: 0, wins_a: 0, wins_b: 0, ties: 0, games: 0 };
  for (let pair = 0; pair < board.a.length; pair++) {
    cell.a = board.a[pair] ?? 0;
    cell.b = board.b[pair] ?? 0;
    cell.wins_a = board.wins_a[pair] ?? 0;
    cell.wins_b = board.wins_b[pair] ?? 0;
    cell.ties = board.ties[pair] ?? 0;
    cell.games = cell.wins_a + cell.wins_b + cell.ties;
    if (cell.games > 0) visit(cell);
  }
}

/** Games of each model, in the board's order. */
export function gamesOf(board: Board): Float64Array {
  const games = new Float64Array(board.models.length);
  eachPair(board, (cell) => {
    games[cell.a] = (games[cell.a] ?? 0) + cell.games;
    games[cell.b] = (games[cell.b] ?? 0) + cell.games;
  });
  return games;
}
