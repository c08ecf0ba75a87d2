import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endProcess } from '../../scripts/state.ts';
import { crowdOf, resendUntilTaken, storedOnce } from '../crowd-sending.ts';
import { makeCampaign } from '../edge/rater.ts';
import { processesOf, start, temporaryFolder } from './running.ts';

test('kill -9 of everything that npm start runs, under load: each acknowledged rating is there once after the next start', async () => {
  const data = temporaryFolder();
  const quiet = ['--no-runner', '--port', '0', '--data', data];
  const first = await start(quiet);
  const { ASSAY_SECRET } = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8')) as { ASSAY_SECRET: string };
  const { id } = await makeCampaign(first.project, Array(50).fill(['x', 'y']), { overlap: 99 });
  const crowd = await crowdOf(first.project, ASSAY_SECRET, id, 16);
  const acknowledged = new Set<string>();
  const sending = crowd.send(first.url, acknowledged);
  while (acknowledged.size < 40) await new Promise((done) => setTimeout(done, 20));
  for (const pid of processesOf(first)) endProcess(pid, 'SIGKILL');
  await first.crash();
  await sending;
  expect(acknowledged.size).toBeLessThan(crowd.size);

  const second = await start(quiet);
  const stored = await storedOnce(second.project, id);
  expect([...acknowledged].filter((one) => !stored.has(one))).toEqual([]);
  await resendUntilTaken(crowd, second.url, acknowledged);
  expect((await storedOnce(second.project, id)).size).toBe(crowd.size);
});
