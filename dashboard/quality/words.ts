import type { Detector, RaterState, RejectionReason } from '../../schema/contracts/index.ts';
import { count } from '../parts/format.ts';

/** What each detector looks for, as people say it. */
export const detector_text: Record<Detector, string> = {
  'time-too-short': 'Faster than it can be read',
  'one-sided': 'Always the same side',
  'straight-lining': 'Answers by a pattern',
  burst: 'More at once than a person can',
  'duplicate-network': 'Answers alike on one network',
  collusion: 'Answers alike beyond chance',
  'gold-failed': 'Fails known answers',
  favoritism: 'Favors one model',
  outlier: 'Answers like a guesser',
};

/** What each state of a rater means. */
export const state_text: Record<RaterState, string> = {
  ok: 'nothing unusual',
  flagged: 'waits for a decision',
  held: 'ratings held back',
  cleared: 'looked at and cleared',
};

/** A share as a percentage; a dash where it is not known. */
export const share = (value: number | null): string => (value === null ? '–' : `${(100 * value).toFixed(0)} %`);

/** A measured number with its interval, or a dash. */
export function measured(measure: { value: number | null; low: number | null; high: number | null } | null): string {
  if (measure === null || measure.value === null) return '–';
  const { value, low, high } = measure;
  return low === null || high === null
    ? value.toFixed(3)
    : `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** The last letters of an id: enough to tell raters apart on a page. */
export const shortId = (id: string): string => `…${id.slice(-6)}`;

/** How strong the evidence is, in words that need no statistics. */
export const evidenceText = (suspicion: number): string =>
  suspicion < 1 ? 'none' : `1 in ${suspicion > 6 ? 'over a million' : count(Math.round(10 ** suspicion))}`;

/** Why a rating does not count. */
export const reason_text: Record<RejectionReason, string> = {
  late: 'Came after its assignment had expired',
  closed: 'Came after the campaign was closed',
  repeated: 'Says something else than the first one',
  not_offered: 'Chose what is not offered',
  unknown_comparison: 'Of no comparison of this campaign',
  revoked: 'Came after the invitation was withdrawn',
  forged: 'Not signed here: made up, or changed',
};
