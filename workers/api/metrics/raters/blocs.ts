import { chiSquareTail } from '../tails.ts';
import { type Ballot, type BlocFit, ballotsOf, fitBloc, hasMembers } from './bloc-fit.ts';
import { blocVotes } from './bloc-votes.ts';
import { learnCrowd } from './crowd.ts';
import { benjaminiHochberg } from './discoveries.ts';
import { pair_answers, type Vote } from './rows.ts';

/** Raters who vote for one model, or against it, whatever it is compared with: the group shows though hardly one of them does. */
export interface Bloc {
  model: string;
  direction: 'for' | 'against';
  /** The share of the model's raters that are in it, and how many that is. */
  share: number;
  raters: number;
  /** Of votes like these where there is no bloc. */
  p_value: number;
  /** The largest p-value that is acted on; null where none is. */
  threshold: number | null;
  flagged: boolean;
  /** Every rater of the model: the chance to be a member, and how many votes on it. */
  members: { rater: string; probability: number; votes: number }[];
}

/** Of the blocs that are found, so many may be none, in the mean. */
export const false_bloc_rate = 0.01;
/** Standard deviations of raters' tastes for a model that are tried: the crowd's own is taken, but at least one that doubles the odds. */
const deviations = [Math.LN2, 0.9, 1.2, 1.5, 2];
/** From this chance on a rater is named as a member, and left out while other blocs are looked for. */
export const likely = 0.5;
const most_blocs = 10;
const directions = ['for', 'against'] as const;

/**
 * Looks for blocs for and against every model. A rater's votes on a model come from a member, who votes one way, or from an honest rater,
 * whose taste shifts the odds that the others' answers lead to expect; twice the logarithm of the likelihood ratio is 0 or χ² of one degree,
 * half of the time each (Self and Liang, JASA 82 (1987)), and Benjamini and Hochberg's procedure acts on it. The clearest bloc is taken first,
 * and the others are looked for without its members' votes, which push other models down or up too. @returns all that were tested
 */
export function blocs(rows: Vote[], rate = false_bloc_rate): Bloc[] {
  const found: Bloc[] = [];
  for (let left = rows; ; ) {
    const tested = testedOf(left, rate).filter(
      (one) => !found.some(({ model, direction }) => model === one.model && direction === one.direction),
    );
    const [clearest] = tested.filter(({ flagged }) => flagged).toSorted((x, y) => x.p_value - y.p_value);
    if (!clearest || found.length === most_blocs) return [...found, ...tested];
    found.push(clearest);
    const { model, members } = clearest;
    const out = new Set(members.flatMap(({ rater, probability }) => (probability >= likely ? [rater] : [])));
    left = left.filter(({ rater, model_a, model_b }) => !(out.has(rater) && (model === model_a || model === model_b)));
  }
}

function testedOf(rows: Vote[], rate: number): Bloc[] {
  const crowd = learnCrowd(rows);
  if (crowd.answers !== pair_answers) return [];
  const models = [...blocVotes(rows, crowd)].map(([model, votes]) => ({ model, ballots: ballotsOf(votes) }));
  const { deviation, honest } = honestFits(models.map(({ ballots }) => ballots));
  const tested = models.flatMap(({ model, ballots }, i) =>
    directions.map((direction) => {
      const alone = honest[i] ?? fitBloc(ballots, deviation, null);
      const fit = hasMembers(ballots, alone, direction) ? fitBloc(ballots, deviation, direction, alone.taste) : alone;
      const ratio = Math.max(0, fit.log_likelihood - alone.log_likelihood);
      const members = ballots.map(({ rater, votes }, k) => ({ rater, probability: fit.members[k] ?? 0, votes }));
      const raters = members.reduce((sum, { probability }) => sum + probability, 0);
      return { model, direction, share: fit.share, raters, p_value: chiSquareTail(2 * ratio, 1) / 2, members };
    }),
  );
  const p_values = tested.map(({ p_value }) => p_value);
  const most = benjaminiHochberg(p_values, rate);
  return tested.map((one) => ({ ...one, threshold: most || null, flagged: most > 0 && one.p_value <= most }));
}

// Each model's fit as if everybody were honest, with the scatter of tastes that is most probable over all models.
function honestFits(models: Ballot[][]): { deviation: number; honest: BlocFit[] } {
  const tried = deviations.map((deviation) => {
    const honest = models.map((ballots) => fitBloc(ballots, deviation, null));
    return { deviation, honest, fit: honest.reduce((sum, { log_likelihood }) => sum + log_likelihood, 0) };
  });
  return tried.reduce((top, one) => (one.fit > top.fit ? one : top));
}
