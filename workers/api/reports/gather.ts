import type { AnswerKind } from '../../../schema/contracts/refinements.ts';
import { AssayError } from '../../../schema/errors.ts';
import { equationsOf, textHash } from '../metrics/equations.ts';
import type { LabeledQuestion } from '../metrics/report-groups.ts';
import { type GradedAttempt, sampleKey } from '../metrics/trajectories.ts';
import { answerOf } from '../refining/answer.ts';
import { inOrder, type KeptAttempt } from './attempt.ts';
import { editMeter } from './edits.ts';
import type { Source, SourceAttempt } from './sources/source.ts';
import { textSample } from './text-sample.ts';
import type { TextKeeper } from './texts.ts';

/** The most attempts one report reads: what fits a Worker's memory and time. */
export const most_attempts = 300_000;

/** What a report is computed from. */
export type Gathered = {
  attempts: (KeptAttempt & Pick<GradedAttempt, 'equations'>)[];
  labeled: LabeledQuestion[];
  /** Some attempts with their texts, chosen by a hash of their place. */
  sampled: { attempt: KeptAttempt; text: string }[];
};

/** Reads a source to its end; of texts only what is computed from them stays in memory. @throws AssayError where an attempt is given twice or there are too many */
export async function gather(
  source: Source,
  keeper: TextKeeper,
  { answer, sample_texts }: { answer: AnswerKind | undefined; sample_texts: number },
): Promise<Gathered> {
  const attempts: Gathered['attempts'] = [];
  const labeled: LabeledQuestion[] = [];
  const meter = editMeter();
  const some = textSample(sample_texts);
  const name = interned();
  for await (const page of source) {
    for (const row of page) {
      if ('labeled' in row) labeled.push(row.labeled);
      else attempts.push(await take(row.attempt));
    }
    if (attempts.length + labeled.length > most_attempts)
      throw new AssayError(
        'payload_too_large',
        `A report reads at most ${most_attempts.toLocaleString('en-US')} attempts; make one of a part of them.`,
      );
  }
  meter.close();
  attempts.sort(inOrder);
  requireOnce(attempts);
  return { attempts, labeled, sampled: some.texts() };

  async function take({ text, origin, ...given }: SourceAttempt): Promise<Gathered['attempts'][number]> {
    const labels = { model: name(given.model), task: name(given.task), strategy: name(given.strategy) };
    const attempt: Gathered['attempts'][number] = {
      ...given,
      item_id: name(given.item_id) ?? '',
      ...labels,
      ...origin,
    };
    if (text !== null) await read(attempt, text, origin === null);
    if (attempt.answer != null && origin === null) attempt.answer = keeper.clean(attempt.answer);
    return attempt;
  }

  /** What is computed from a text while it is here. */
  async function read(attempt: Gathered['attempts'][number], text: string, own: boolean): Promise<void> {
    attempt.answer ??= answer ? answerOf(text, answer) : null;
    if (attempt.correct === true && attempt.attempt === 1) {
      attempt.solution = textHash(text.trim());
      attempt.equations = equationsOf(text).map(textHash);
    }
    const key = sampleKey(attempt);
    meter.see(attempt, key, text);
    some.offer(attempt, key, text);
    if (own) attempt.text_at = await keeper.add(text);
  }
}

/** The same text for equal texts: every line of a file brings its own copy of the model's name. */
function interned(): (text: string | null | undefined) => string | null {
  const known = new Map<string, string>();
  return (text) => {
    if (text == null) return null;
    const same = known.get(text);
    if (same === undefined) known.set(text, text);
    return same ?? text;
  };
}

function requireOnce(attempts: GradedAttempt[]): void {
  const twice = attempts.find((one, at) => {
    const before = attempts[at - 1];
    return before !== undefined && inOrder(before, one) === 0;
  });
  if (!twice) return;
  const { item_id, sample, attempt } = twice;
  const message = `Question "${item_id}", sample ${sample}, attempt ${attempt} is given twice.`;
  throw new AssayError(
    'invalid_request',
    `${message} Samples of one model, strategy and iteration need numbers of their own.`,
  );
}
