import type { GradedAttempt } from '../metrics/trajectories.ts';
import type { Origin } from './sources/source.ts';

/** An attempt as a report keeps it: numbers, and where its text lies. */
export type KeptAttempt = Omit<GradedAttempt, 'equations'> & Origin & { text_at?: [shard: number, line: number] };

/** The order in which attempts are kept: a question's samples beside each other, turn by turn. */
export function inOrder(a: GradedAttempt, b: GradedAttempt): number {
  return (
    byText(a.item_id, b.item_id) ||
    byText(a.task, b.task) ||
    byText(a.model, b.model) ||
    byText(a.strategy, b.strategy) ||
    (a.iteration ?? -1) - (b.iteration ?? -1) ||
    a.sample - b.sample ||
    a.attempt - b.attempt
  );
}

const byText = (a: string | null | undefined, b: string | null | undefined): number => {
  const [one, two] = [a ?? '', b ?? ''];
  return one < two ? -1 : one > two ? 1 : 0;
};

/** Whether two attempts belong to one sample. */
export const sameSample = (a: GradedAttempt, b: GradedAttempt): boolean =>
  inOrder({ ...a, attempt: 0 }, { ...b, attempt: 0 }) === 0;

/** An attempt without what is not there. */
export function compact(attempt: KeptAttempt): Record<string, unknown> {
  const { item_id, sample, attempt: turn, correct, ...rest } = attempt;
  const said = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  // That there was a text without a measured distance is said by null.
  if (attempt.edit === null) said.push(['edit', null]);
  return { item_id, sample, attempt: turn, correct, ...Object.fromEntries(said) };
}
