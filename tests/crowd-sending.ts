import { expect } from 'vitest';
import type { Comparison, Rating, RatingMessageInput } from '../schema/contracts/campaigns.ts';
import type { RatingBatch } from '../schema/contracts/rating-batches.ts';
import { newId } from '../schema/ids.ts';
import { assignmentExpiry, assignmentId, signTicket } from '../workers/api/campaigns/tokens.ts';
import type { TestProject } from './platform.ts';

/** Raters who have been handed every comparison of a campaign, and send their answers one by one and in batches. */
export interface Crowd {
  size: number;
  /** Their ratings as the queue would deliver them. */
  messages: RatingMessageInput[];
  /** Sends what is not acknowledged yet, each rater for themselves, until the connection breaks or all was tried; notes what is. */
  send: (url: string, acknowledged: Set<string>) => Promise<{ refused: number }>;
}

/** @param root the platform's root secret, which signs what raters are handed */
export async function crowdOf(project: TestProject, root: string, campaign_id: string, raters: number): Promise<Crowd> {
  const { data } = await project.json<{ data: Comparison[] }>(
    'GET',
    `/v1/campaigns/${campaign_id}/comparisons?limit=200`,
  );
  const people = await Promise.all(
    Array.from({ length: raters }, async () => {
      const rater = { project_id: project.project_id, campaign_id, rater_id: newId('rater') };
      return Promise.all(
        data.map(async ({ id: comparison_id }) => {
          const ticket = { ...rater, comparison_id, assignment_id: await assignmentId(rater, comparison_id) };
          return { ticket, token: await signTicket(root, ticket, assignmentExpiry(Date.now())) };
        }),
      );
    }),
  );
  const said = { choice: 'left', duration_ms: 900, comment: '' } as const;
  const messages = people.flat().map(({ ticket: { assignment_id: id, ...ticket } }) => ({
    ...{ ...ticket, ...said, id, flipped: false, created_at: Date.now() },
  }));

  async function sendAll(url: string, acknowledged: Set<string>, handed: (typeof people)[number], address: string) {
    let refused = 0;
    const post = async (path: string, body: unknown) => {
      const headers = { 'content-type': 'application/json', connection: 'close', 'cf-connecting-ip': address };
      return fetch(new URL(path, url), { method: 'POST', body: JSON.stringify(body), headers });
    };
    const left = handed.filter(({ ticket }) => !acknowledged.has(ticket.assignment_id));
    for (let at = 0; at < left.length; ) {
      const some = left.slice(at, at + (at % 3 === 0 ? 1 : 5));
      at += some.length;
      const ratings = some.map(({ token }) => ({ token, choice: said.choice, duration_ms: said.duration_ms }));
      const [only] = ratings;
      try {
        const response = await (some.length === 1
          ? post('/v1/ratings', only)
          : post('/v1/ratings/batches', { ratings }));
        const text = await response.text();
        if (response.ok) {
          const answer = JSON.parse(text) as RatingBatch & { id?: string };
          const results = answer.results ?? [answer];
          for (const one of results) if (one.accepted && one.id) acknowledged.add(one.id);
        } else {
          expect(response.status, text).toBe(503);
          refused += 1;
        }
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        // The connection broke: whether it was taken is not known.
        return refused;
      }
    }
    return refused;
  }

  return {
    size: people.length * data.length,
    messages,
    send: async (url, acknowledged) => {
      const refused = await Promise.all(people.map((handed, n) => sendAll(url, acknowledged, handed, `10.1.${n}.1`)));
      return { refused: refused.reduce((sum, one) => sum + one, 0) };
    },
  };
}

/** Sends again, as the rating page does, until everything is acknowledged. */
export async function resendUntilTaken(crowd: Crowd, url: string, acknowledged: Set<string>): Promise<void> {
  for (let tries = 0; acknowledged.size < crowd.size; tries++) {
    if (tries === 20) throw new Error(`only ${acknowledged.size} of ${crowd.size} ratings were taken`);
    await crowd.send(url, acknowledged);
  }
}

/** The ids of all stored ratings; fails where one is there twice, or the comparisons' counts do not add up to them. */
export async function storedOnce(project: TestProject, campaign_id: string): Promise<Set<string>> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/v1/campaigns/${campaign_id}/ratings?limit=200${cursor && `&cursor=${cursor}`}`;
    const page: { data: Rating[]; next_cursor: string | null } = await project.json('GET', path);
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.next_cursor;
  }
  const { rating_count } = await project.json<{ rating_count: number }>('GET', `/v1/campaigns/${campaign_id}`);
  expect(ids.length).toBe(new Set(ids).size);
  expect(rating_count).toBe(ids.length);
  return new Set(ids);
}
