import { expect, test } from 'vitest';
import type { Invitation } from '../../schema/contracts/invitations.ts';
import { openTestPlatform } from '../platform.ts';
import { makeCampaign, openRater, waitForRatings } from './rater.ts';

const platform = await openTestPlatform();

test('a personal address is one rater on any device, shows its progress, and can be withdrawn', async () => {
  const project = await platform.project();
  const { id, rating_url } = await makeCampaign(
    project,
    [
      ['x', 'y'],
      ['x', 'y'],
    ],
    { access: 'invited', overlap: 2 },
  );
  const path = `/v1/campaigns/${id}/invitations`;
  const { invitations } = await project.json<{ invitations: Invitation[] }>('POST', path, { labels: ['Ada', 'Grace'] });
  const [ada, grace] = invitations;
  if (!ada || !grace) throw new Error('no invitations');
  expect(invitations.map(({ label, rated_count }) => [label, rated_count])).toEqual([
    ['Ada', 0],
    ['Grace', 0],
  ]);
  await expect(openRater(platform, rating_url)).rejects.toThrow(/403.*personal invitation/);

  const phone = await openRater(platform, ada.rating_url);
  const desk = await openRater(platform, ada.rating_url);
  expect([phone.session.rater_id, desk.session.rater_id]).toEqual([ada.rater_id, ada.rater_id]);
  const { assignments } = await phone.assignments();
  expect((await desk.assignments()).assignments).toEqual(assignments);
  for (const { token } of assignments) expect((await phone.rate(token, 'left')).status).toBe(202);
  await waitForRatings(project, id, 2);
  expect(await desk.assignments()).toMatchObject({ done: 'nothing_left', rated: 2 });
  expect(phone.traffic()).not.toContain('Ada');

  const { data } = await project.json<{ data: Invitation[] }>('GET', path);
  expect(data.find(({ label }) => label === 'Ada')).toMatchObject({
    rated_count: 2,
    rating_url: ada.rating_url,
    last_rated_at: expect.any(Number),
    completed_at: expect.any(Number),
    revoked_at: null,
  });
  const guest = await openRater(platform, grace.rating_url);
  expect(await project.json('DELETE', `${path}/${grace.rater_id}`)).toMatchObject({ revoked_at: expect.any(Number) });
  await expect(guest.assignments()).rejects.toThrow(/410.*withdrawn/);
  await expect(openRater(platform, grace.rating_url)).rejects.toThrow(/410.*withdrawn/);
  await project.json('DELETE', `${path}/rtr_${'0'.repeat(26)}`, undefined, 404);
});

test('a campaign that becomes by invitation only hands nothing more to who came by the open link', async () => {
  const project = await platform.project();
  const { id, rating_url } = await makeCampaign(project, [['x', 'y']]);
  const rater = await openRater(platform, rating_url);
  await project.json('PATCH', `/v1/campaigns/${id}`, { access: 'invited' });
  await expect(rater.assignments()).rejects.toThrow(/403.*personal invitation/);
  await project.json('PATCH', `/v1/campaigns/${id}`, { access: 'link' });
  expect((await rater.assignments()).assignments).toHaveLength(1);
});

test('numbered invitations count on; they are listed in pages', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(project, []);
  const path = `/v1/campaigns/${id}/invitations`;
  await project.json('POST', path, { count: 2 });
  const { invitations } = await project.json<{ invitations: Invitation[] }>('POST', path, { count: 1 });
  expect(invitations.map(({ label }) => label)).toEqual(['rater 3']);
  const labels: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { data: Invitation[]; next_cursor: string | null } = await project.json(
      'GET',
      `${path}?limit=2${cursor && `&cursor=${cursor}`}`,
    );
    labels.push(...page.data.map(({ label }) => label));
    cursor = page.next_cursor;
  }
  expect(labels.sort()).toEqual(['rater 1', 'rater 2', 'rater 3']);
  await project.json('POST', path, { count: 1, labels: ['x'] }, 400);
  await project.json('POST', path, {}, 400);
});
