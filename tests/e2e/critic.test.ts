import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Critic } from '../../schema/contracts/critics.ts';
import type { Critique } from '../../schema/contracts/critiques.ts';
import { openTestPlatform } from '../platform.ts';
import { serving } from './serving.ts';

const CHECKPOINT = join(import.meta.dirname, '../../gpu-runner/models/tiny-arithmetic');

test('a checkpoint that assay-runner serves sits on a panel: what it says is kept, and without a vote where it is no critique', async () => {
  const platform = await openTestPlatform();
  const project = await platform.project();
  const base_url = `${await serving(CHECKPOINT)}/v1`;
  const served = { kind: 'runner', base_url, model: 'served', max_retries: 0 };
  const { id } = await project.json<Critic>('POST', '/v1/critics', {
    ...{ name: 'served', prompt: 'lines', panel: [{ kind: 'arithmetic' }, served] },
    asking: { max_tokens: 16, repair: false },
  });
  const made = await project.json<Critique>('POST', '/v1/critiques', {
    ...{ critic_id: id, prompt: '3*8-4?', steps: ['3*8-4=21'] },
  });
  const [, reading] = made.readings;
  console.log('the served critic said:', reading?.outcome, JSON.stringify(reading?.raw), reading?.reason);
  // It was trained on sums, not on critiques: the arithmetic critic decides alone.
  expect(reading).toMatchObject({ outcome: 'unreadable', member: 1, model: 'served', calls: 1, score: null });
  expect(made.result).toMatchObject({ unreadable: 1, failed: 0, first_error: 1, decision: 'revise' });
  const again = await project.json<Critique>('GET', `/v1/critiques/${made.id}`);
  expect(again.readings[1]?.raw).toBe(reading?.raw);
});
