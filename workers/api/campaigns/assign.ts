import type { Assignment, Assignments } from '../../../schema/contracts/campaigns.ts';
import type { CampaignRow } from '../store/campaigns.ts';
import { countProgress, findCandidates, readShown } from '../store/comparisons.ts';
import { chooseLeastRated } from './choose.ts';
import { assignmentExpiry, assignmentId, isFlipped, type Rater, signTicket } from './tokens.ts';

/** How many of the least-rated comparisons the choice is made among. */
const pool_size = 64;

/**
 * Hands a rater the next comparisons.
 * @param ask.skip ids of assignments whose ratings are on their way, which the database does not know yet
 */
export async function assign(
  db: D1Database,
  root: string,
  rater: Rater,
  campaign: CampaignRow,
  ask: { count: number; skip: string[]; now: number },
): Promise<Assignments> {
  const pool = await findCandidates(db, rater, rater.rater_id, campaign.overlap, pool_size);
  const known = new Map(await Promise.all(pool.map(async ({ id }) => [id, await assignmentId(rater, id)] as const)));
  const left = pool.filter(({ id }) => !ask.skip.includes(known.get(id) ?? ''));
  const chosen = chooseLeastRated(left, ask.count, Math.random);
  const [shown, progress] = await Promise.all([
    readShown(
      db,
      rater,
      chosen.map(({ id }) => id),
    ),
    countProgress(db, rater, rater.rater_id, campaign.overlap),
  ]);
  const expires_at = assignmentExpiry(ask.now);
  const by_id = new Map(shown.map((one) => [one.id, one]));
  const assignments: Assignment[] = [];
  for (const { id: comparison_id } of chosen) {
    const one = by_id.get(comparison_id);
    if (!one) continue;
    const ticket = {
      ...rater,
      comparison_id,
      single: campaign.kind === 'single',
      assignment_id: known.get(comparison_id) ?? (await assignmentId(rater, comparison_id)),
    };
    const [left, right] = ticket.single
      ? [one.response_a, null]
      : (await isFlipped(root, ticket))
        ? [one.response_b, one.response_a]
        : [one.response_a, one.response_b];
    const token = await signTicket(root, ticket, expires_at);
    assignments.push({ id: ticket.assignment_id, token, prompt: one.prompt, left, right, expires_at });
  }
  return { assignments, ...progress };
}
