import type { HeadToHead, LabelPlan } from '../../schema/contracts/index.ts';
import { count, counted, percent } from '../parts/format.ts';
import { points } from './interval.tsx';

/** Whether A stands above B, in a few words. */
export function verdictOf({ a, b, rank_a, rank_b }: HeadToHead): string {
  if (rank_a === null || rank_b === null || rank_a === rank_b) return `${a} and ${b}`;
  return rank_a < rank_b ? `${a} stands above ${b}` : `${a} stands below ${b}`;
}

/** The ranks of both, how far their scores lie apart and what that predicts. */
export function scoreSentence({ a, b, rank_a, rank_b, difference, predicted }: HeadToHead): string {
  const ranks = rank_a === null || rank_b === null ? '' : `${a} has rank ${rank_a}, ${b} rank ${rank_b}. `;
  if (difference === null) return `${ranks}The board has no scores for both.`;
  const expected = predicted === null ? '' : `, from which ${a} should take ${percent(predicted, 0)} of the points`;
  return `${ranks}Their scores lie ${points(Math.abs(difference))} apart${expected}.`;
}

/** How opponents of both fared against each. */
export function commonSentence({ a, b, common }: HeadToHead): string {
  const votes = (side: HeadToHead['common'][number]['speaks_for']) =>
    common.filter(({ speaks_for }) => speaks_for === side).length;
  return `Of ${counted(common.length, 'opponent')} that both met, ${count(votes('a'))} lost more to ${a} (A), ${count(votes('b'))} more to ${b} (B).`;
}

/** How many more ratings would tell the two apart. */
export function planSentence({ separated, labels_more, labels_mix, labels_without_judge, assumes }: LabelPlan): string {
  if (separated) return 'The ratings so far tell the two apart at 95 % confidence.';
  if (labels_more === null) return 'No number of further ratings is known that would tell the two apart.';
  const mix =
    labels_mix === null
      ? ''
      : ` So would ${counted(labels_mix, 'rating')} more over all pairs, in the mix that they have now`;
  const alone =
    labels_without_judge === null || labels_without_judge === labels_mix
      ? ''
      : `, or ${count(labels_without_judge)} if the judge did not count`;
  const most = mix === '' ? '' : `${mix}${alone}.`;
  return `The ratings so far do not tell the two apart. About ${counted(labels_more, 'more direct rating')} would, if they are as they seem.${most} ${assumes}`;
}
