import type { RefinementStep } from '../schema/contracts/index.ts';

/** The steps that hold an answer or a piece of one: what can stand beside another. */
export function versionsOf(steps: RefinementStep[]): RefinementStep[] {
  return steps.filter(({ kind, error }) => error === null && kind !== 'critique' && kind !== 'judgment');
}

/** A step and those it came from, the first one first. */
export function lineage(steps: RefinementStep[], n: number): RefinementStep[] {
  const by_number = new Map(steps.map((step) => [step.n, step]));
  const line: RefinementStep[] = [];
  for (let step = by_number.get(n); step && !line.includes(step); step = by_number.get(step.parent ?? -1))
    line.unshift(step);
  return line;
}

/** The two versions to look at first: the one that is returned (or the newest) beside the first of its own line, or beside another one. */
export function firstPair(steps: RefinementStep[], returned: number | null): [RefinementStep, RefinementStep] | null {
  const versions = versionsOf(steps);
  const after = versions.find(({ n }) => n === returned) ?? versions.at(-1);
  if (!after) return null;
  const own = versionsOf(lineage(steps, after.n)).find(({ n }) => n !== after.n);
  const before = own ?? versions.find(({ n }) => n !== after.n);
  if (!before) return null;
  return before.n < after.n ? [before, after] : [after, before];
}
