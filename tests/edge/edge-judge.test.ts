import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { VerifyAnswer, VerifyAsk, VerifyManyAsk } from '../../workers/edge-judge/index.ts';
import { openTestPlatform } from '../platform.ts';

/** The edge judge as the api Worker's binding shows it. */
interface EdgeBinding {
  verify: (ask: VerifyAsk) => Promise<VerifyAnswer>;
  verify_many: (ask: VerifyManyAsk) => Promise<VerifyAnswer[]>;
  check_options: (ask: { verifier: string; options: unknown }) => Promise<string | null>;
  version: () => Promise<{ name: string; verifiers: string[] }>;
}
interface Case {
  description: string;
  input: VerifyAsk;
  expected: { verdict: string };
}

const platform = await openTestPlatform();
const { EDGE: edge } = await platform.mf.getBindings<{ EDGE: EdgeBinding }>('assay-api');

it('gives the golden verdicts inside the Worker', async () => {
  const cases: Case[] = JSON.parse(readFileSync('tests/fixtures/verifiers.json', 'utf8'));
  for (const { description, input, expected } of cases) {
    expect(await edge.verify(input), description).toMatchObject({ ok: true, ...expected });
  }
});

it('checks many responses in their order, and a missing reference spoils its own item alone', async () => {
  const items = ['#### 4', '#### 5', 'no idea', '#### 4'].map((response, i) => ({
    response,
    reference: i === 3 ? null : '4',
  }));
  const answers = await edge.verify_many({ verifier: 'numeric', options: {}, items });
  expect(answers.map((answer) => (answer.ok ? answer.verdict : answer.message))).toEqual([
    'correct',
    'incorrect',
    'unreadable',
    expect.stringContaining('reference'),
  ]);
});

it('says what is wrong with options before a judge is made of them', async () => {
  expect(await edge.check_options({ verifier: 'regex', options: { pattern: '\\d+' } })).toBeNull();
  expect(await edge.check_options({ verifier: 'regex', options: { pattern: '(' } })).toContain('options.pattern');
  expect(await edge.check_options({ verifier: 'guess', options: {} })).toContain('numeric');
});

it('names itself and its verifiers', async () => {
  const { name, verifiers } = await edge.version();
  expect(name).toBe('assay-edge-judge');
  expect(verifiers).toEqual(['numeric', 'exact', 'regex', 'json_schema', 'contains', 'choice']);
});
