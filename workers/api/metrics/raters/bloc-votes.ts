import { exp, log } from '../elementary.ts';
import type { Crowd } from './crowd.ts';
import type { Vote } from './rows.ts';

/** A vote as one of its two models sees it, with what was to be expected in proportion. */
export interface BlocVote {
  rater: string;
  won: number;
  tied: number;
  lost: number;
  result: 'won' | 'tied' | 'lost';
}

/** Votes by model: what the others' answers and the models lead to expect of this rater, who ties and tells models apart in a way of their own. */
export function blocVotes(rows: Vote[], crowd: Crowd): Map<string, BlocVote[]> {
  const odds = rows.map((row) => oddsOf(row, crowd));
  const manners = mannersOf(rows, odds);
  const by = new Map<string, BlocVote[]>();
  const add = (model: string, vote: BlocVote) => {
    const votes = by.get(model);
    if (votes) votes.push(vote);
    else by.set(model, [vote]);
  };
  for (const [i, { rater, model_a, model_b, choice }] of rows.entries()) {
    const { half, tie } = odds[i] ?? even;
    const { slope, habit } = manners.get(rater) ?? usual;
    const [a, tied, b] = [exp(slope * half), exp(tie + habit), exp(-slope * half)];
    const result = (own: 'a' | 'b') => (choice === own ? 'won' : choice === 'a' || choice === 'b' ? 'lost' : 'tied');
    add(model_a, { rater, won: a, tied, lost: b, result: result('a') });
    add(model_b, { rater, won: b, tied, lost: a, result: result('b') });
  }
  return by;
}

/** Half the log-odds of A against B, and the log-odds of a tie against their geometric mean. */
type Odds = { half: number; tie: number };
const even: Odds = { half: 0, tie: 0 };

function oddsOf(row: Vote, crowd: Crowd): Odds {
  const [a = 1, b = 1, ...ties] = crowd.expect(row, [row.rater]);
  const [log_a, log_b] = [log(Math.max(least, a)), log(Math.max(least, b))];
  const tied = ties.reduce((sum, one) => sum + one, 0);
  return { half: (log_a - log_b) / 2, tie: log(Math.max(least, tied)) - (log_a + log_b) / 2 };
}
const least = 1e-6;

/** By what a rater multiplies log-odds between models (0 for a guesser), and what they add to those of a tie. */
type Manner = { slope: number; habit: number };
const usual: Manner = { slope: 1, habit: 0 };
/** How far raters' manners are taken to lie apart, as normal standard deviations. */
const apart: Manner = { slope: 0.5, habit: 1 };

// The most probable manner of each rater: a multinomial logit in two parameters with a normal prior, which is concave, by Newton's method.
function mannersOf(rows: Vote[], odds: Odds[]): Map<string, Manner> {
  const own = new Map<string, { odds: Odds; choice: Vote['choice'] }[]>();
  for (const [i, { rater, choice }] of rows.entries()) {
    const of = own.get(rater) ?? [];
    own.set(rater, of);
    of.push({ odds: odds[i] ?? even, choice });
  }
  return new Map([...own].map(([rater, of]) => [rater, mannerOf(of)]));
}

function mannerOf(votes: { odds: Odds; choice: Vote['choice'] }[]): Manner {
  let { slope, habit } = usual;
  const [ps, ph] = [1 / (apart.slope * apart.slope), 1 / (apart.habit * apart.habit)];
  for (let step = 0; step < 30; step++) {
    let [gs, gh, ss, sh, hh] = [-ps * (slope - usual.slope), -ph * (habit - usual.habit), ps, 0, ph];
    for (const {
      odds: { half, tie },
      choice,
    } of votes) {
      const [a, t, b] = [exp(slope * half), exp(tie + habit), exp(-slope * half)];
      const total = a + t + b;
      const lean = (half * (a - b)) / total;
      const tied = t / total;
      gs += (choice === 'a' ? half : choice === 'b' ? -half : 0) - lean;
      gh += Number(choice !== 'a' && choice !== 'b') - tied;
      ss += half * half * (1 - tied) - lean * lean;
      sh -= lean * tied;
      hh += tied * (1 - tied);
    }
    const determinant = ss * hh - sh * sh;
    const [ds, dh] = [(hh * gs - sh * gh) / determinant, (ss * gh - sh * gs) / determinant];
    const size = Math.min(1, 2 / Math.max(Math.abs(ds), Math.abs(dh)));
    slope += size * ds;
    habit += size * dh;
    if (Math.max(Math.abs(ds), Math.abs(dh)) < 1e-9) break;
  }
  return { slope, habit };
}
