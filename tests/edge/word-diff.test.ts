import { describe, expect, test } from 'vitest';
import { type Change, changedShare, cut, piecesOf, wordDiff } from '../../dashboard/word-diff.ts';
import { uniform } from '../../workers/api/metrics/interval.ts';

const short = (changes: Change[]) =>
  changes.map(({ kind, text }) => ({ same: text, gone: `[-${text}-]`, new: `{+${text}+}` })[kind]).join('');
const side = (changes: Change[], which: 'before' | 'after') =>
  piecesOf(changes, which)
    .map(({ text }) => text)
    .join('');

describe('the diff of two attempts', () => {
  // Written out by hand, in the notation of `git diff --word-diff`.
  const cases: [string, string, string][] = [
    ['', '', ''],
    ['the same', 'the same', 'the same'],
    ['', 'all new', '{+all new+}'],
    ['all gone', '', '[-all gone-]'],
    ['6 * 7 = 41', '6 * 7 = 42', '6 * 7 = [-41-]{+42+}'],
    ['So it is 1.5 m.', 'So it is 1.25 m.', 'So it is [-1.5-]{+1.25+} m.'],
    ['a quick fox', 'a slow red fox', 'a [-quick-]{+slow red+} fox'],
    ['one two three', 'one three', 'one [-two -]three'],
    ['a\nb', 'a\nx\nb', 'a\n{+x\n+}b'],
    ['größer als', 'kleiner als', '[-größer-]{+kleiner+} als'],
  ];
  for (const [before, after, expected] of cases)
    test(`${JSON.stringify(before)} → ${JSON.stringify(after)}`, () =>
      expect(short(wordDiff(before, after))).toBe(expected));

  test('both texts can be read back from any diff, and no two runs of a kind stand beside each other', () => {
    const random = uniform(5);
    const text = () =>
      Array.from(
        { length: Math.floor(random() * 40) },
        () => ['a', 'b', '1.5', ' ', ' ', '\n', '.'][Math.floor(random() * 7)],
      ).join('');
    for (let n = 0; n < 500; n++) {
      const [before, after] = [text(), text()];
      const changes = wordDiff(before, after);
      expect(side(changes, 'before')).toBe(before);
      expect(side(changes, 'after')).toBe(after);
      for (const [at, { kind }] of changes.entries()) expect(kind).not.toBe(changes[at + 1]?.kind);
    }
  });

  test('texts too long for words are compared by their lines, soon enough to be looked at', () => {
    const line = (n: number) => `step ${n}: ${'and so on '.repeat(20)}\n`;
    const lines = Array.from({ length: 400 }, (_, n) => line(n));
    const changed = [...lines.slice(0, 200), 'another line\n', ...lines.slice(201)];
    const begun = performance.now();
    const changes = wordDiff(lines.join(''), changed.join(''));
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(changes.filter(({ kind }) => kind !== 'same')).toEqual([
      { kind: 'gone', text: line(200) },
      { kind: 'new', text: 'another line\n' },
    ]);
  });

  test('a part of the text keeps its marks', () => {
    const pieces = piecesOf(wordDiff('1 + 1 = 3\n3 + 1 = 4', '1 + 1 = 2\n2 + 1 = 3'), 'before');
    expect(cut(pieces, 0, 9)).toEqual([
      { text: '1 + 1 = ', changed: false },
      { text: '3', changed: true },
    ]);
    expect(cut(pieces, 10, 11)).toEqual([{ text: '3', changed: true }]);
    expect(cut(pieces, 5, 5)).toEqual([]);
  });

  test('how much changed: words of both that the other lacks', () => {
    expect(changedShare(wordDiff('a b', 'a b'))).toBe(0);
    expect(changedShare(wordDiff('a b', 'c d'))).toBe(1);
    // Of four words on each side three are shared: 2 of 8 are not.
    expect(changedShare(wordDiff('a b c d', 'a b c e'))).toBe(0.25);
    expect(changedShare(wordDiff('', ''))).toBe(0);
  });
});
