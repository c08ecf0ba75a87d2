import type { CampaignKind } from '../../../../schema/contracts/campaign-settings.ts';
import type { Choice, RatingLine, RatingMessage } from '../../../../schema/contracts/campaigns.ts';
import type { RatingsImported } from '../../../../schema/contracts/rating-imports.ts';
import { derivedId } from '../../../../schema/ids.ts';
import type { CampaignRow } from '../../store/campaigns.ts';
import { inStatements } from '../../store/chunks.ts';
import { findKnown } from '../../store/comparisons.ts';
import { findJudge } from '../../store/judges.ts';
import { countStored, insertRatings } from '../../store/ratings.ts';
import { judged_in } from '../require-kind.ts';
import { assignmentId } from '../tokens.ts';
import { addCompared } from './add-compared.ts';
import type { GoodLine, ReadLine } from './read-lines.ts';

type Side = NonNullable<RatingLine['choice']>;
type Place = { project_id: string; campaign_id: string };

/** Problems an answer lists. */
const shown_problems = 100;

/** Takes ratings made elsewhere into a campaign: all of them, or with any problem none. Ones that are there already stay. */
export async function importRatings(
  db: D1Database,
  project_id: string,
  campaign: CampaignRow,
  read: ReadLine[],
  dry_run: boolean,
): Promise<RatingsImported> {
  const place = { project_id, campaign_id: campaign.id };
  const good = read.filter((one) => 'rating' in one);
  const unfit = await findProblems(db, place, campaign, good);
  const unread = read.flatMap((one) => ('problem' in one ? [{ line: one.line, message: one.problem }] : []));
  const problems = [...unread, ...unfit];
  const messages = await Promise.all(good.map(({ rating }) => messageOf(place, rating)));
  const distinct = [...new Map(messages.toReversed().map((one) => [one.id, one])).values()].toReversed();
  const writes = problems.length === 0 && !dry_run;
  const compared = await addCompared(db, place, good, writes);
  const news = await inStatements(distinct, async (some) => [
    writes ? (await insertRatings(db, some)).length : some.length - (await countStored(db, place, some)),
  ]);
  const added = news.reduce((sum, count) => sum + count, 0);
  return {
    dry_run,
    lines: read.length,
    comparisons_added: dry_run || writes ? compared : 0,
    added: dry_run || writes ? added : 0,
    repeated: good.length - added,
    problem_count: problems.length,
    problems: problems.toSorted((a, b) => a.line - b.line).slice(0, shown_problems),
  };
}

const answer_of: Record<CampaignKind, string> = {
  pair: 'score: must be left out, and a choice given: this campaign compares two models',
  single: 'choice: must be left out, and a score given: this campaign rates single responses',
};

/** What only the project can tell: whether comparison, judge and criteria are its own, and which answer fits. */
async function findProblems(db: D1Database, place: Place, { kind, criteria }: CampaignRow, good: GoodLine[]) {
  const ids = [...new Set(good.flatMap(({ rating, comparison }) => (comparison ? [] : rating.comparison_id)))];
  const known = new Set(await inStatements(ids, async (some) => [...(await findKnown(db, place, some))]));
  const judge_ids = [...new Set(good.flatMap(({ rating }) => rating.judge_id ?? []))];
  const judges = new Map(
    await Promise.all(judge_ids.map(async (id) => [id, await findJudge(db, place.project_id, id)] as const)),
  );
  return good.flatMap(({ line, comparison, rating: { comparison_id, judge_id, score, criteria: answered } }) => {
    const foreign = Object.keys(answered).find((name) => !criteria.includes(name));
    const judge = judge_id === undefined ? undefined : judges.get(judge_id);
    const message =
      !comparison && !known.has(comparison_id)
        ? `comparison_id: the campaign has no comparison ${comparison_id}`
        : judge_id !== undefined && !(judge && judged_in[kind].includes(judge.mode))
          ? `judge_id: the project has no judge ${judge_id} of mode ${judged_in[kind].join(' or ')}`
          : (score === null) !== (kind === 'pair')
            ? answer_of[kind]
            : foreign !== undefined
              ? `criteria: the campaign has no criterion "${foreign}"; it has ${criteria.join(', ') || 'none'}`
              : null;
    return message ? [{ line, message }] : [];
  });
}

async function messageOf(place: Place, line: RatingLine): Promise<RatingMessage> {
  const { comparison_id, rater = '', judge_id, shown_first, probability, duration_ms, comment, verified } = line;
  const rater_id = judge_id ?? (await derivedId('rater', [place.project_id, 'imported', rater]));
  const sides = { a: shown_first === 'a' ? 'left' : 'right', b: shown_first === 'a' ? 'right' : 'left' } as const;
  const seen = (choice: Side): Choice => (choice === 'a' || choice === 'b' ? sides[choice] : choice);
  return {
    ...{ ...place, comparison_id, rater_id, id: await assignmentId({ ...place, rater_id }, comparison_id) },
    flipped: line.choice !== undefined && shown_first === 'b',
    choice: line.choice === undefined ? 'scored' : seen(line.choice),
    criteria: Object.fromEntries(Object.entries(line.criteria).map(([name, choice]) => [name, seen(choice)])),
    ...{ strength: line.strength, reasons: line.reasons, score: line.score, network: '' },
    source: judge_id ?? 'people',
    probability: probability === null || shown_first === 'a' ? probability : 1 - probability,
    ...{ verified, duration_ms, comment, created_at: line.created_at ?? Date.now() },
  };
}
