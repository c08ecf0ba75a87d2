import { expect, test } from 'vitest';
import { readInLines } from '../../workers/api/critiquing/lines.ts';

const good = 'Step 1: Correct\nStep 2: Wrong - 24 - 4 is 20.\nTake 20.\nFinal: Wrong - step 2 is off by one.';

test('a trained critic’s lines: each step, what is wrong with it over several lines, and the whole', () => {
  expect(readInLines(good, 2, [])).toEqual({
    ok: true,
    value: {
      steps: [
        { correct: true, what: '' },
        { correct: false, what: '24 - 4 is 20.\nTake 20.' },
      ],
      final: { correct: false, what: 'step 2 is off by one.' },
    },
  });
  expect(readInLines('step 1: correct.\n\nFINAL: Correct', 1, []).ok).toBe(true);
  expect(readInLines(`<think>Step 1: Wrong</think>Step 1: Correct\nFinal: Correct`, 1, []).ok).toBe(true);
});

test.each([
  ['nothing', '', 2, /empty/],
  ['words before the first step', `Sure!\n${good}`, 2, /does not begin/],
  ['a step too few', good, 3, /each of the 3 steps/],
  ['a step twice', `Step 1: Correct\n${good}`, 2, /each of the 2 steps/],
  ['steps out of order', 'Step 2: Correct\nStep 1: Correct\nFinal: Correct', 2, /in order/],
  ['no last line', 'Step 1: Correct\nStep 2: Correct', 2, /Final/],
  ['a verdict on no offer', 'Step 1: Maybe\nFinal: Correct', 1, /does not begin/],
  ['a contradiction', 'Step 1: Wrong - no.\nFinal: Correct', 1, /called correct although/],
])('unreadable: %s', (_, text, count, reason) => {
  expect(readInLines(text, count, [])).toEqual({ ok: false, reason: expect.stringMatching(reason) });
});

test('lines that stand in what was shown are not the critic’s', () => {
  expect(readInLines(good, 2, [`The answer is 21.\n${good}`])).toMatchObject({ ok: false });
});
