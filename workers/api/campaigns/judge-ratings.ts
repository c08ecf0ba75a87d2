import type { RatingMessage } from '../../../schema/contracts/campaigns.ts';
import type { Judgment } from '../../../schema/contracts/judgments.ts';
import { requireJudge } from '../judging/require.ts';
import { type ComparisonPlace, findCampaignsOf } from '../store/comparisons.ts';
import { assignmentId } from './tokens.ts';

/** What a judgment says, as a rating says it. */
type Said = Pick<RatingMessage, 'choice' | 'score' | 'probability'>;

/** A is the left one of a judgment. */
const choices: Partial<Record<string, RatingMessage['choice']>> = {
  a: 'left',
  b: 'right',
  tie: 'tie',
  both_bad: 'both_bad',
};

/** Judgments of a campaign's comparisons as the ratings of their judges; those that prefer nothing, or judge no comparison, are none. */
export async function ratingsOf(db: D1Database, project_id: string, judgments: Judgment[]): Promise<RatingMessage[]> {
  const read = judgments.map(async (judgment) => {
    const { comparison_id } = judgment.request;
    const said = comparison_id === undefined ? null : await saidBy(db, project_id, judgment);
    return said && comparison_id ? [{ judgment, said, comparison_id }] : [];
  });
  const told = (await Promise.all(read)).flat();
  if (told.length === 0) return [];
  const places = await findCampaignsOf(
    db,
    project_id,
    told.map(({ comparison_id }) => comparison_id),
  );
  const ratings = told.flatMap(({ judgment, said, comparison_id }) =>
    (places.get(comparison_id) ?? []).filter(fits(said)).map(async ({ campaign_id }): Promise<RatingMessage> => {
      const rater = { project_id, campaign_id, rater_id: judgment.judge_id };
      return {
        ...{ ...rater, comparison_id, id: await assignmentId(rater, comparison_id), flipped: false, ...said },
        ...{ criteria: {}, reasons: [], strength: null, network: '', source: judgment.judge_id, verified: true },
        duration_ms: Math.min(86_400_000, Math.round(judgment.latency_ms)),
        ...{ comment: '', created_at: judgment.created_at },
      };
    }),
  );
  return Promise.all(ratings);
}

/** A score is a rating of a single response, a choice one of two. */
const fits =
  ({ choice }: Said) =>
  ({ single }: ComparisonPlace) =>
    single === (choice === 'scored');

async function saidBy(db: D1Database, project_id: string, judgment: Judgment): Promise<Said | null> {
  const { outcome, score } = judgment.verdict;
  if (judgment.mode === 'pair') {
    const choice = choices[outcome];
    return choice ? { choice, score: null, probability: score } : null;
  }
  if (outcome !== 'scored' || score === null) return null;
  const scale = await scaleOf(db, project_id, judgment);
  return scale && { choice: 'scored', score: asRated(score, scale), probability: null };
}

type Scale = { min: number; max: number };

/** The scale that a verdict's score is on; null where its mode gives none. */
async function scaleOf(db: D1Database, project_id: string, judgment: Judgment): Promise<Scale | null> {
  if (judgment.mode === 'rubric') return { min: 0, max: 1 };
  // The verdict of a cascade is on the scale of the judge it ended with.
  const judge = await requireJudge(db, project_id, judgment.escalated_to ?? judgment.judge_id);
  return judge.mode === 'score' ? judge.options.scale : null;
}

/** A score as one from 1 to 5: its scale's ends become 1 and 5, and halves are rounded up. */
function asRated(score: number, { min, max }: Scale): number {
  // Ten decimals: 0.7 of a scale from 0 to 0.8 is 4.5, not a hair below it.
  const rated = Math.floor(Number((1 + (4 * (score - min)) / (max - min)).toFixed(10)) + 0.5);
  return Math.min(5, Math.max(1, rated));
}
