import { expect, test } from 'vitest';
import type { Campaign } from '../../schema/contracts/campaigns.ts';
import type { Leaderboard, LeaderboardResult, Snapshot } from '../../schema/contracts/leaderboards.ts';
import type {
  CampaignQuality,
  CampaignRater,
  CampaignRaterDetail,
  OwnFigures,
  RaterHeld,
  ReviewQueue,
} from '../../schema/contracts/rater-quality.ts';
import { eventually, openTestPlatform, type TestProject } from '../platform.ts';
import { type Rated, rateAll } from './crowd-of.ts';
import { honest, ratedBy } from './people.ts';
import { makeCampaign, openRater } from './rater.ts';

const platform = await openTestPlatform();

async function crowd(fields: Record<string, unknown> = {}): Promise<{ project: TestProject; id: string }> {
  const project = await platform.project();
  const { id } = await makeCampaign(project, [], fields);
  await rateAll(project, id, ratedBy({ ...honest, clicker: 'left', sprinter: 'hasty' }, 40, 1));
  return { project, id };
}

test('agreement, reliability and findings of a crowd, and what is decided about its raters', async () => {
  const { project, id } = await crowd();
  const path = `/v1/campaigns/${id}`;
  const quality = await project.json<CampaignQuality>('GET', `${path}/quality`);
  expect(quality).toMatchObject({
    ...{
      kind: 'pair',
      behind: false,
      ratings: 400,
      held_ratings: 0,
      raters: { ok: 8, flagged: 2, held: 0, cleared: 0 },
    },
    overlap: { comparisons: 40, share: 1, mean: 10 },
    agreement: { level: 'nominal', fleiss: { raters: 10 }, cohen: null },
  });
  // All comparisons have ten ratings: but for the small-sample term, alpha is Fleiss' kappa.
  const { alpha, fleiss } = quality.agreement;
  expect(1 - (alpha.value ?? 0)).toBeCloseTo(((1 - (fleiss?.value ?? 0)) * 399) / 400, 9);
  expect(alpha.low).toBeLessThan(alpha.value ?? 0);
  expect(alpha.high).toBeGreaterThan(alpha.value ?? 1);

  const first = await project.json<{ data: CampaignRater[]; next_cursor: string }>('GET', `${path}/raters?limit=3`);
  const rest = await project.json<{ data: CampaignRater[]; next_cursor: null }>(
    'GET',
    `${path}/raters?limit=20&cursor=${first.next_cursor}`,
  );
  const raters = [...first.data, ...rest.data];
  expect(new Set(raters.map(({ id: rater_id }) => rater_id)).size).toBe(10);
  expect(raters.map(({ suspicion }) => suspicion)).toEqual(
    raters.map(({ suspicion }) => suspicion).toSorted((x, y) => y - x),
  );
  const clicker = raters.find(({ flags }) => flags.includes('one-sided'));
  const sprinter = raters.find(({ flags }) => flags.includes('time-too-short'));
  expect(clicker).toMatchObject({ state: 'flagged', ratings: 40, left_share: 1, decision: null });
  expect(clicker?.flags).toEqual(expect.arrayContaining(['straight-lining']));
  expect(sprinter).toMatchObject({ state: 'flagged', flags: ['time-too-short'], median_duration_ms: 900 });
  for (const one of raters.filter(({ state }) => state === 'ok')) {
    expect(one.quality).toBeGreaterThan(0.6);
    expect(one.accuracy).toBeGreaterThan(clicker?.accuracy ?? 1);
  }
  const queue = await project.json<ReviewQueue>('GET', `${path}/review`);
  expect(queue).toMatchObject({ rater_count: 2, report_count: 0, reports: [] });
  expect(queue.raters.map(({ id: rater_id }) => rater_id)).toEqual([sprinter?.id, clicker?.id]);
  expect(queue.raters[1]?.findings[0]?.evidence).toMatch(/Preferred the left answer in 40 of 40/);

  const board = async (include_held: boolean) => {
    const fields = { name: 'b', campaign_id: id, settings: { include_held } };
    const { id: board_id } = await project.json<Leaderboard>('POST', '/v1/leaderboards', fields);
    return (await project.json<LeaderboardResult>('GET', `/v1/leaderboards/${board_id}`)).snapshot;
  };
  const before = await board(false);
  const held = await project.json<RaterHeld>('PATCH', `${path}/raters/${clicker?.id}`, {
    held: true,
    note: 'clicks',
  });
  expect(held).toMatchObject({
    changed: 40,
    decision: { decision: 'hold', note: 'clicks', decided_by: project.key_id },
  });
  const cleared = await project.json<RaterHeld>('PATCH', `${path}/raters/${sprinter?.id}`, { held: false });
  expect(cleared).toMatchObject({ changed: 0, decision: { decision: 'clear' } });
  const games = (rows: Snapshot['rows'] = []) => rows.reduce((sum, { wins }) => sum + wins, 0);
  expect([games(before?.rows), games((await board(false))?.rows)]).toEqual([400, 360]);
  expect((await board(true))?.rows.map(({ score }) => score)).toEqual(before?.rows.map(({ score }) => score));
  const after = await project.json<CampaignQuality>('GET', `${path}/quality`);
  expect(after).toMatchObject({ held_ratings: 40, raters: { ok: 8, flagged: 0, held: 1, cleared: 1 } });
  expect(after.agreement.alpha.value).toBeGreaterThan(alpha.value ?? 1);
  expect(await project.json('GET', `${path}/review`)).toMatchObject({ rater_count: 0, raters: [] });

  // What the cleared one did before counts no more; the same again afterwards does. What the held one adds is held at once.
  await rateAll(project, id, ratedBy({ ...honest, clicker: 'left', sprinter: 'hasty' }, 30, 2, 40));
  await platform.scheduled();
  const again = await project.json<CampaignRaterDetail>('GET', `${path}/raters/${sprinter?.id}`);
  expect(again).toMatchObject({ state: 'flagged', ratings: 70, decision: { decision: 'clear' } });
  expect(again.findings[0]).toMatchObject({ detector: 'time-too-short', n: 30, statistic: 1 });
  const still = await project.json<CampaignRaterDetail>('GET', `${path}/raters/${clicker?.id}`);
  expect(still).toMatchObject({ state: 'held', ratings: 70, held_ratings: 70, decision: { note: 'clicks' } });
  const own = await project.json<{ data: { rater_id: string; held: boolean }[] }>(
    'GET',
    `${path}/raters/${clicker?.id}/ratings?limit=100`,
  );
  expect(own.data.map(({ rater_id, held: one }) => [rater_id, one])).toEqual(
    Array.from({ length: 70 }, () => [clicker?.id, true]),
  );
  await project.json('GET', `${path}/raters/rtr_${'0'.repeat(26)}`, undefined, 404);
  await project.json('GET', `${path}/raters?cursor=x`, undefined, 400);
});

test('a campaign that holds automatically does so by the cron, and says that it was no person', async () => {
  const { project, id } = await crowd({ hold_automatically: true });
  await platform.scheduled();
  const { data } = await project.json<{ data: CampaignRater[] }>('GET', `/v1/campaigns/${id}/raters?state=held`);
  expect(data).toHaveLength(2);
  for (const { ratings, held_ratings, decision } of data) {
    expect(held_ratings).toBe(ratings);
    expect(decision).toMatchObject({ decision: 'hold', decided_by: 'automatic' });
  }
  const { data: log } = await project.json<{ data: { action: string; actor: string }[] }>('GET', '/v1/audit');
  expect(log.filter(({ action, actor }) => action === 'rater.hold' && actor === 'system')).toHaveLength(2);
});

test('scores are ordinal, and ratings without times or networks are held against nobody', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, [], { choices: { strength: true } });
  // Everybody prefers the same side of each comparison, more or less: no time, no network, all at once.
  const comparisons = Array.from({ length: 12 }, (_, i): Rated => {
    const choice = i % 2 === 0 ? 'a' : 'b';
    const ratings = ['p', 'q'].map((rater, k) => ({ rater, choice, strength: k + 1 }));
    return { a: `m${i % 3}`, b: `m${(i + 1) % 3}`, ratings };
  });
  await rateAll(project, id, comparisons);
  const quality = await project.json<CampaignQuality>('GET', `/v1/campaigns/${id}/quality`);
  expect(quality).toMatchObject({ raters: { ok: 2, flagged: 0 }, flags: [] });
  expect(quality.agreement).toMatchObject({
    level: 'ordinal',
    cohen: { value: 1, n: 12 },
    fleiss: { value: 1, raters: 2 },
  });
  // Six times 1 beside 2 and six times −1 beside −2, by hand: neighbors are 6 apart, then 12 and 18, so that 1 − 23 · 864 / 51840.
  expect(quality.agreement.alpha.value).toBeCloseTo(1 - (23 * 864) / 51_840, 9);
  const empty = await makeCampaign(project, []);
  expect(await project.json('GET', `/v1/campaigns/${empty.id}/quality`)).toMatchObject({
    ...{ ratings: 0, overlap: { comparisons: 0, share: null }, agreement: { alpha: { value: null }, fleiss: null } },
    reliability: { dawid_skene: null, crowd_bt: null },
  });
});

test('each extra criterion has an agreement of its own, by sides and whichever stood left', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, [], { criteria: ['clarity', 'unused'] });
  const answers = [
    ['a', 'a'],
    ['b', 'b'],
    ['a', 'b'],
    ['tie', undefined],
  ];
  const comparisons = answers.map((of, i): Rated => {
    const ratings = of.map((clarity, k) => ({
      ...{ rater: `r${k}`, choice: 'tie', shown_first: k === 0 ? 'a' : 'b' },
      ...(clarity ? { criteria: { clarity } } : {}),
    }));
    return { a: `m${i % 2}`, b: 'n', ratings };
  });
  await rateAll(project, id, comparisons);
  const { agreement } = await project.json<CampaignQuality>('GET', `/v1/campaigns/${id}/quality`);
  // By hand: of the three comparisons that both answered, three times a and three times b, one pair apart: 1 − 5 · 2 / (2 · 3 · 3).
  expect(agreement.criteria).toMatchObject([
    { name: 'clarity', ratings: 7, alpha: { value: expect.closeTo(4 / 9, 9), n: 3 } },
    { name: 'unused', ratings: 0, alpha: { value: null } },
  ]);
});

test('a rater sees figures of their own, told so that no single check shows', async () => {
  const project = await platform.project();
  const campaign = await project.json<Campaign>('POST', '/v1/campaigns', { name: 'Own', gold_share: 0.5 });
  const comparisons = Array.from({ length: 80 }, (_, i) => ({
    ...{ prompt: `Question ${i}`, response_a: 'one', response_b: 'two', model_a: 'm', model_b: 'n' },
    gold: i < 40 ? 'tie' : null,
  }));
  await project.json('POST', `/v1/campaigns/${campaign.id}/comparisons`, { comparisons });
  const rater = await openRater(platform, campaign.rating_url);
  const own = async () => {
    const response = await rater.request(`/v1/rater?campaign_id=${campaign.id}`);
    expect(response.status).toBe(200);
    return (await response.json()) as OwnFigures;
  };
  expect(await own()).toEqual({ rated: 0, time_ms: 0, agreement: null, agreement_n: 0, checks_passed: null });
  // Half of what is handed out has a known answer.
  const rated = new Set<string>();
  while (rated.size < 40) {
    const { assignments } = await rater.assignments(5);
    expect(assignments.length).toBeGreaterThan(0);
    for (const { token, id } of assignments) {
      await rater.rate(token, 'tie');
      rated.add(id);
    }
  }
  await eventually(async () => (await own()).rated === rated.size);
  const path = `/v1/campaigns/${campaign.id}/ratings?limit=100`;
  const { data } = await project.json<{ data: { gold: boolean }[] }>('GET', path);
  expect(data.filter(({ gold }) => gold).length).toBeGreaterThanOrEqual(5);
  expect(await own()).toMatchObject({ time_ms: 1200 * rated.size, agreement: null, agreement_n: 0, checks_passed: 1 });
  const stranger = await platform.request(`/v1/rater?campaign_id=${campaign.id}`);
  expect(stranger.status).toBe(401);
});

test('reported comparisons wait for a decision', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, [
    ['m', 'n'],
    ['m', 'o'],
  ]);
  const rater = await openRater(platform, campaign.rating_url);
  const { assignments } = await rater.assignments(2);
  const wanted = assignments.find(({ prompt }) => prompt === 'Question 1');
  const skip = (token: string, kind: string) =>
    rater.request('/v1/skips', {
      method: 'POST',
      body: JSON.stringify({ token, kind, reason: kind === 'report' ? 'cut off' : '' }),
      headers: { 'content-type': 'application/json', 'x-assay-csrf': '1' },
    });
  for (const { token } of assignments)
    expect((await skip(token, token === wanted?.token ? 'report' : 'skip')).ok).toBe(true);
  const path = `/v1/campaigns/${campaign.id}`;
  await eventually(async () => (await project.json<ReviewQueue>('GET', `${path}/review`)).report_count > 0);
  const { reports } = await project.json<ReviewQueue>('GET', `${path}/review`);
  expect(reports).toMatchObject([
    { prompt: 'Question 1', model_a: 'm', model_b: 'o', reports: 1, reasons: ['cut off'] },
  ]);
  const resolve = () => project.json('PATCH', `${path}/reports/${reports[0]?.comparison_id}`, { resolved: true });
  expect(await resolve()).toMatchObject({ resolved: 1 });
  expect(await resolve()).toMatchObject({ resolved: 0 });
  expect(await project.json('GET', `${path}/review`)).toMatchObject({ report_count: 0, reports: [] });
});
