import type { OwnFigures } from '../../../../schema/contracts/rater-quality.ts';
import { readOwnGold, sumOwn } from '../../store/own-ratings.ts';
import { findRater } from '../../store/rater-quality.ts';

/** Fewer comparisons in common say more about one of them than about the rater. */
const least_in_common = 5;
/** Known answers are told of so many at a time: after each one, it would tell which comparison had it. */
const told_at_once = 5;

/** What a rater may know of their own ratings: nothing that helps to guess which comparisons have a known answer. */
export async function ownFigures(
  db: D1Database,
  place: { project_id: string; campaign_id: string },
  rater_id: string,
): Promise<OwnFigures> {
  const [sums, gold, known] = await Promise.all([
    sumOwn(db, place, rater_id),
    readOwnGold(db, place, rater_id),
    findRater(db, place, rater_id),
  ]);
  const told = gold.slice(0, Math.floor(gold.length / told_at_once) * told_at_once);
  const enough = known !== null && known.agreement_n >= least_in_common;
  return {
    ...sums,
    agreement: enough ? known.agreement : null,
    agreement_n: enough ? known.agreement_n : 0,
    checks_passed: told.length === 0 ? null : told.filter((passed) => passed).length / told.length,
  };
}
