import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CampaignExportQuery } from '../../schema/contracts/campaign-exports.ts';
import { export_kinds, labeledOf, preferencesOf } from '../../workers/api/campaigns/exports/campaign/kinds.ts';
import { labels, tally } from '../../workers/api/campaigns/exports/campaign/votes.ts';
import { export_formats } from '../../workers/api/campaigns/exports/campaign/write.ts';
import type { Vote, Voted } from '../../workers/api/store/export-rows.ts';

const vote = (choice: Vote['choice'], strength: number | null = null, score: number | null = null): Vote => ({
  ...{ choice, strength, score },
});

test.each([
  [[vote('a')], { winner: 'a', votes: 1, margin: 1, agreement: 1 }],
  [[vote('b', 2), vote('a'), vote('b', 2)], { winner: 'b', votes: 3, margin: 1, agreement: 2 / 3 }],
  [[vote('a'), vote('b')], { winner: null, votes: 2, margin: 0, agreement: 0.5 }],
  [[vote('a'), vote('tie'), vote('both_bad')], { winner: 'a', votes: 2, margin: 0.5, agreement: 0.75 }],
  // Most votes decide, however strong the few.
  [[vote('a', 1), vote('a', 1), vote('b', 2), vote('tie')], { winner: 'a', votes: 4, margin: 0, agreement: 0.625 }],
  [[vote('both_good'), vote('both_bad')], null],
  [[], null],
])('the votes %j come to %j', (votes, expected) => {
  expect(tally(votes)).toEqual(expected);
});

test.each([
  [[vote('a')], { a: true, b: false }],
  [[vote('a'), vote('both_good')], { a: true, b: null }],
  [[vote('tie')], { a: null, b: null }],
  [[vote('scored', null, 5), vote('scored', null, 2)], { a: true, b: null }],
  [[vote('scored', null, 3)], { a: null, b: null }],
])('the votes %j label the answers %j', (votes, expected) => {
  expect(labels(votes)).toEqual(expected);
});

const folder = join(import.meta.dirname, '../fixtures/campaign-export');
/** What tests/runner/test_campaign_export.py gives to TRL's trainers. */
const voted: Voted[] = Array.from({ length: 6 }, (_, i) => ({
  ...{ id: `cpr_${i}`, prompt: `What is ${i} + ${i}?`, response_a: String(2 * i), response_b: String(2 * i + 1) },
  ...{ model_a: 'right', model_b: 'wrong', rating_id: null, votes: [vote('a', 2), vote(i % 2 ? 'a' : 'tie')] },
}));

test.each(
  (['preferences', 'kto'] as const).flatMap((kind) =>
    (['conversational', 'text'] as const).flatMap((form) =>
      (['jsonl', 'parquet'] as const).map((format) => ({ kind, form, format })),
    ),
  ),
)(
  '$kind as $form in $format is byte for byte the file that the trainers are tested with',
  async ({ kind, form, format }) => {
    const query = CampaignExportQuery.parse({ kind, form, format });
    const rows = voted.flatMap((one) => (kind === 'kto' ? labeledOf(one, form) : preferencesOf(one, query)));
    const pages = (async function* () {
      yield rows;
    })();
    const chunks: Uint8Array[] = [];
    for await (const chunk of export_formats[format].write(export_kinds[kind].columns(query), pages))
      chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(readFileSync(join(folder, `${kind}-${form}.${format}`)))).toBe(true);
  },
);
