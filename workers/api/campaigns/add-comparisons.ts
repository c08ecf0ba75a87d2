import { styleFeatures } from '../rankings/style-features.ts';
import { insertComparisons, type NewComparison } from '../store/comparisons.ts';

/** Adds comparisons with how their answers look, all or none. @returns their ids, in the order given */
export function addComparisons(
  db: D1Database,
  place: { project_id: string; campaign_id: string },
  inputs: Omit<NewComparison, 'style'>[],
  now: number,
): Promise<string[]> {
  const styled = inputs.map((input) => ({
    ...input,
    style: { a: styleFeatures(input.response_a), b: styleFeatures(input.response_b) },
  }));
  return insertComparisons(db, place, styled, now);
}
