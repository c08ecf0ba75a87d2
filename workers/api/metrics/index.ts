import { cohenKappa, krippendorffAlpha } from './agreement.ts';
import { balanceScore } from './balance-score.ts';
import { byIteration } from './by-iteration.ts';
import { calibrationError } from './calibration-error.ts';
import { classification } from './classification.ts';
import { compareSelfCorrection } from './compare-self-correction.ts';
import { controlChart } from './control-chart.ts';
import { fleissKappa } from './fleiss-kappa.ts';
import { habitAgreement, habitCounts } from './habits.ts';
import { judgeBias } from './judge-bias.ts';
import { labelSelfCorrection } from './label-self-correction.ts';
import { pairedTest } from './paired-test.ts';
import { passAtK } from './pass-at-k.ts';
import { firstErrorAccuracy } from './process-errors.ts';
import { reportGroups } from './report-groups.ts';
import { riskCoverage } from './risk-coverage.ts';
import { selfCorrection } from './self-correction.ts';

/** Every metric, by name: pure functions from rows to numbers with intervals. */
export const metrics = {
  'self-correction': selfCorrection,
  'label-self-correction': labelSelfCorrection,
  'report-groups': reportGroups,
  'by-iteration': byIteration,
  'habit-counts': habitCounts,
  'habit-agreement': habitAgreement,
  'pass-at-k': passAtK,
  'balance-score': balanceScore,
  'process-errors': firstErrorAccuracy,
  'cohen-kappa': cohenKappa,
  'fleiss-kappa': fleissKappa,
  'compare-self-correction': compareSelfCorrection,
  'krippendorff-alpha': krippendorffAlpha,
  classification,
  'calibration-error': calibrationError,
  'risk-coverage': riskCoverage,
  'judge-bias': judgeBias,
  'paired-test': pairedTest,
  'control-chart': controlChart,
} as const;

export type { Estimate, IntervalOptions } from './interval.ts';
export type {
  GradedAttempt,
  PairReport,
  SelfCorrectionOptions,
  SelfCorrectionReport,
  TurnReport,
} from './self-correction.ts';
