import type { Assignment, Assignments } from '../../../schema/contracts/campaigns.ts';
import type { CampaignBasics } from '../store/campaigns.ts';
import { readShown } from '../store/comparisons.ts';
import { findReserved, reserve } from '../store/reservations.ts';
import { chooseNext, type Drop } from './choosing/choose.ts';
import { countProgress } from './count-progress.ts';
import { progressOf } from './progress.ts';
import { assignmentExpiry, assignmentId, isFlipped, type Rater, signTicket } from './tokens.ts';

/** How long what a rater holds is kept from others; a rating that comes later counts all the same. */
const reserved_ms = 10 * 60_000;

type Ask = { count: number; skip: string[]; now: number; verified?: boolean };

/**
 * Hands a rater the next comparisons: first what they hold and have not rated, then new ones, as many as their quota leaves.
 * @param ask.skip ids of assignments whose ratings are on their way, which the database does not know yet
 * @param ask.verified the rater is vouched for by a key
 */
export async function assign(
  db: D1Database,
  root: string,
  rater: Rater,
  campaign: CampaignBasics,
  ask: Ask,
): Promise<Assignments> {
  const [counted, held] = await Promise.all([
    countProgress(db, { ...rater, overlap: campaign.overlap }, campaign, ask.now),
    findReserved(db, rater, ask.now),
  ]);
  const before = progressOf(campaign, counted);
  const sent = await Promise.all(held.map(async (id) => ask.skip.includes(await assignmentId(rater, id))));
  // Whose ratings are on their way is told how many they made, and given a completion code, once they are stored.
  if (before.done === 'enough' && sent.includes(true))
    return { assignments: [], ...before, done: null, completion: null };
  if (before.done) return { assignments: [], ...before };
  const again = held.filter((_, at) => !sent[at]).slice(0, ask.count);
  const places = (campaign.ratings_per_rater ?? Number.POSITIVE_INFINITY) - counted.rated - held.length;
  const fresh = await chooseNew(db, rater, campaign, Math.min(ask.count - again.length, places), new Set(held), ask);
  const chosen = [...again, ...fresh];
  const assignments = await show(db, root, rater, campaign, chosen, ask);
  // What is held and not shown again is on its way to the database.
  return { assignments, ...progressOf(campaign, counted, assignments.length === 0 && held.length === 0) };
}

/** Chooses and reserves comparisons that the rater does not hold; another rater may be quicker, and then it chooses once more. */
async function chooseNew(
  db: D1Database,
  rater: Rater,
  campaign: CampaignBasics,
  count: number,
  held: Set<string>,
  { now, skip }: Ask,
): Promise<string[]> {
  const taken: string[] = [];
  const asking = { ...rater, overlap: campaign.overlap, now };
  const drop: Drop = async (pool) => {
    const on_its_way = await Promise.all(pool.map(async ({ id }) => skip.includes(await assignmentId(rater, id))));
    return pool.filter(({ id }, at) => !on_its_way[at] && !held.has(id) && !taken.includes(id));
  };
  for (let round = 0; round < 3 && taken.length < count; round++) {
    const ask = { count: count - taken.length, drop, random: Math.random };
    const ids = await chooseNext(db, asking, campaign, ask);
    if (ids.length === 0) break;
    const times = { overlap: campaign.overlap, now, expires_at: now + reserved_ms };
    const reserved = await reserve(db, rater, ids, times);
    taken.push(...ids.filter((id) => reserved.has(id)));
  }
  return taken;
}

/** What a rater sees of the comparisons, with the token that a rating of each needs. */
async function show(
  db: D1Database,
  root: string,
  rater: Rater,
  campaign: CampaignBasics,
  ids: string[],
  { now, verified = false }: Ask,
): Promise<Assignment[]> {
  const by_id = new Map((await readShown(db, rater, ids)).map((one) => [one.id, one]));
  const expires_at = assignmentExpiry(now);
  const single = campaign.kind === 'single';
  const shown = ids.map(async (comparison_id): Promise<Assignment[]> => {
    const one = by_id.get(comparison_id);
    if (!one) return [];
    const assignment_id = await assignmentId(rater, comparison_id);
    const ticket = { ...rater, comparison_id, assignment_id, single, verified };
    const answers: [string, string] = [one.response_a, one.response_b];
    const [left, right] = single
      ? [one.response_a, null]
      : (await isFlipped(root, ticket))
        ? answers.toReversed()
        : answers;
    const token = await signTicket(root, ticket, expires_at);
    return [{ id: assignment_id, token, prompt: one.prompt, left: left ?? '', right: right ?? null, expires_at }];
  });
  return (await Promise.all(shown)).flat();
}
