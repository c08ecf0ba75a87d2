import { expect, test } from 'vitest';
import { usual_question as asked, changesOf, new_draft } from '../../dashboard/campaigns/draft.ts';
import { readComparisons, readCsvComparisons } from '../../dashboard/campaigns/read-comparisons.ts';
import { CampaignCreate, ComparisonInput, usual_question } from '../../schema/contracts/campaigns.ts';

const pair = { prompt: 'p', response_a: 'a', response_b: 'b', model_a: 'x', model_b: 'y' };
const jsonl = (...rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');

test('an untouched form makes the campaign that the API makes of a name alone', () => {
  const { state, ...defaults } = CampaignCreate.parse({ name: 'x' });
  expect({ ...new_draft, name: 'x' }).toEqual({ ...defaults, question: usual_question.pair });
  expect(asked).toEqual(usual_question);
  expect(state).toBe('open');
});

test('a changed form sends what differs, and nothing else', () => {
  const after = { ...new_draft, overlap: 3, choices: { ...new_draft.choices, tie: false }, target: null };
  expect(changesOf(new_draft, after)).toEqual({ overlap: 3, choices: after.choices });
  expect(changesOf(new_draft, { ...new_draft })).toEqual({});
});

test('every line that is read passes the contract, and every other is named with what it lacks', () => {
  const gold = { ...pair, gold: 'both_good', tags: ['sums'] };
  const read = readComparisons(jsonl(pair, gold), 'pair');
  expect(read.errors).toEqual([]);
  expect(read.comparisons.map((one) => ComparisonInput.parse(one))).toEqual([
    { ...pair, tags: [], gold: null },
    { ...pair, tags: ['sums'], gold: 'both_good' },
  ]);
  const faulty = `${jsonl({ ...pair, model_b: 'x' }, { ...pair, gold: '5' }, { ...pair, prompt: 1 })}\n\n[1]\nno\n`;
  expect(readComparisons(faulty, 'pair').errors).toEqual([
    { line: 1, message: expect.stringContaining('x on both sides') },
    { line: 2, message: expect.stringContaining('gold answer 5') },
    { line: 3, message: expect.stringContaining('lacks a prompt') },
    { line: 5, message: 'is not a JSON object' },
    { line: 6, message: 'is not JSON' },
  ]);
});

test('single responses come without a second one, from JSONL and from CSV', async () => {
  const single = { prompt: 'p', response_a: 'a', model_a: 'x' };
  const { comparisons } = readComparisons(jsonl({ ...single, gold: 4 }), 'single');
  expect(comparisons.map((one) => ComparisonInput.parse(one))).toMatchObject([{ ...single, gold: '4', model_b: '' }]);
  expect(readComparisons(jsonl(pair), 'single').errors).toMatchObject([{ line: 1 }]);
  const csv = '\uFEFFprompt,response_a,model_a,tags,gold\n"two, or\nthree?",a,x,one; two,\np,a,x,,9\n';
  expect(await readCsvComparisons(csv, 'single')).toEqual({
    comparisons: [{ prompt: 'two, or\nthree?', response_a: 'a', model_a: 'x', tags: ['one', 'two'], gold: null }],
    errors: [{ line: 2, message: expect.stringContaining('gold answer 9') }],
  });
});
