import type { Snapshot } from '../../../schema/contracts/leaderboards.ts';
import { rankings } from '../rankings/index.ts';
import type { PairCount } from '../store/pair-counts.ts';

type Result = Pick<Snapshot, 'status' | 'message' | 'rows' | 'diagnostics'>;

/** Methods that rank. */
export type Ranked = keyof typeof rankings;

const strength = (theta: number): number => 1000 + (400 * theta) / Math.LN10;
const share = (value: number): number => value;

/** How each method's scores are shown: log-odds strengths as on a chess rating's scale, shares as they are. */
const scales: Record<Ranked, (score: number) => number> = {
  'bradley-terry': strength,
  'win-rate': share,
  davidson: strength,
  'rao-kupper': strength,
  'maximal-lottery': share,
};

/**
 * By the information: with few ratings these intervals are wider than the sandwich's, which shrink to nothing where all are ties.
 * Always the same seed: a range that changes from one snapshot to the next changes by the ratings alone.
 */
const options = { errors: 'information', ranges: { seed: 1 } } as const;

const statuses = { no_comparisons: 'empty', islands: 'disconnected', separable: 'separable' } as const;

/** Ranks the models of a campaign's pair counts. Where no finite scores fit, it says what is missing and every score is null. */
export function rank(name: Ranked, counts: PairCount[]): Result {
  const tallies = tally(counts);
  const none = { rows: [], diagnostics: null };
  if (tallies.size === 0) return { status: 'empty', message: 'no rating prefers one model over another yet', ...none };
  const result = rankings[name](counts, options);
  if (!result.ok) {
    return { ...none, status: statuses[result.reason], message: result.message, rows: unranked(tallies) };
  }
  const shown = scales[name];
  const rows = result.entries.map(({ model, rank, score, low, high, range }) => ({
    model,
    rank,
    score: shown(score),
    low: low === null ? null : shown(low),
    high: high === null ? null : shown(high),
    best_rank: range?.best ?? null,
    worst_rank: range?.worst ?? null,
    first_probability: range?.first_probability ?? null,
    ...(tallies.get(model) ?? { wins: 0, losses: 0, ties: 0 }),
    retired: false,
  }));
  return { status: 'ok', message: null, rows, diagnostics: result.diagnostics };
}

type Tally = { wins: number; losses: number; ties: number };

function tally(counts: PairCount[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  const add = (model: string, wins: number, losses: number, ties: number) => {
    const so_far = tallies.get(model) ?? { wins: 0, losses: 0, ties: 0 };
    tallies.set(model, { wins: so_far.wins + wins, losses: so_far.losses + losses, ties: so_far.ties + ties });
  };
  for (const { model_a, model_b, wins_a, wins_b, ties } of counts) {
    add(model_a, wins_a, wins_b, ties);
    add(model_b, wins_b, wins_a, ties);
  }
  return tallies;
}

/** Nobody is known to be better than anybody, so all share the first rank; the share of wins only sorts the rows. */
function unranked(tallies: Map<string, Tally>): Snapshot['rows'] {
  const won = ({ wins, losses, ties }: Tally) => (wins + ties / 2) / Math.max(1, wins + losses + ties);
  const unknown = {
    score: null,
    low: null,
    high: null,
    best_rank: null,
    worst_rank: null,
    first_probability: null,
    retired: false,
  };
  return [...tallies]
    .toSorted(([a, left], [b, right]) => won(right) - won(left) || (a < b ? -1 : 1))
    .map(([model, counted]) => ({ model, rank: 1, ...unknown, ...counted }));
}
