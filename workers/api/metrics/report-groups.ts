import type { Estimate } from './interval.ts';
import { type LabelProbabilities, labelSelfCorrection } from './label-self-correction.ts';
import { type SelfCorrectionReport, selfCorrection } from './self-correction.ts';
import { type GradedAttempt, type LabelName, label_names, type SelfCorrectionOptions } from './trajectories.ts';
import type { PairMetric } from './turn-pair.ts';

/** What tells a question answered by label probabilities apart. */
export type LabeledQuestion = LabelProbabilities & {
  item_id: string;
} & Pick<GradedAttempt, LabelName>;

/** Both estimators' numbers. */
export interface BothEstimators extends SelfCorrectionReport {
  label: (Record<PairMetric, Estimate> & { questions: number }) | null;
}

/** The numbers of one group of attempts. */
export interface GroupReport {
  by: LabelName[];
  model: string | null;
  task: string | null;
  strategy: string | null;
  iteration: number | null;
  result: BothEstimators;
}

/** A label, or a combination, with more groups than this is left to the caller, who can make a report of a part. */
const most_groups = 60;

/** Self-correction by sampled attempts and by label probabilities. */
export function bothEstimators(
  attempts: GradedAttempt[],
  labeled: LabeledQuestion[],
  options: SelfCorrectionOptions,
): BothEstimators {
  const questions = new Set(labeled.map(({ item_id }) => item_id)).size;
  const label = questions === 0 ? null : { questions, ...labelSelfCorrection(labeled, options) };
  return { ...selfCorrection(attempts, options), label };
}

/** The numbers for each value of each label that is given, and for each of their combinations where several vary; `everything` is what all of them come to. */
export function reportGroups(
  attempts: GradedAttempt[],
  labeled: LabeledQuestion[],
  options: SelfCorrectionOptions,
  everything: BothEstimators,
): GroupReport[] {
  const rows = [...attempts, ...labeled];
  const given = label_names.filter((name) => rows.some((row) => row[name] != null));
  const varying = given.filter((name) => new Set(rows.map((row) => row[name] ?? null)).size > 1);
  const cuts: LabelName[][] = given.map((name) => [name]);
  if (varying.length > 1) cuts.push(varying);
  return cuts.flatMap((by) => {
    const keyOf = (row: Pick<GradedAttempt, LabelName>) => JSON.stringify(by.map((name) => row[name] ?? null));
    const [mine, theirs] = [Map.groupBy(attempts, keyOf), Map.groupBy(labeled, keyOf)];
    const keys = [...new Set([...mine.keys(), ...theirs.keys()])].sort();
    if (keys.length > most_groups) return [];
    return keys.map((key): GroupReport => {
      const values = JSON.parse(key) as (string | number | null)[];
      const labels = Object.fromEntries(label_names.map((name) => [name, values[by.indexOf(name)] ?? null]));
      // A label with one value names everything there is.
      const result =
        keys.length === 1 ? everything : bothEstimators(mine.get(key) ?? [], theirs.get(key) ?? [], options);
      return { by, ...(labels as Pick<GroupReport, LabelName>), result };
    });
  });
}
