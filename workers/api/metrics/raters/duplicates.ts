import { collusion } from './collusion.ts';
import type { Crowd } from './crowd.ts';
import { groupBy, type RatedRow, type Suspicion } from './rows.ts';

/** Whether raters on one network answer alike more often than the others' ratings explain. An office shares a network too: that alone is no finding. */
export function duplicates(rows: RatedRow[], crowd: Crowd): Suspicion[] {
  const known = rows.filter(({ network }) => network !== null);
  const on = new Map(
    [...groupBy(known, ({ network }) => network)].map(([name, of]) => [
      name,
      new Set(of.map(({ rater }) => rater)).size,
    ]),
  );
  const shared = known.filter(({ network }) => (on.get(network ?? '') ?? 0) > 1);
  const networks = new Map(shared.map(({ rater, network }) => [rater, network]));
  return collusion(shared, crowd, (a, b) => a.network === b.network).map((found) => ({
    ...found,
    evidence: `One of ${on.get(networks.get(found.rater) ?? '') ?? 2} raters on one network. ${found.evidence}`,
  }));
}
