import type { Assignments, Campaign, Choice, RatingSession } from '../../schema/contracts/campaigns.ts';
import type { TestPlatform, TestProject } from '../platform.ts';

/** A person's browser as far as rating goes: its cookies, and everything it was ever sent. */
export interface Rater {
  session: RatingSession;
  cookies: Map<string, string>;
  /** Every body, header and readable token part that reached this rater, joined. */
  traffic: () => string;
  request: (path: string, init?: RequestInit) => Promise<Response>;
  assignments: (count?: number) => Promise<Assignments>;
  rate: (token: string, choice: Choice | undefined, more?: Record<string, unknown>) => Promise<Response>;
  /** Answers the campaign's questions about its instructions. */
  check: (answers: number[]) => Promise<Response>;
}

/** Opens a rating address as a new rater, or as one who comes back with their cookies. */
export async function openRater(
  platform: TestPlatform,
  rating_url: string,
  cookies = new Map<string, string>(),
  participant = '',
  more: { count?: number } = {},
): Promise<Rater> {
  const seen: string[] = [];
  const request = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await platform.request(path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const text = await response.clone().text();
    seen.push(JSON.stringify([...response.headers]), text);
    for (const token of [...`${text} ${[...cookies.values()].join(' ')}`.matchAll(/[\w-]+\.([\w-]+)\.[\w-]+/g)]) {
      seen.push(Buffer.from(token[1] ?? '', 'base64url').toString());
    }
    return response;
  };
  const send = (path: string, body: unknown) =>
    request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'x-assay-csrf': '1' },
    });
  const invitation = new URL(rating_url).hash.slice(1);
  const joined = await send('/v1/rating-sessions', { invitation, participant, ...more });
  if (joined.status !== 201)
    throw new Error(`POST /v1/rating-sessions answered ${joined.status}: ${await joined.text()}`);
  const session = (await joined.json()) as RatingSession;
  return {
    session,
    cookies,
    traffic: () => seen.join('\n'),
    request,
    assignments: async (count = 2) => {
      const response = await request(`/v1/assignments?campaign_id=${session.campaign.id}&count=${count}`);
      if (!response.ok) throw new Error(`GET /v1/assignments answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as Assignments;
    },
    rate: (token, choice, more = {}) => send('/v1/ratings', { token, choice, duration_ms: 1200, ...more }),
    check: (answers) => send('/v1/rating-sessions/checks', { campaign_id: session.campaign.id, answers }),
  };
}

/** A campaign with comparisons of two models for each given text. */
export async function makeCampaign(
  project: TestProject,
  pairs: [string, string][],
  fields: Record<string, unknown> = {},
): Promise<Campaign> {
  const campaign = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'Which is nicer?', ...fields });
  const comparisons = pairs.map(([model_a, model_b], i) => ({
    prompt: `Question ${i}`,
    response_a: `first answer ${i}`,
    response_b: `second answer ${i}`,
    model_a,
    model_b,
  }));
  if (comparisons.length > 0) await project.json('POST', `/v1/campaigns/${campaign.id}/comparisons`, { comparisons });
  return campaign;
}

/** Waits until a campaign holds so many ratings; the queue delivers within a second. */
export async function waitForRatings(project: TestProject, campaign_id: string, count: number): Promise<Campaign> {
  for (const deadline = Date.now() + 15_000; ; ) {
    const campaign = await project.json<Campaign>('GET', `/v1/campaigns/${campaign_id}`);
    if (campaign.rating_count >= count) return campaign;
    if (Date.now() > deadline) throw new Error(`only ${campaign.rating_count} of ${count} ratings were stored in 15 s`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
