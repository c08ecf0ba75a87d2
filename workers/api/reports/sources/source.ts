import type { LabeledQuestion } from '../../metrics/report-groups.ts';
import type { GradedAttempt } from '../../metrics/trajectories.ts';

/** Where an attempt's text lies, so that a report does not hold it a second time. */
export type Origin = { response_id?: string; refinement_id?: string; step?: number };

/** A graded attempt as a source gives it; `origin` says where its text rests, and is null where the report is to keep it. */
export type SourceAttempt = GradedAttempt & { text: string | null; origin: Origin | null };

/** What a source gives: attempts, or questions answered by label probabilities. */
export type SourceRow = { attempt: SourceAttempt } | { labeled: LabeledQuestion };

/** Attempts as they come, in pages. */
export type Source = AsyncIterable<SourceRow[]>;
