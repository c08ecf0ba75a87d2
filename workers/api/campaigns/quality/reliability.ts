import { dawidSkene } from '../../metrics/dawid-skene.ts';
import type { RatedRow } from '../../metrics/raters/rows.ts';
import type { PairCount } from '../../rankings/board.ts';
import { crowdBt } from '../../rankings/crowd-bt.ts';

/** How far each rater can be relied on. */
export interface Reliability {
  accuracy: Map<string, number>;
  converged: boolean;
  /** By Crowd-BT; empty for single responses, and where no board can be made. */
  quality: Map<string, number>;
}

/** Raters by Dawid and Skene (gold comparisons known) and, for pairs, by Crowd-BT. */
export function reliabilityOf(rows: RatedRow[]): Reliability {
  const gold = Object.fromEntries(rows.flatMap((row) => (row.gold === null ? [] : [[row.comparison, row.gold]])));
  const votes = rows.map(({ comparison, rater, choice }) => ({ item_id: comparison, rater, label: choice }));
  const { priors, raters, converged } = dawidSkene(votes, { gold });
  const right = (confusion: number[][]) => priors.reduce((sum, prior, k) => sum + prior * (confusion[k]?.[k] ?? 0), 0);
  const counts = rows.flatMap(({ rater, choice, gold: known, model_a, model_b }): PairCount[] =>
    known === null && (choice === 'a' || choice === 'b' || choice === 'tie')
      ? [
          {
            model_a,
            model_b,
            wins_a: +(choice === 'a'),
            wins_b: +(choice === 'b'),
            ties: +(choice === 'tie'),
            cluster: rater,
          },
        ]
      : [],
  );
  const crowd = counts.length === 0 ? null : crowdBt(counts);
  return {
    accuracy: new Map(raters.map(({ rater, confusion }) => [rater, Math.min(1, right(confusion))])),
    converged,
    quality: new Map(crowd?.ok ? crowd.raters.map(({ rater, quality }) => [rater, quality]) : []),
  };
}
