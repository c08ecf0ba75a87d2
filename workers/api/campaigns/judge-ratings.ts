import type { Choice, RatingMessage } from '../../../schema/contracts/campaigns.ts';
import type { Judgment } from '../../../schema/contracts/judgments.ts';
import { findCampaignsOf } from '../store/comparisons.ts';
import { assignmentId } from './tokens.ts';

/** A is the left one of a judgment. */
const choices: Partial<Record<string, Choice>> = { a: 'left', b: 'right', tie: 'tie', both_bad: 'both_bad' };

/** Judgments of a campaign's comparisons as the ratings of their judges; those that prefer nothing, or judge no comparison, are none. */
export async function ratingsOf(db: D1Database, project_id: string, judgments: Judgment[]): Promise<RatingMessage[]> {
  const told = judgments.flatMap((judgment) => {
    const choice = judgment.mode === 'pair' ? choices[judgment.verdict.outcome] : undefined;
    const { comparison_id } = judgment.request;
    return choice && comparison_id ? [{ judgment, choice, comparison_id }] : [];
  });
  if (told.length === 0) return [];
  const places = await findCampaignsOf(
    db,
    project_id,
    told.map(({ comparison_id }) => comparison_id),
  );
  return Promise.all(
    told.flatMap(({ judgment, choice, comparison_id }) =>
      (places.get(comparison_id) ?? []).map(async (campaign_id) => {
        const rater = { project_id, campaign_id, rater_id: judgment.judge_id };
        return {
          ...{ ...rater, comparison_id, id: await assignmentId(rater, comparison_id), flipped: false, choice },
          ...{
            criteria: {},
            reasons: [],
            strength: null,
            score: null,
            network: '',
            source: judgment.judge_id,
            verified: true,
            probability: judgment.verdict.score,
          },
          duration_ms: Math.min(86_400_000, Math.round(judgment.latency_ms)),
          comment: '',
          created_at: judgment.created_at,
        };
      }),
    ),
  );
}
