/* What the build bundles into rankings.js: the platform's own ranking functions, so that a ranking here is the ranking there. */

/** How often two models met, and how it ended. */
export interface PairCount {
  model_a: string;
  model_b: string;
  wins_a: number;
  wins_b: number;
  ties: number;
}

/** One model's place. */
export interface BoardRow {
  model: string;
  rank: number;
  score: number | null;
  low: number | null;
  high: number | null;
  best_rank: number | null;
  worst_rank: number | null;
  first_probability: number | null;
  wins: number;
  losses: number;
  ties: number;
}

/** Methods that rank by pair counts alone. */
export const methods: string[];

/** Counts comparisons from CSV bytes as they stream in. */
export function csvCounter(): {
  add: (chunk: Uint8Array) => void;
  finish: () => { counts: PairCount[]; rows: number };
};

/** Ranks counts as a leaderboard does. */
export function rankCounts(
  counts: PairCount[],
  how: { method: string; prior_games: number; seed: number; bootstrap: number | null; whole: boolean },
): { status: string; message: string | null; rows: BoardRow[]; diagnostics: unknown; analysis: unknown };

/** Makes a snapshot again from its export. */
export function recompute(text: string): Promise<{
  name: string;
  version: number;
  same: boolean;
  published: Record<string, string>;
  computed: Record<string, string>;
  result: string;
}>;
