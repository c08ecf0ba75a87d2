import type { z } from 'zod';
import type { ReportSample, ReportSampleQuery } from '../../../schema/contracts/reports.ts';
import type { Env } from '../env.ts';
import { type State, stateOf } from '../metrics/transitions.ts';
import { numberCursor, type PageRequest } from '../store/page.ts';
import { type ReportIndex, readReportAttempts, readReportIndex } from '../store/report-files.ts';
import { type KeptAttempt, sameSample } from './attempt.ts';
import { textsOf } from './find-texts.ts';

/** A report, and the dataset its responses lie in. */
type At = { project_id: string; id: string; dataset_id: string };
type Query = z.infer<typeof ReportSampleQuery>;

/** Files that one page looks through at most; a page that finds too little in them ends early. */
const most_shards = 20;

/** Samples of a report with their texts, in the order of their questions. */
export async function listSamples(
  env: Env,
  at: At,
  query: Query,
  { limit, cursor }: PageRequest,
): Promise<{ data: ReportSample[]; next_cursor: string | null }> {
  const index = (await readReportIndex(env.FILES, at)) ?? { attempts: 0, shards: [], label_attempts: 0 };
  const start = numberCursor(cursor) ?? beginOf(index, query.question);
  const found: KeptAttempt[][] = [];
  let next: number | null = null;
  for await (const { position, sample } of samplesFrom(env.FILES, at, index, start)) {
    const [first] = sample;
    if (!first) continue;
    if (query.question !== undefined && first.item_id > query.question) break;
    if (found.length === limit || position - start > most_shards * shardLines(index)) {
      next = position;
      break;
    }
    if (matches(sample, query)) found.push(sample);
  }
  const texts = await textsOf(env, at, found.flat());
  return { data: found.map((sample) => shown(sample, texts)), next_cursor: next === null ? null : String(next) };
}

const shardLines = ({ shards }: ReportIndex): number => Math.max(1, shards[0]?.count ?? 1);

/** Where the file with a question's first attempt begins. */
function beginOf(index: ReportIndex, question: string | undefined): number {
  if (question === undefined) return 0;
  const after = index.shards.findIndex(({ first }) => first >= question);
  const shard = after === -1 ? index.shards.length - 1 : after - 1;
  return Math.max(0, shard) * shardLines(index);
}

/** Samples from an attempt on; one may go on in the next file. */
async function* samplesFrom(files: R2Bucket, at: At, index: ReportIndex, start: number) {
  const lines = shardLines(index);
  let sample: KeptAttempt[] = [];
  let position = start;
  for (let shard = Math.floor(start / lines); shard < index.shards.length; shard++) {
    const rows = (await readReportAttempts<KeptAttempt>(files, at, shard)) ?? [];
    for (const row of rows.slice(Math.max(0, start - shard * lines))) {
      const [first] = sample;
      if (first && !sameSample(first, row)) {
        yield { position, sample };
        position += sample.length;
        sample = [];
      }
      sample.push(row);
    }
  }
  if (sample.length > 0) yield { position, sample };
}

function matches(sample: KeptAttempt[], query: Query): boolean {
  const [first, last] = [sample[0], sample.at(-1)];
  if (!first || !last) return false;
  const named = (['model', 'task', 'strategy'] as const).every(
    (name) => query[name] === undefined || query[name] === first[name],
  );
  const is = (wanted: State | undefined, one: KeptAttempt) => wanted === undefined || wanted === stateOf(one.correct);
  const mine = query.question === undefined || query.question === first.item_id;
  return named && mine && is(query.first, first) && is(query.last, last);
}

function shown(sample: KeptAttempt[], texts: Map<KeptAttempt, string>): ReportSample {
  const [first] = sample;
  return {
    ...{ question: first?.item_id ?? '', sample: first?.sample ?? 0, model: first?.model ?? null },
    ...{ task: first?.task ?? null, strategy: first?.strategy ?? null, iteration: first?.iteration ?? null },
    attempts: sample.map((one) => ({
      attempt: one.attempt,
      state: stateOf(one.correct),
      answer: one.answer ?? null,
      temperature: one.temperature ?? null,
      reward: one.reward ?? null,
      text: texts.get(one) ?? null,
      refinement_id: one.refinement_id ?? null,
      step: one.step ?? null,
      response_id: one.response_id ?? null,
    })),
  };
}
