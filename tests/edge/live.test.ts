import { expect, test } from 'vitest';
import { eventsOf } from '../../packages/assay/src/stream.ts';
import type { CampaignLive } from '../../schema/contracts/campaign-live.ts';
import { openTestPlatform } from '../platform.ts';
import { importLines } from './crowd-of.ts';
import { makeCampaign, openRater } from './rater.ts';

const platform = await openTestPlatform();

test('a stream tells how a campaign grows, who is active and when it closes; judges and old ratings are no pace', async () => {
  const project = await platform.project();
  const campaign = await makeCampaign(project, [
    ['x', 'y'],
    ['x', 'y'],
  ]);
  const path = `/v1/campaigns/${campaign.id}/live`;
  const comparisons = await project.json<{ data: { id: string }[] }>('GET', `/v1/campaigns/${campaign.id}/comparisons`);
  const comparison_id = comparisons.data[0]?.id;
  const judge = await project.json<{ id: string }>('POST', '/v1/judges', {
    name: 'numbers',
    mode: 'pair',
    // Nobody listens at port 9: its verdicts are imported.
    provider: { kind: 'chat', base_url: 'http://127.0.0.1:9/v1', model: 'none' },
  });
  const imported = await importLines(project, campaign.id, [
    { comparison_id, rater: 'long ago', choice: 'a', created_at: Date.now() - 3_600_000 },
    { comparison_id, judge_id: judge.id, choice: 'a' },
  ]);
  expect(imported.added).toBe(2);
  const response = await project.request(path, { headers: { accept: 'text/event-stream' } });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const seen: CampaignLive[] = [];
  const rater = await openRater(platform, campaign.rating_url);
  const { assignments } = await rater.assignments(1);
  for await (const { event, data } of eventsOf(response)) {
    expect(event).toBe('live');
    const live = JSON.parse(data) as CampaignLive;
    if (seen.length === 0) await rater.rate(assignments[0]?.token ?? '', 'left');
    if (seen.at(-1)?.ratings !== 2 && live.ratings === 2)
      await project.json('PATCH', `/v1/campaigns/${campaign.id}`, { state: 'closed' });
    seen.push(live);
  }
  const counts = { comparisons: 2, paused_by: null, at: expect.any(Number) };
  expect(seen[0]).toEqual({ ...counts, ratings: 1, raters: 1, active_raters: 0, per_minute: 0, state: 'open' });
  // One rating in five minutes.
  const last = { ...counts, ratings: 2, raters: 2, active_raters: 1, per_minute: 0.2, state: 'closed' };
  expect(seen.at(-1)).toEqual(last);
  const { at: _, ...standing } = seen.at(-1) ?? { at: 0 };
  expect(await project.json('GET', path)).toMatchObject(standing);
  const stranger = await platform.project();
  expect((await stranger.request(path, { headers: { accept: 'text/event-stream' } })).status).toBe(404);
});
