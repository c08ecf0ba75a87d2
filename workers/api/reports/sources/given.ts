import type { Attempt, LabelAttempt } from '../../../../schema/contracts/attempts.ts';
import type { SourceRow } from './source.ts';

/** An attempt as it was sent. */
export function givenAttempt({ question, ...rest }: Attempt): SourceRow {
  return { attempt: { item_id: question, ...rest, origin: null } };
}

/** A question answered by label probabilities, as it was sent. */
export function givenLabel({ question, ...rest }: LabelAttempt): SourceRow {
  return { labeled: { item_id: question, ...rest } };
}

/** What was sent with the request itself. */
export async function* given(attempts: Attempt[], label_attempts: LabelAttempt[]): AsyncGenerator<SourceRow[]> {
  yield [...attempts.map(givenAttempt), ...label_attempts.map(givenLabel)];
}
