import type { Judge } from '../../../schema/contracts/judges.ts';
import { JudgmentRequest } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import { type Asked, type Entry, type Kind, pooled, type Tried } from '../batches/work.ts';
import type { Env } from '../env.ts';
import type { BatchRow } from '../store/batches.ts';
import { findByRequests, findJudgments } from '../store/judgments.ts';
import { callsOf } from './calls.ts';
import { tasksOfItem } from './groups.ts';
import { type Bench, checkRequest } from './judge.ts';
import { cacheHash, isRuled, type Made, makeJudgment, makeRuled } from './judgment.ts';
import { keepJudgments } from './keep.ts';

type AskedJudgment = Asked<JudgmentRequest>;

/** A batch's judgments, made as any judgment is. */
export function judgmentKind(env: Env, row: BatchRow, judge: Judge): Kind<JudgmentRequest, Made> {
  const { project_id } = row;
  const models = row.source.kind === 'dataset' ? row.source.models : undefined;
  const many = judge.mode === 'pair' || judge.mode === 'rank';
  return {
    noun: 'judgment',
    tasksOf: (responses) => tasksOfItem(judge.mode, responses, models),
    read(given) {
      const request = JudgmentRequest.parse(given);
      checkRequest(judge, request);
      return request;
    },
    ofResponses({ prompt, reference }, responses, metadata) {
      const [first] = responses;
      const models = responses.map(({ model }) => model);
      const steps = judge.mode === 'steps' && first?.steps ? { steps: first.steps } : {};
      const asked = many
        ? { responses: responses.map(({ content }) => content) }
        : { response: first?.content, ...steps };
      return JudgmentRequest.parse({ prompt, reference, models, metadata, ...asked });
    },
    ofComparison({ id, prompt, response_a, response_b, model_a, model_b }) {
      const asked = many
        ? { responses: [response_a, response_b], models: [model_a, model_b] }
        : { response: response_a, models: [model_a] };
      return JudgmentRequest.parse({ prompt, ...asked, comparison_id: id });
    },
    callsOf: (request) => callsOf(env.DB, project_id, judge, request),
    find: async (ids) => (await findJudgments(env, project_id, ids)).map(entryOf),
    make: (bench, asked, width) =>
      judgeAll(bench, judge, asked, width, { cache: row.settings.cache, batch_id: row.id }),
    entryOf: ({ judgment }) => entryOf(judgment),
    keep: async (made) => void (await keepJudgments(env, project_id, made)),
    shown: (ids) => findJudgments(env, project_id, ids),
  };
}

const entryOf = (judgment: Made['judgment']): Entry => ({ ...judgment, outcome: judgment.verdict.outcome });

async function judgeAll(
  bench: Bench,
  judge: Judge,
  asked: AskedJudgment[],
  width: number,
  { cache, batch_id }: { cache: 'use' | 'skip'; batch_id: string },
): Promise<Tried<Made>[]> {
  if (isRuled(judge)) {
    try {
      const made = await makeRuled(bench, judge, asked, batch_id);
      return made.map((one, index) => ({ task: (asked[index] as AskedJudgment).task, made: one }));
    } catch (error) {
      // One request that no rule can judge spoils the call for all: they are tried one by one.
      if (!(error instanceof AssayError)) throw error;
    }
  }
  const hashes = cache === 'use' ? await Promise.all(asked.map(({ request }) => cacheHash(judge, request))) : [];
  const wanted = hashes.filter((hash) => hash !== null);
  const found = wanted.length > 0 ? await findByRequests(bench.env, bench.caller.project_id, wanted) : new Map();
  const known = new Map(asked.map(({ id }, index) => [id, found.get(hashes[index] ?? '') ?? null]));
  return pooled(asked, width, ({ id, request }) =>
    makeJudgment(bench, judge, request, { cache, batch_id, id, known: known.get(id) ?? null }),
  );
}
