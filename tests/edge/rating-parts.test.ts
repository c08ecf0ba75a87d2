import { describe, expect, test } from 'vitest';
import { cutRatings } from '../../dashboard/campaigns/rating-parts.ts';
import { type ReadRow, readRows } from '../../workers/api/campaigns/imports/read-rows.ts';

type Format = 'jsonl' | 'csv';
const jsonl = Array.from({ length: 40 }, (_, at) => JSON.stringify({ at, text: 'ß€😀"'.repeat(at % 5) })).join('\n');
const csv = (newline: string) =>
  [
    'at,"the, text",more',
    ...Array.from({ length: 40 }, (_, at) =>
      at % 7 === 3 ? '' : `${at},"says ""${'ß€😀'.repeat(at % 4)}"",${'\n'.repeat(at % 3)} and so on",6" nail`,
    ),
  ].join(newline);

const files: { what: string; format: Format; text: string }[] = [
  { what: 'JSONL', format: 'jsonl', text: jsonl },
  { what: 'JSONL with empty lines and one that is no JSON', format: 'jsonl', text: `\n\n${jsonl}\nnone\n\n${jsonl}\n` },
  { what: 'CSV with cells over several lines', format: 'csv', text: csv('\n') },
  { what: 'CSV of Windows', format: 'csv', text: `${csv('\r\n')}\r\n` },
  {
    what: 'CSV with a byte order mark and a header over two lines',
    format: 'csv',
    text: `\ufeff"a\nb",c\n1,2\n"3\n4",5\n6,7`,
  },
];

/** What the server reads of a file that comes in parts, by the file's own lines. */
async function readInParts(text: string, format: Format, most: number): Promise<{ rows: ReadRow[]; parts: number }> {
  const parts = await cutRatings(new Blob([text]), format, most);
  expect(Math.max(...parts.map(({ body }) => body.size))).toBeLessThanOrEqual(most);
  const rows: ReadRow[] = [];
  for (const { body, lines_before } of parts)
    for (const row of readRows(await body.text(), format).rows) rows.push({ ...row, line: row.line + lines_before });
  return { rows, parts: parts.length };
}

describe.each(files)('$what', ({ format, text }) => {
  test.each([200, 333, 1000, 100_000])('in parts of %i bytes reads as the whole does, line by line', async (most) => {
    const whole = readRows(text.replace(/^\ufeff/, ''), format).rows;
    const { rows, parts } = await readInParts(text, format, most);
    expect(rows).toEqual(whole);
    expect(parts).toBeGreaterThanOrEqual(Math.ceil(new Blob([text]).size / most));
  });
});

test('a line that no part can hold is named', async () => {
  const text = `{"a":1}\n{"b":"${'x'.repeat(500)}"}\n{"c":1}`;
  await expect(cutRatings(new Blob([text]), 'jsonl', 300)).rejects.toThrow(/line 2 is over 300 bytes/);
});

test.each(['jsonl', 'csv'] as const)('an empty file of %s is one part', async (format) => {
  expect(await cutRatings(new Blob([]), format)).toHaveLength(1);
});
