import { expect, test } from 'vitest';
import { loopbackTurnstile } from '../loopback-turnstile.ts';
import { openTestPlatform } from '../platform.ts';
import { makeCampaign } from './rater.ts';

const secret = 'turnstile secret for tests';
const turnstile = await loopbackTurnstile(secret);
const platform = await openTestPlatform({
  vars: {
    ASSAY_TURNSTILE_SITE_KEY: 'site-key-of-the-tests',
    ASSAY_TURNSTILE_SECRET: secret,
    ASSAY_TURNSTILE_URL: turnstile.url,
  },
});
const hostname = new URL(platform.url).hostname;

type Answer = { status: number; cookie: string; body: Record<string, unknown> };

/** Begins a session as a browser does. */
async function begin(rating_url: string, turnstile_token?: string, cookie = ''): Promise<Answer> {
  const response = await platform.request('/v1/rating-sessions', {
    method: 'POST',
    body: JSON.stringify({ invitation: new URL(rating_url).hash.slice(1), turnstile_token }),
    headers: { 'content-type': 'application/json', 'x-assay-csrf': '1', cookie },
  });
  const set = response.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { status: response.status, cookie: set.join('; '), body: (await response.json()) as Answer['body'] };
}

test('a session begins only with a token that Turnstile verifies, for this host and action', async () => {
  const { rating_url } = await makeCampaign(await platform.project(), [['x', 'y']], { challenge: true });
  const first = await begin(rating_url);
  expect(first).toMatchObject({
    status: 403,
    cookie: '',
    body: { code: 'challenge_required', turnstile_site_key: 'site-key-of-the-tests' },
  });
  const bad = { success: false, 'error-codes': ['timeout-or-duplicate'] };
  const wrong: [string, Parameters<typeof turnstile.on>[1], string][] = [
    ['used', bad, 'timeout-or-duplicate'],
    ['elsewhere', { success: true, hostname: 'elsewhere.example', action: 'rate' }, 'elsewhere.example'],
    ['login', { success: true, hostname, action: 'login' }, 'login'],
    ['bare', { success: true }, 'undefined'],
  ];
  for (const [token, verdict, said] of wrong) {
    turnstile.on(token, verdict);
    const answer = await begin(rating_url, token);
    expect(answer, token).toMatchObject({ status: 403, cookie: '', body: { code: 'challenge_required' } });
    expect(answer.body.detail, token).toContain(said);
  }
  turnstile.on('good', { success: true, hostname, action: 'rate' });
  const passed = await begin(rating_url, 'good');
  expect(passed).toMatchObject({ status: 201, cookie: expect.stringContaining('__Host-assay_rater_') });
  // Who comes back has passed already; with a cookie that somebody made up, nobody has.
  expect(await begin(rating_url, undefined, passed.cookie)).toMatchObject({
    status: 201,
    body: { rater_id: passed.body.rater_id },
  });
  expect((await begin(rating_url, undefined, `${passed.cookie}x`)).status).toBe(403);
});

test('having passed for one campaign, or having rated in one without a challenge, opens no other', async () => {
  const project = await platform.project();
  const open = await makeCampaign(project, [['x', 'y']]);
  const guarded = await makeCampaign(project, [['x', 'y']], { challenge: true });
  const rater = await begin(open.rating_url);
  expect(rater.status).toBe(201);
  expect((await begin(guarded.rating_url, undefined, rater.cookie)).status).toBe(403);
});

test('when Turnstile does not answer nobody begins, and the answer says so', async () => {
  const { rating_url } = await makeCampaign(await platform.project(), [['x', 'y']], { challenge: true });
  turnstile.on('unlucky', 'reset');
  expect(await begin(rating_url, 'unlucky')).toMatchObject({
    status: 503,
    cookie: '',
    body: { code: 'unavailable', detail: expect.stringContaining('could not be verified') },
  });
});

test('a deployment without the keys makes no campaign with a challenge', async () => {
  const plain = await openTestPlatform();
  const project = await plain.project();
  await expect(makeCampaign(project, [], { challenge: true })).rejects.toThrow(/501.*ASSAY_TURNSTILE_SITE_KEY/);
  await makeCampaign(project, [], { challenge: false });
});
