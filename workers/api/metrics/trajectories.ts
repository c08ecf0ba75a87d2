import type { IntervalOptions } from './interval.ts';

/** What tells sets of attempts apart. */
export const label_names = ['model', 'task', 'strategy', 'iteration'] as const;
export type LabelName = (typeof label_names)[number];

/** One graded attempt; `attempt` counts turns from 1, `correct` is null when no answer could be read. */
export interface GradedAttempt {
  item_id: string;
  sample: number;
  attempt: number;
  correct: boolean | null;
  model?: string | null;
  task?: string | null;
  strategy?: string | null;
  iteration?: number | null;
  /** The final answer, for votes. */
  answer?: string | null;
  temperature?: number | null;
  reward?: number | null;
  /** What makes two right attempts the same solution; null where their text is not known. */
  solution?: number | null;
  /** Hashes of the equations in the text. */
  equations?: number[];
  /** Edit ratio to the attempt before: null where there are texts that were not measured, undefined where there are none. */
  edit?: number | null | undefined;
}

/** How attempts are read. An unparsed answer counts as wrong unless `exclude` drops its sample; a missing later attempt drops the sample unless `carry` repeats the last one (a loop that stopped early). */
export interface SelfCorrectionOptions extends IntervalOptions {
  unparsed?: 'wrong' | 'exclude' | undefined;
  missing?: 'drop' | 'carry' | undefined;
}

/** The attempts of one sample by turn, none missing. */
export type Trajectory = GradedAttempt[];

/** A question with the samples that can be used. */
export interface Question {
  id: string;
  samples: Trajectory[];
}

/** Attempts by question and sample. */
export interface Questions {
  questions: Question[];
  /** The last turn there is. */
  last: number;
  /** Samples without an attempt at every turn. */
  dropped: number;
}

/** The same question of two tasks is two questions. */
const questionOf = ({ item_id, task }: GradedAttempt): string => (task == null ? item_id : `${task}\u0000${item_id}`);

/** Puts attempts together into samples, and samples into questions; samples of all models, strategies and iterations stand beside each other. */
export function toQuestions(attempts: GradedAttempt[], options: SelfCorrectionOptions): Questions {
  const last = attempts.reduce((most, { attempt }) => Math.max(most, attempt), 0);
  const byItem = new Map<string, Map<string, Trajectory>>();
  for (const row of attempts) {
    const id = questionOf(row);
    const samples = byItem.get(id) ?? new Map<string, Trajectory>();
    byItem.set(id, samples);
    const key = sampleKey(row);
    const trajectory = samples.get(key) ?? [];
    samples.set(key, trajectory);
    trajectory[row.attempt - 1] = row;
  }
  let dropped = 0;
  const questions: Question[] = [];
  for (const [id, samples] of byItem) {
    const kept = [...samples.values()].flatMap((trajectory) => usable(trajectory, last, options) ?? []);
    dropped += samples.size - kept.length;
    if (kept.length > 0) questions.push({ id, samples: kept });
  }
  return { questions, last, dropped };
}

/** What names a sample within its question. */
export const sampleKey = ({ model, strategy, iteration, sample }: GradedAttempt): string =>
  `${model ?? ''}\u0000${strategy ?? ''}\u0000${iteration ?? ''}\u0000${sample}`;

/** A sample with an attempt at every turn, in a list of its own; undefined where it cannot be had. */
function usable(trajectory: Trajectory, last: number, options: SelfCorrectionOptions): [Trajectory] | undefined {
  // A hole before the last attempt is a lost row, never a loop that stopped early.
  for (let turn = 0; turn < trajectory.length; turn++) if (trajectory[turn] === undefined) return undefined;
  const end = trajectory.at(-1);
  if (options.unparsed === 'exclude' && trajectory.some(({ correct }) => correct === null)) return undefined;
  if (trajectory.length === last) return [trajectory];
  if (options.missing !== 'carry' || end === undefined) return undefined;
  return [[...trajectory, ...Array.from({ length: last - trajectory.length }, () => ({ ...end, edit: undefined }))]];
}
