import type { Assignment } from '../../schema/contracts/index.ts';
import { call } from '../client.ts';

/** How many comparisons are held, so that the next one shows at once and a short loss of connection goes unnoticed. */
const held = 4;

/** What one visit to the server brought. */
export interface Supply {
  assignments: Assignment[];
  rated: number;
  total: number;
}

const key = (campaign_id: string) => `assay.rate.held.${campaign_id}`;

/** The comparisons kept from before a reload, without those that expired. */
export function readHeld(campaign_id: string): Assignment[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key(campaign_id)) ?? '[]');
    return Array.isArray(value) ? (value as Assignment[]).filter(({ expires_at }) => expires_at > Date.now()) : [];
  } catch {
    return [];
  }
}

/** Keeps the comparisons for after a reload. */
export function writeHeld(campaign_id: string, assignments: Assignment[]): void {
  try {
    localStorage.setItem(key(campaign_id), JSON.stringify(assignments));
  } catch {
    // Long answers may not fit; then a reload asks the server again.
    localStorage.removeItem(key(campaign_id));
  }
}

/** Asks for more, leaving out what is held and what was rated here. */
export async function fetchMore(
  campaign_id: string,
  have: Assignment[],
  rated_ids: ReadonlySet<string>,
): Promise<Supply> {
  const count = Math.min(10, held + have.length);
  const answer = await call('GET /v1/assignments', { query: { campaign_id, count } });
  const known = new Set(have.map(({ id }) => id));
  const fresh = answer.assignments.filter(({ id }) => !known.has(id) && !rated_ids.has(id));
  return { ...answer, assignments: [...have, ...fresh].slice(0, held) };
}
