import type { CampaignKind } from '../../../schema/contracts/campaign-settings.ts';
import type { ComparisonInput } from '../../../schema/contracts/campaigns.ts';
import type { ModeName } from '../../../schema/contracts/modes.ts';
import { AssayError } from '../../../schema/errors.ts';

const is_score = (gold: ComparisonInput['gold']) => gold !== null && /^[1-5]$/.test(gold);

/** Which modes judge what a campaign holds, such that a verdict becomes a rating. */
export const judged_in: Record<CampaignKind, ModeName[]> = { pair: ['pair'], single: ['score', 'rubric'] };

/** What must not be in a comparison of each kind of campaign. */
const rules: Record<CampaignKind, [path: string, broken: (one: ComparisonInput) => boolean, message: string][]> = {
  pair: [
    ['model_b', ({ model_b }) => model_b === '', 'is missing: this campaign compares two models'],
    [
      'gold',
      ({ gold }) => is_score(gold),
      'must be a, b, tie, both_good or both_bad: this campaign compares two models',
    ],
  ],
  single: [
    ['model_b', ({ model_b }) => model_b !== '', 'must be left out: this campaign rates single responses'],
    ['response_b', ({ response_b }) => response_b !== '', 'must be left out: this campaign rates single responses'],
    ['gold', ({ gold }) => gold !== null && !is_score(gold), 'must be 1 to 5: this campaign rates single responses'],
  ],
};

/** @throws AssayError `invalid_request` naming each comparison that does not fit a campaign of pairs, or of single responses */
export function requireKind(kind: CampaignKind, comparisons: ComparisonInput[]): void {
  const problems = comparisons.flatMap((one, at) =>
    rules[kind]
      .filter(([, broken]) => broken(one))
      .map(([path, , message]) => ({ path: `comparisons.${at}.${path}`, message })),
  );
  const [first] = problems;
  if (first) throw new AssayError('invalid_request', `${first.path} ${first.message}.`, problems);
}
