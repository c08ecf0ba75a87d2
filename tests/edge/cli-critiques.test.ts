import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Assay,
  type Critique,
  connect,
  type Refinement,
  type RefinementStep,
} from '../../packages/assay/src/index.ts';
import { loopbackModel } from '../loopback-model.ts';
import { openTestPlatform, type TestPlatform } from '../platform.ts';
import { assay, temporaryFolder } from './command-line.ts';

describe('critiques and refinements from the terminal and the library', () => {
  const cwd = temporaryFolder();
  const model = loopbackModel();
  let platform: TestPlatform;
  let env: Record<string, string>;
  let client: Assay;
  beforeAll(async () => {
    platform = await openTestPlatform();
    const project = await platform.project();
    env = { ASSAY_URL: platform.url, ASSAY_KEY: project.key };
    client = connect({ url: platform.url, key: project.key });
    write('sums.json', JSON.stringify({ name: 'sums', panel: [{ kind: 'arithmetic' }] }));
  });
  const run = (...args: string[]) => assay(args, { env, cwd });
  const write = (name: string, text: string) => writeFileSync(join(cwd, name), text);
  const chat = () => ({ kind: 'chat' as const, base_url: model.base_url, model: 'any', max_retries: 0 });
  const loop = () => ({ strategy: 'intrinsic', options: { turns: 3 }, model: chat(), prompt: 'What is 2 + 2?' });

  test('critique: from options, a file or standard input; the exit code follows --expect; a critic file makes one version', async () => {
    const told = await run('critique', '--critic', 'sums.json', '--step', '3 * 8 = 24', '--step', '24 - 4 = 21');
    expect([told.code, told.out]).toEqual([0, expect.stringMatching(/^revise\n {2}1\. correct\n {2}2\. wrong - .*20/)]);
    expect(told.err).toContain('critic sums v1');
    const args = ['critique', '--critic', 'sums.json', '--json', '--expect', 'revise,undecided'];
    const piped = await assay(args, { env, cwd, input: '2 + 2 = 4' });
    expect([piped.code, piped.err]).toEqual([1, '']);
    expect(JSON.parse(piped.out)).toMatchObject({ critic_version: 1, result: { decision: 'keep' } });
    const streamed = await run('critique', '--critic', 'sums', '--response', '1 + 1 = 3', '--stream');
    expect(streamed.out).toMatch(/^reading of member 0: revise\nrevise\n/);
    const unknown = await run('critique', '--critic', 'nobody', '--response', 'x');
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('There are: sums.')]);
  });

  test('critique --input: a file as one batch of the server, bad lines told, results in order', async () => {
    const lines = ['{"steps": ["1 + 1 = 3"]}', 'no JSON', '{"steps": ["1 + 1 = 2"]}'];
    write('solutions.jsonl', lines.join('\n'));
    const args = ['critique', '--critic', 'sums', '--input', 'solutions.jsonl', '--output', 'critiques.jsonl'];
    const ran = await run(...args);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('2 critiqued, 0 not, 0 unreadable, 1 lines bad: done\nline 2: is not one JSON object');
    const rows = readFileSync(join(cwd, 'critiques.jsonl'), 'utf8').trim().split('\n');
    expect(rows.map((row) => JSON.parse(row).critique.result.first_error)).toEqual([1, null]);
    expect((await run(...args)).code).toBe(2);
    expect((await run(...args, '--force')).code).toBe(1);
  });

  test('refine: followed to its end with each attempt; left to the server, waited for, shown; a failure is the service’s', async () => {
    model.on({}, ['It is 5.', 'It is 4.', 'It is 4, yes.', 'Now 4.', 'Still 4.', 'And 4.']);
    write('loop.json', JSON.stringify(loop()));
    const ran = await run('refine', '--request', 'loop.json', '--stream');
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(
      /^1\. attempt 0\.1 answer 5\n2\. attempt 0\.2 answer 4\n3\. attempt 0\.3 answer 4\nIt is 4, yes\.\n/,
    );
    const left = await run('refine', '--request', 'loop.json', '--prompt', 'And 1 + 3?', '--detach');
    const id = left.out.trim();
    expect((await run('refine', 'wait', id)).out).toContain('And 4.');
    const shown = JSON.parse((await run('refine', 'show', id, '--json')).out) as Refinement;
    expect(shown).toMatchObject({ id, state: 'done', request: { prompt: 'And 1 + 3?' } });
    expect((await run('refine', 'cancel', id)).code).toBe(2);
    expect((await run('refine')).err).toContain('Give --request');
    expect((await run('refine', 'stop', id)).code).toBe(2);
    model.on({}, { status: 401, text: 'no such key' });
    expect((await run('refine', '--request', 'loop.json')).code).toBe(3);
  });

  test('refine: Ctrl-C cancels it and says where what was tried is', async () => {
    model.on({}, { text: 'It is 4.', delay_ms: 1200 });
    write('loop.json', JSON.stringify({ ...loop(), options: { turns: 8 } }));
    const ran = await assay(['refine', '--request', 'loop.json', '--stream'], {
      ...{ env, cwd },
      watch: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
    });
    expect([ran.code, ran.err]).toEqual([130, expect.stringMatching(/kept: assay refine show rfn_/)]);
    const id = /rfn_\w+/.exec(ran.err)?.[0] ?? '';
    expect(await client.refinements.get(id)).toMatchObject({ state: 'cancelled' });
    await expect
      .poll(async () => (await client.refinements.get(id)).result?.stopped, { timeout: 10_000 })
      .toBe('cancelled');
  });

  test('the library: streams of critiques and refinements, batches, evaluations of critics', async () => {
    const critic = await client.critics.create({ name: 'lib', panel: [{ kind: 'arithmetic' }] });
    const seen: string[] = [];
    let made: Critique | undefined;
    for await (const { event, data } of client.critiques.stream({ critic_id: critic.id, response: '1 + 1 = 3' })) {
      seen.push(event);
      if (event === 'critique') made = data;
    }
    expect(seen).toEqual(['reading', 'critique']);
    expect(await client.critiques.get(made?.id ?? '')).toEqual(made);
    const source = { kind: 'requests' as const, requests: [{ steps: ['1 + 1 = 2'] }, { steps: ['2 + 2 = 5'] }] };
    const batch = await client.critique_batches.create({ critic_id: critic.id, source });
    expect(await client.critique_batches.wait(batch.id)).toMatchObject({ state: 'done', done: 2 });
    const firsts: unknown[] = [];
    for await (const { critique } of client.critique_batches.results(batch.id))
      firsts.push(critique?.result.first_error);
    expect(firsts).toEqual([null, 1]);
    const samples = [{ steps: ['1 + 1 = 3'], first_error: 1 }];
    const begun = await client.critic_evaluations.create(critic.id, { source: { kind: 'samples', samples } });
    expect(await client.critic_evaluations.wait(begun.id)).toMatchObject({ state: 'done', result: { n: 1 } });
    model.on({}, ['It is 4.', 'It is 4.', 'It is 4.']);
    const steps: RefinementStep[] = [];
    let ended: Refinement | undefined;
    for await (const { event, data } of client.refinements.stream({ request: loop() as never })) {
      if (event === 'step') steps.push(data);
      else ended = data;
    }
    expect(steps.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(ended).toMatchObject({ state: 'done', result: { answer: '4' } });
  });
});
