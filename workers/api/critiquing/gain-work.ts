import type { ChatMessage, Content } from '../../../schema/contracts/chat.ts';
import type { GainOptions } from '../../../schema/contracts/critic-evaluations.ts';
import type { Critic } from '../../../schema/contracts/critics.ts';
import type { Critique, CritiqueRequest } from '../../../schema/contracts/critiques.ts';
import type { Judge } from '../../../schema/contracts/judges.ts';
import { type Judgment, JudgmentRequest } from '../../../schema/contracts/judgments.ts';
import { AssayError } from '../../../schema/errors.ts';
import { type Entry, type Kind, pooled } from '../batches/work.ts';
import type { Env } from '../env.ts';
import { type RowNamer, rowNamer } from '../imports/row-ids.ts';
import { callsOf, triesOf } from '../judging/calls.ts';
import type { Bench } from '../judging/judge.ts';
import { type Made, makeJudgment } from '../judging/judgment.ts';
import { keepJudgments } from '../judging/keep.ts';
import { openProvider } from '../providers/index.ts';
import type { Reply } from '../providers/provider.ts';
import type { BatchRow } from '../store/batches.ts';
import { critiqueKind, entryOf } from './batch-work.ts';
import { callsOfCritique } from './calls.ts';
import { makeCritique } from './critique.ts';
import { inWords } from './in-words.ts';
import { keepCritiques } from './keep.ts';
import { askBare, askRevision } from './revision.ts';

/** A response to be critiqued, and revised with the critique and without. */
type Revisable = { asked: CritiqueRequest; reference: string | null; response: string; correct: boolean | null };
/** What came of one response: its critique and the grades of its revisions, or why there are none. */
type Revised = { entry: Entry; critique: Critique | null; grades: Made[] };

/** The three answers of one task that are graded, and the ids of their judgments. */
export const gradesOf = (name: RowNamer, n: number) => ({
  first: name('judgment', n, 1),
  with_critique: name('judgment', n, 2),
  without: name('judgment', n, 3),
});

/** Whether a judgment says that an answer is right; null where it says nothing. */
export function rightOf(judgment: Judgment | undefined): boolean | null {
  const outcome = judgment?.verdict.outcome;
  if (outcome === undefined || outcome === 'unreadable' || outcome === 'abstained') return null;
  return outcome === 'correct' || outcome === 'pass';
}

/** A batch's revisions: each response is critiqued, revised by the critique and revised without one, and both answers are graded. */
export function gainKind(
  env: Env,
  row: BatchRow,
  critic: Critic,
  judge: Judge,
  gain: GainOptions,
): Kind<Revisable, Revised> {
  const { project_id } = row;
  const { tasksOf, ofResponses, shown, find, noun } = critiqueKind(env, row, critic);
  return {
    ...{ noun, tasksOf, find, shown },
    read() {
      throw new AssayError('invalid_request', 'The refinement gain is measured on a dataset.');
    },
    ofResponses: (item, responses, metadata) => ({
      asked: ofResponses(item, responses, metadata),
      reference: item.reference,
      response: responses[0]?.content ?? '',
      correct: responses[0]?.correct ?? null,
    }),
    async callsOf(request) {
      const critique = await callsOfCritique(env.DB, project_id, critic, request.asked);
      const grade = await callsOf(env.DB, project_id, judge, gradeRequest(request, request.response, 'first'));
      const grades = request.correct === null ? 3 : 2;
      return {
        planned: critique.planned + 2 + grades * grade.planned,
        worst: critique.worst + 2 * triesOf(gain.model) + grades * grade.worst,
        // A rule's verdict is a call to the edge judge; a judge's looks up its watch and its calibration.
        besides: critique.besides + grades * 3,
      };
    },
    async make(bench, asked, width) {
      const name = await rowNamer(row.id, row.created_at);
      const batch_id = row.id;
      return pooled(asked, width, ({ task, id, request }) =>
        revise(bench, { critic, judge, gain, batch_id }, request, id, gradesOf(name, task.n)),
      );
    },
    entryOf: ({ entry }) => entry,
    // The critique comes last: where it is, the grades are.
    async keep(made) {
      await keepJudgments(
        env,
        project_id,
        made.flatMap(({ grades }) => grades),
      );
      await keepCritiques(
        env,
        project_id,
        made.flatMap(({ critique }) => critique ?? []),
      );
    },
  };
}

type Setting = { critic: Critic; judge: Judge; gain: GainOptions; batch_id: string };

async function revise(
  bench: Bench,
  { critic, judge, gain, batch_id }: Setting,
  request: Revisable,
  id: string,
  ids: ReturnType<typeof gradesOf>,
): Promise<Revised> {
  const critique = { ...(await makeCritique(bench, critic, request.asked)), id, batch_id };
  const entry = entryOf(critique);
  // Nobody could be read: there is no critique to revise by.
  if (entry.outcome === 'unreadable') return { entry, critique, grades: [] };
  const question = messagesOf(request.asked.prompt);
  const shown: ChatMessage[] = [...question, { role: 'assistant', content: request.response }];
  const { model, temperature, max_tokens } = gain;
  const provider = openProvider(bench.env, model, bench.caller);
  const ask = (words: ChatMessage) => ({
    ...{ messages: [...shown, words], schema: null, seed: request.asked.seed, temperature, max_tokens },
    ...{ logprobs: false, subject: null },
  });
  const replies = await Promise.all(
    provider([ask(askRevision(inWords(critique))), ask(askBare(question, gain.without))]),
  );
  const spent = replies.reduce<Entry>((sum, reply) => plus(sum, spentOf(reply)), entry);
  const broken = replies.find((reply) => !reply.ok);
  if (broken && !broken.ok) {
    const readings = [{ outcome: 'failed', error: broken.error }];
    return { entry: { ...spent, readings }, critique: null, grades: [] };
  }
  const texts = replies.map((reply) => (reply.ok ? reply.text : ''));
  const wanted = [
    ...(request.correct === null ? [['first', request.response] as const] : []),
    ['with_critique', texts[0] ?? ''] as const,
    ['without', texts[1] ?? ''] as const,
  ];
  const grades = await Promise.all(
    wanted.map(([arm, text]) =>
      makeJudgment(bench, judge, gradeRequest(request, text, arm), { cache: 'use', id: ids[arm], batch_id }),
    ),
  );
  const whole = grades.reduce((sum, { judgment }) => plus(sum, judgment), spent);
  const ungraded = grades.find(({ judgment }) => judgment.readings.every(({ outcome }) => outcome === 'failed'));
  if (ungraded) return { entry: { ...whole, readings: ungraded.judgment.readings }, critique: null, grades: [] };
  return { entry: whole, critique, grades };
}

const messagesOf = (prompt: Content | undefined): ChatMessage[] =>
  typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : (prompt ?? []);

function gradeRequest(
  { asked, reference }: Revisable,
  response: string,
  arm: keyof ReturnType<typeof gradesOf>,
): JudgmentRequest {
  const { prompt, metadata } = asked;
  return JudgmentRequest.parse({ prompt, response, reference, metadata: { ...metadata, arm } });
}

type Spent = Pick<Judgment, 'calls' | 'input_tokens' | 'output_tokens' | 'cost'>;

const spentOf = (reply: Reply): Spent => ({
  calls: reply.calls,
  input_tokens: reply.ok ? (reply.input_tokens ?? 0) : 0,
  output_tokens: reply.ok ? (reply.output_tokens ?? 0) : 0,
  cost: reply.ok ? reply.cost : null,
});

const plus = (entry: Entry, spent: Spent): Entry => ({
  ...entry,
  calls: entry.calls + spent.calls,
  input_tokens: entry.input_tokens + spent.input_tokens,
  output_tokens: entry.output_tokens + spent.output_tokens,
  cost: entry.cost === null && spent.cost === null ? null : (entry.cost ?? 0) + (spent.cost ?? 0),
});
