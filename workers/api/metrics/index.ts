import { cohenKappa, krippendorffAlpha } from './agreement.ts';
import { balanceScore } from './balance-score.ts';
import { labelSelfCorrection } from './label-self-correction.ts';
import { passAtK } from './pass-at-k.ts';
import { selfCorrection } from './self-correction.ts';

/** Every metric, by name: pure functions from rows to numbers with intervals. */
export const metrics = {
  'self-correction': selfCorrection,
  'label-self-correction': labelSelfCorrection,
  'pass-at-k': passAtK,
  'balance-score': balanceScore,
  'cohen-kappa': cohenKappa,
  'krippendorff-alpha': krippendorffAlpha,
} as const;

export type { Estimate, IntervalOptions } from './interval.ts';
export type {
  GradedAttempt,
  PairReport,
  SelfCorrectionOptions,
  SelfCorrectionReport,
  TurnReport,
} from './self-correction.ts';
