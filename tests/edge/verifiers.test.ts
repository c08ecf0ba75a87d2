import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  InvalidOptions,
  isVerifierName,
  type RuleVerdict,
  verifiers,
} from '../../workers/edge-judge/verifiers/index.ts';

interface Case {
  description: string;
  input: { verifier: string; options: unknown; response: string; reference: string | null };
  expected: { verdict: string; extracted?: string };
}

function run(verifier: string, response: string, reference: string | null, options: unknown = {}): RuleVerdict {
  if (!isVerifierName(verifier)) throw new Error(`no verifier ${verifier}`);
  return verifiers[verifier].run(response, reference, options);
}

const cases: Case[] = JSON.parse(readFileSync('tests/fixtures/verifiers.json', 'utf8'));

describe('golden cases', () => {
  it.each(cases)('$description', ({ input, expected }) => {
    const verdict = run(input.verifier, input.response, input.reference, input.options);
    expect(verdict).toMatchObject(expected);
    expect(verdict.reason).not.toBe('');
  });
});

describe('options that cannot be used are the caller’s mistake', () => {
  it.each([
    ['numeric', null, {}],
    ['numeric', '5', { tolerance: { relative: 2 } }],
    ['numeric', '5', { unknown_option: true }],
    ['exact', null, {}],
    ['regex', null, { pattern: '(' }],
    ['regex', null, { pattern: '(a)\\1' }],
    ['regex', 'x', { pattern: '(a)', group: 2 }],
    ['regex', null, {}],
    ['json_schema', null, { schema: { patternProperties: { a: {} } } }],
    ['json_schema', null, { schema: { $ref: 'https://example.com/schema' } }],
    ['json_schema', null, { schema: { pattern: '(?=a)' } }],
    ['contains', null, {}],
    ['choice', 'Paris', {}],
    ['choice', 'E', { count: 4 }],
  ])('%s with reference %s and %j', (verifier, reference, options) => {
    expect(() => run(verifier, 'some response', reference, options)).toThrow(InvalidOptions);
  });
});

// Each text is made to be slow for a careless reader; a quadratic one would take minutes at this length.
const hostile: [string, string][] = [
  ['digits', '1'.repeat(900_000)],
  ['groups', '11,'.repeat(300_000)],
  ['slashes', '1/'.repeat(450_000)],
  ['open boxes', '\\boxed{'.repeat(120_000)],
  ['cues', 'answer is '.repeat(90_000)],
  ['a mixed number', `1 ${'7'.repeat(400_000)}/5`],
  ['powers', '9^999 '.repeat(150_000)],
  ['open fractions', '\\frac{1'.repeat(120_000)],
  ['dollars', '$a'.repeat(450_000)],
  ['spaces', `answer is${' '.repeat(900_000)}1`],
  ['brackets', '('.repeat(900_000)],
  ['bold', '**'.repeat(450_000)],
  ['nested JSON', '['.repeat(900_000)],
  ['closed nested JSON', `${'['.repeat(90_000)}${']'.repeat(90_000)}`],
  ['fences', '```'.repeat(300_000)],
  ['long numbers in JSON', `[${'1,'.repeat(90_000)}1]`],
  ['combining marks', 'e\u0301'.repeat(400_000)],
];
const tree = {
  $defs: { n: { anyOf: [{ items: { $ref: '#/$defs/n' } }, { items: { $ref: '#/$defs/n' }, minItems: 1 }, false] } },
  $ref: '#/$defs/n',
};

describe('hostile responses', () => {
  it.each(hostile)('%s cost little time', (_name, text) => {
    const before = performance.now();
    run('numeric', text, '5');
    run('exact', text, '5', { ignore_punctuation: true, ignore_case: true });
    run('regex', text.slice(0, 90_000), null, { pattern: '^(([a-z1 ])+.)+[A-Z]([a-z1])+$' });
    run('json_schema', text, null, { schema: { uniqueItems: true, allOf: [tree] } });
    run('contains', text, '5');
    run('choice', text, 'A');
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it('a schema that would branch without end is stopped', () => {
    const verdict = run('json_schema', `${'['.repeat(60)}5${']'.repeat(60)}`, null, { schema: tree });
    expect(verdict.verdict).toBe('unreadable');
  });

  it('a response past the limit is not read', () => {
    expect(run('exact', 'x'.repeat(1_000_001), 'x').verdict).toBe('unreadable');
  });
});

const solutions = join(process.env.ASSAY_DATA ?? '../shared/data', 'gsm8k/example_model_solutions.jsonl');
const models = ['6b_finetuning', '6b_verification', '175b_finetuning', '175b_verification'] as const;
type Solved = { ground_truth: string } & Record<(typeof models)[number], { is_correct: boolean; solution: string }>;

describe.skipIf(!existsSync(solutions))(`GSM8K solutions (skipped where ${solutions} is absent)`, () => {
  it.each(models)('%s: numeric agrees with the recorded correctness on at least 99.5 %% of solutions', (model) => {
    const rows: Solved[] = readFileSync(solutions, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const agreed = rows.filter((row) => {
      const { solution, is_correct } = row[model];
      return (run('numeric', solution, row.ground_truth).verdict === 'correct') === is_correct;
    });
    expect(rows.length).toBe(1319);
    expect(agreed.length / rows.length).toBeGreaterThanOrEqual(0.995);
  });
});
