import type { Assignment, Assignments } from '../../schema/contracts/index.ts';
import { call } from '../client.ts';
import { openShelf } from './kept.ts';

/** How many comparisons are held, so that the next one shows at once and rating goes on without a connection. */
const most_held = 10;
/** A session begins with these alone, so that the first one shows soon; `rate-start.js` asks for as many. */
export const first_held = 2;

/** Comparisons held for a rater. */
interface Held {
  rater_id: string;
  assignments: Assignment[];
}
const shelf = openShelf<Held>('held');

/** The comparisons kept from before a reload, without those that expired. */
export async function readHeld(campaign_id: string, rater_id: string): Promise<Assignment[]> {
  const held = await shelf.get(campaign_id);
  return held?.rater_id === rater_id ? held.assignments.filter(({ expires_at }) => expires_at > Date.now()) : [];
}

/** Keeps the comparisons for after a reload. */
export function writeHeld(campaign_id: string, rater_id: string, assignments: Assignment[]): void {
  void shelf.set(campaign_id, { rater_id, assignments });
}

/**
 * Asks for more, leaving out what is held and what was dealt with here.
 * @param given came with the session and is taken instead of asking
 */
export async function fetchMore(
  campaign_id: string,
  have: Assignment[],
  dealt_with: ReadonlySet<string>,
  given: Assignments | null,
): Promise<Assignments> {
  const answer = given ?? (await call('GET /v1/assignments', { query: { campaign_id, count: most_held } }));
  const known = new Set(have.map(({ id }) => id));
  const fresh = answer.assignments.filter(({ id }) => !known.has(id) && !dealt_with.has(id));
  return { ...answer, assignments: [...have, ...fresh].slice(0, most_held) };
}
