import type { Snapshot } from '../../../schema/contracts/leaderboards.ts';
import type { PairCount } from '../store/pair-counts.ts';

/** Ranks the models of a campaign's pair counts. */
export function rank(_method: Snapshot['method'], counts: PairCount[]): Pick<Snapshot, 'status' | 'message' | 'rows'> {
  return { status: counts.length === 0 ? 'empty' : 'ok', message: null, rows: [] };
}
