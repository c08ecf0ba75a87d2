import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { childrenOf, isRunning } from '../../scripts/state.ts';
import { crowdOf, resendUntilTaken, storedOnce } from '../crowd-sending.ts';
import { openTestPlatform } from '../platform.ts';
import { makeCampaign } from './rater.ts';

/*
 * What was acknowledged is stored exactly once, whatever is killed. The process that runs the Workers holds the database too, so that
 * SIGKILL ends a statement wherever it is.
 */
const root = 'root secret of the kill tests';
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A platform that keeps its data, and a hand to kill the process of its Workers, which is started again by itself. */
async function openKillable(vars: Record<string, string>) {
  const data = mkdtempSync(join(tmpdir(), 'assay-'));
  const others = new Set(childrenOf());
  let restarts = 0;
  const platform = await openTestPlatform({
    data,
    vars: { ASSAY_SECRET: root, ...vars },
    on_restart: () => (restarts += 1),
  });
  afterAll(() => rmSync(data, { recursive: true, force: true }));
  const workers = () => childrenOf().filter((pid) => !others.has(pid) && isRunning(pid, /workerd/));
  const kill = async () => {
    const before = restarts;
    for (const pid of workers()) process.kill(pid, 'SIGKILL');
    for (const end = Date.now() + 30_000; restarts === before && Date.now() < end; ) await pause(20);
    expect(restarts).toBeGreaterThan(before);
  };
  return { ...platform, kill };
}

test('written directly: the Workers are killed three times under load, and nothing acknowledged is lost or doubled', async () => {
  const platform = await openKillable({ ASSAY_DIRECT_RATINGS: '1' });
  const project = await platform.project();
  const { id } = await makeCampaign(project, Array(60).fill(['x', 'y']), { overlap: 99 });
  const crowd = await crowdOf(project, root, id, 12);
  const acknowledged = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const sending = crowd.send(platform.url, acknowledged);
    // In the midst of sending, however fast the machine is.
    const enough = acknowledged.size + crowd.size / 6;
    for (const end = Date.now() + 30_000; acknowledged.size < enough && Date.now() < end; ) await pause(2);
    await platform.kill();
    await sending;
    expect(acknowledged.size).toBeGreaterThanOrEqual(enough);
    const stored = await storedOnce(project, id);
    expect([...acknowledged].filter((one) => !stored.has(one))).toEqual([]);
  }
  expect(acknowledged.size).toBeLessThan(crowd.size);
  await resendUntilTaken(crowd, platform.url, acknowledged);
  expect((await storedOnce(project, id)).size).toBe(crowd.size);
});

test('written by a consumer: killed in the midst of batches that are then delivered again, each rating is there once', async () => {
  const platform = await openKillable({});
  const project = await platform.project();
  const { id } = await makeCampaign(project, Array(60).fill(['x', 'y']), { overlap: 99 });
  const crowd = await crowdOf(project, root, id, 20);
  const batches = Array.from({ length: crowd.size / 100 }, (_, n) =>
    crowd.messages.slice(100 * n, 100 * n + 100).map((body, at) => ({
      ...{ id: `${n}-${at}`, timestamp: new Date(), attempts: 1 },
      body,
    })),
  );
  const deliver = async () => {
    const worker = await platform.mf.getWorker('assay-api');
    return Promise.allSettled(batches.map((batch) => worker.queue('assay-ratings', batch)));
  };
  const partial: number[] = [];
  for (const ms of [15, 60, 150]) {
    const delivering = deliver();
    await pause(ms);
    await platform.kill();
    await delivering;
    partial.push((await storedOnce(project, id)).size);
  }
  // A batch is stored whole or not at all.
  expect(partial.every((count) => count % 100 === 0)).toBe(true);
  const done = await deliver();
  expect(done.every(({ status }) => status === 'fulfilled')).toBe(true);
  expect((await storedOnce(project, id)).size).toBe(crowd.size);
  expect(await project.json('GET', `/v1/campaigns/${id}/rejections`)).toMatchObject({ data: [] });
});

test('written directly: a database that fails every other statement acknowledges nothing that it did not store', async () => {
  const platform = await openKillable({ ASSAY_DIRECT_RATINGS: '1' });
  const project = await platform.project();
  const { id } = await makeCampaign(project, Array(60).fill(['x', 'y']), { overlap: 99 });
  const crowd = await crowdOf(project, root, id, 4);
  const db = await platform.mf.getD1Database('DB', 'assay-api');
  await db
    .prepare(
      `CREATE TRIGGER fail BEFORE INSERT ON ratings WHEN abs(random()) % 20 = 0 BEGIN SELECT RAISE(ABORT, 'the database failed'); END`,
    )
    .run();
  const acknowledged = new Set<string>();
  const { refused } = await crowd.send(platform.url, acknowledged);
  expect(refused).toBeGreaterThan(0);
  const stored = await storedOnce(project, id);
  expect([...acknowledged].filter((one) => !stored.has(one))).toEqual([]);
  expect(acknowledged.size).toBeLessThan(crowd.size);
  await db.prepare('DROP TRIGGER fail').run();
  await resendUntilTaken(crowd, platform.url, acknowledged);
  expect((await storedOnce(project, id)).size).toBe(crowd.size);
});
