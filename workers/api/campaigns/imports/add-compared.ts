import type { ComparisonInput } from '../../../../schema/contracts/campaigns.ts';
import { inStatements } from '../../store/chunks.ts';
import { findKnown } from '../../store/comparisons.ts';
import { addComparisons } from '../add-comparisons.ts';

type Place = { project_id: string; campaign_id: string };
type Compared = { rating: { comparison_id: string }; comparison: ComparisonInput | null };

/** Adds the comparisons that lines bring, each once; in a dry run only counts them. @returns how many are new */
export async function addCompared(db: D1Database, place: Place, good: Compared[], writes: boolean): Promise<number> {
  const brought = new Map(
    good.flatMap(({ rating, comparison }) => (comparison ? [[rating.comparison_id, comparison] as const] : [])),
  );
  const known = new Set(
    await inStatements([...brought.keys()], async (some) => [...(await findKnown(db, place, some))]),
  );
  const fresh = [...brought].flatMap(([id, comparison]) => (known.has(id) ? [] : [{ id, ...comparison }]));
  if (writes) await inStatements(fresh, (some) => addComparisons(db, place, some, Date.now()));
  return fresh.length;
}
