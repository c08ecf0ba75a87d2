import { wealth } from './anytime-wealth.ts';

/** Whether each of two judges was right on one labeled request. */
export interface Bout {
  shadow: boolean;
  current: boolean;
}

/** What the evidence says so far. */
export interface GateResult {
  decision: 'promote' | 'reject' | null;
  /** The bout that decided it, from 1. */
  decided_after: number | null;
  promote: number;
  reject: number;
  threshold: number;
}

/**
 * A sequential test of whether a judge may take another's place: is E[right(shadow) − right(current)] above −margin?
 *
 * Each bout is a vote y = 1/2 + (s − c + margin)/(2 (1 + margin)) in [0, 1], whose mean exceeds 1/2 exactly where the judge may be promoted. Two e-processes
 * bet on either side (`wealth`); by Ville's inequality each wrong decision has probability ≤ error, however often one looks.
 */
export function gate(bouts: Bout[], { margin, error }: { margin: number; error: number }): GateResult {
  const votes = bouts.map(
    ({ shadow, current }) => 0.5 + (Number(shadow) - Number(current) + margin) / (2 * (1 + margin)),
  );
  const promote = wealth(votes, Number.POSITIVE_INFINITY);
  const reject = wealth(
    votes.map((vote) => 1 - vote),
    Number.POSITIVE_INFINITY,
  );
  const threshold = 1 / error;
  const at = votes.findIndex((_, n) => Math.max(promote[n] ?? 0, reject[n] ?? 0) >= threshold);
  const seen = at < 0 ? votes.length - 1 : at;
  const [up, down] = [promote[seen] ?? 1, reject[seen] ?? 1];
  const decision = at < 0 ? null : up >= down ? 'promote' : 'reject';
  return { decision, decided_after: at < 0 ? null : at + 1, promote: up, reject: down, threshold };
}
