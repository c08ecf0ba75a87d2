import type { ReportGroup, ReportResult, SelfCorrection } from '../../schema/contracts/index.ts';

/** What attempts can be split by. */
export type Label = ReportGroup['by'][number];
export type Labels = { [L in Label]: ReportGroup[L] };

/** Some of a report's attempts, or all of them, with their numbers. */
export interface Series {
  key: string;
  name: string;
  result: SelfCorrection;
}

const every: Label[] = ['model', 'task', 'strategy', 'iteration'];

/** A group's name: its labels, those that were not said left out. */
export function groupName(labels: Labels, by: Label[] = every): string {
  const words = by.flatMap((label) => {
    const value = labels[label];
    return value === null ? [] : [label === 'iteration' ? `iteration ${value}` : String(value)];
  });
  return words.length > 0 ? words.join(' · ') : `no ${by.join(' or ')}`;
}

/** The ways in which a report is split, each as the key of its labels. */
export function splitsOf({ groups }: ReportResult): string[] {
  return [...new Set(groups.map(({ by }) => by.join(' and ')))];
}

/** The attempts of one split, or all of them where there is none. */
export function seriesOf(result: ReportResult, split: string): Series[] {
  const found = result.groups.filter(({ by }) => by.join(' and ') === split);
  if (found.length === 0) return [{ key: 'all', name: 'All attempts', result }];
  return found.map((group) => {
    const name = groupName(group, group.by);
    return { key: name, name, result: group.result };
  });
}

/** From the first turn to the last: what a report is about in the first place. */
export function wholePair({ turns, pairs }: SelfCorrection) {
  const [first, last] = [turns[0]?.turn, turns.at(-1)?.turn];
  return pairs.find(({ from, to }) => from === first && to === last) ?? pairs[0];
}
