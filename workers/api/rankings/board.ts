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
  const slots = new Map<number, number>();
  const sums = new Float64Array(3 * counts.length);
  for (const row of counts) {
    const a = at.get(row.model_a) ?? 0;
    const b = at.get(row.model_b) ?? 0;
    if (a === b) continue; // A model against itself says nothing.
    const key = a < b ? a * models.length + b : b * models.length + a;
    const slot = slots.get(key) ?? 3 * slots.size;
    if (slot === 3 * slots.size) slots.set(key, slot);
    sums[slot] = (sums[slot] ?? 0) + (a < b ? row.wins_a : row.wins_b);
    sums[slot + 1] = (sums[slot + 1] ?? 0) + (a < b ? row.wins_b : row.wins_a);
    sums[slot + 2] = (sums[slot + 2] ?? 0) + row.ties;
  }
  const keys = Float64Array.from(slots.keys()).sort();
  const column = (part: number) => Float64Array.from(keys, (key) => sums[(slots.get(key) ?? 0) + part] ?? 0);
  return {
    models,
    a: Int32Array.from(keys, (key) => Math.floor(key / models.length)),
    b: Int32Array.from(keys, (key) => key % models.length),
    wins_a: column(0),
    wins_b: column(1),
    ties: column(2),
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
