import { expect, test } from 'vitest';
import type { Comparison, Rating, RatingMessageInput } from '../../schema/contracts/campaigns.ts';
import { newId } from '../../schema/ids.ts';
import { openTestPlatform, type TestProject } from '../platform.ts';
import { makeCampaign, openRater, waitForRatings } from './rater.ts';

const platform = await openTestPlatform();
const queue = await platform.mf.getQueueProducer('RATINGS', 'assay-api');

async function messagesFor(project: TestProject, campaign_id: string): Promise<RatingMessageInput[]> {
  const { data } = await project.json<{ data: Comparison[] }>(
    'GET',
    `/v1/campaigns/${campaign_id}/comparisons?limit=200`,
  );
  const rater_id = newId('rater');
  return data.map(({ id: comparison_id }) => ({
    project_id: project.project_id,
    campaign_id,
    comparison_id,
    rater_id,
    id: newId('assignment'),
    flipped: false,
    choice: 'left',
    duration_ms: 900,
    comment: '',
    created_at: Date.now(),
  }));
}

const settle = () => new Promise((done) => setTimeout(done, 2500));

test.concurrent('a batch delivered again, whole or in part, changes nothing', async () => {
  const project = await platform.project();
  const { id } = await makeCampaign(
    project,
    Array.from({ length: 20 }, () => ['x', 'y']),
    { overlap: 2 },
  );
  const board = await project.json<{ id: string }>('POST', '/v1/leaderboards', {
    name: 'b',
    campaign_id: id,
    method: 'win-rate',
  });
  const messages = (await messagesFor(project, id)).map((body) => ({ body }));
  await queue.sendBatch(messages.slice(0, 12));
  await waitForRatings(project, id, 12);
  await queue.sendBatch([...messages.slice(5), ...messages.slice(5, 9)]);
  await waitForRatings(project, id, 20);
  await queue.sendBatch(messages);
  await settle();
  const { data } = await project.json<{ data: Comparison[] }>('GET', `/v1/campaigns/${id}/comparisons?limit=200`);
  expect(data.map(({ rating_count }) => rating_count)).toEqual(Array(20).fill(1));
  const { snapshot } = await project.json<{ snapshot: unknown }>('POST', `/v1/leaderboards/${board.id}/refresh`);
  expect(snapshot).toMatchObject({
    watermark: 20,
    rows: [
      { model: 'x', wins: 20, losses: 0 },
      { model: 'y', wins: 0, losses: 20 },
    ],
  });
});

test.concurrent('a message that is no rating goes its way to the dead letters and holds up no other', async ({
  expect,
}) => {
  const project = await platform.project();
  const { id } = await makeCampaign(
    project,
    Array.from({ length: 3 }, () => ['x', 'y']),
  );
  const [one, two, three] = await messagesFor(project, id);
  await queue.sendBatch([
    { body: 'poison' },
    { body: one },
    { body: { ...two, choice: 'best' } },
    { body: null },
    { body: two },
    { body: three },
  ]);
  await waitForRatings(project, id, 3);
  const tries = () =>
    platform.logs
      .filter((line) => line.includes('rating_unreadable'))
      .map((line) => JSON.parse(line) as { message_id: string; attempts: number });
  // The first try and max_retries more, then no more.
  await expect.poll(() => tries().length, { timeout: 24_000 }).toBe(3 * 6);
  await settle();
  expect(
    tries()
      .map(({ attempts }) => attempts)
      .sort(),
  ).toEqual([1, 2, 3, 4, 5, 6].flatMap((attempt) => [attempt, attempt, attempt]));
  expect(new Set(tries().map(({ message_id }) => message_id)).size).toBe(3);
  expect(await waitForRatings(project, id, 3)).toMatchObject({ rating_count: 3 });
});

test.concurrent('a rating that the database refuses waits for its next try, and the rest of its batch is stored', async ({
  expect,
}) => {
  const project = await platform.project();
  const { id } = await makeCampaign(
    project,
    Array.from({ length: 6 }, () => ['x', 'y']),
  );
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  const refuse = `CREATE TRIGGER refuse BEFORE INSERT ON ratings WHEN NEW.comment = 'refuse me' BEGIN SELECT RAISE(ABORT, 'refused'); END`;
  await db.prepare(refuse).run();
  const messages = (await messagesFor(project, id)).map((body, i) => ({
    body: { ...body, comment: i === 2 ? 'refuse me' : '' },
  }));
  await queue.sendBatch(messages);
  await waitForRatings(project, id, 5);
  const log = () => platform.logs.filter((line) => line.includes('rating_not_written'));
  await expect.poll(() => log().length).toBe(1);
  await settle();
  // Not a second try at once: the database is given time.
  expect(log().length).toBe(1);
  const { data } = await project.json<{ data: Comparison[] }>('GET', `/v1/campaigns/${id}/comparisons`);
  expect(data.map(({ rating_count }) => rating_count).sort()).toEqual([0, 1, 1, 1, 1, 1]);
});

test.concurrent('a rating names its project: nobody rates into another one', async () => {
  const project = await platform.project();
  const stranger = await platform.project();
  const { id } = await makeCampaign(project, [
    ['x', 'y'],
    ['x', 'z'],
  ]);
  const [one, two] = await messagesFor(project, id);
  await queue.sendBatch([{ body: { ...one, project_id: stranger.project_id } }, { body: two }]);
  await waitForRatings(project, id, 1);
  await settle();
  const { data } = await project.json<{ data: Rating[] }>('GET', `/v1/campaigns/${id}/ratings`);
  expect(data.map(({ comparison_id }) => comparison_id)).toEqual([two?.comparison_id]);
});

test.concurrent('500 ratings of ten raters arrive through the public route, each once, in pages without gaps', async () => {
  const project = await platform.project();
  const names = ['a', 'b', 'c', 'd', 'e'];
  const pairs = Array.from({ length: 50 }, (_, i): [string, string] => [
    names[i % 5] ?? '',
    names[(i + 1 + (i % 3)) % 5] ?? '',
  ]);
  const campaign = await makeCampaign(project, pairs, { overlap: 10 });
  const raters = await Promise.all(Array.from({ length: 10 }, () => openRater(platform, campaign.rating_url)));
  await Promise.all(
    raters.map(async (rater) => {
      for (let left = 50; left > 0; ) {
        const { assignments } = await rater.assignments(10);
        expect(assignments.length).toBeGreaterThan(0);
        for (const { token } of assignments) {
          expect((await rater.rate(token, 'left')).status).toBe(202);
          left--;
        }
      }
    }),
  );
  await waitForRatings(project, campaign.id, 500);
  await settle();
  expect(await waitForRatings(project, campaign.id, 500)).toMatchObject({ rating_count: 500 });
  const found: Rating[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/v1/campaigns/${campaign.id}/ratings?limit=150${cursor ? `&cursor=${cursor}` : ''}`;
    const page: { data: Rating[]; next_cursor: string | null } = await project.json('GET', path);
    found.push(...page.data);
    cursor = page.next_cursor;
  }
  expect(found.length).toBe(500);
  expect(new Set(found.map(({ id }) => id)).size).toBe(500);
});
