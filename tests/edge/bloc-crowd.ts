import { uniform } from '../../workers/api/metrics/interval.ts';
import type { Vote } from '../../workers/api/metrics/raters/rows.ts';

/** How a crowd with a bloc among it is simulated. */
export interface BlocCrowdOptions {
  seed: number;
  /** True log-odds strengths. */
  truth: number[];
  raters: number;
  /** Comparisons that each rater answers, about. */
  each: number;
  /** The share of raters that is a bloc, the model it is about, by its place in `truth`, which way it votes, and how often its members say of it what they think. */
  bloc?: { share: number; about: number; direction: 'for' | 'against'; honestly?: number };
}

/**
 * Votes of people unlike each other: tastes for each model (standard deviation 0.8), a habit of ties, more or less of an eye, and comparisons
 * that go otherwise than their models lead to expect, each rated by four. Members of the bloc answer as people where their model is not shown.
 */
export function blocCrowd({ seed, truth, raters, each, bloc }: BlocCrowdOptions): {
  votes: Vote[];
  members: Set<string>;
} {
  const random = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const people = Array.from({ length: raters }, (_, i) => ({
    name: `r${i}`,
    tastes: truth.map(() => 0.8 * normal()),
    ties: Math.exp(0.8 * normal()),
    eye: 0.4 + 0.8 * random(),
  }));
  const members = new Set(people.slice(0, Math.round((bloc?.share ?? 0) * raters)).map(({ name }) => name));
  const votes = Array.from({ length: Math.round((raters * each) / 4) }, (_, c): Vote[] => {
    const a = Math.floor(random() * truth.length);
    const b = (a + 1 + Math.floor(random() * (truth.length - 1))) % truth.length;
    const shift = 0.7 * normal();
    const drawn = new Set<number>();
    while (drawn.size < 4) drawn.add(Math.floor(random() * raters));
    return [...drawn].flatMap((i) => {
      const one = people[i];
      if (!one) return [];
      const merit = (model: number) => (truth[model] ?? 0) + (one.tastes[model] ?? 0);
      const lean = (one.eye * (merit(a) - merit(b) + shift)) / 2;
      const [a_weight, b_weight, tie_weight] = [Math.exp(lean), Math.exp(-lean), 1.2 * one.ties];
      const lot = random() * (a_weight + b_weight + tie_weight);
      const honest = lot < a_weight ? 'a' : lot < a_weight + b_weight ? 'b' : 'tie';
      const shown = bloc !== undefined && (a === bloc.about || b === bloc.about);
      const meant = shown && members.has(one.name) && (bloc.honestly === undefined || random() >= bloc.honestly);
      const choice = meant ? ((a === bloc.about) === (bloc.direction === 'for') ? 'a' : 'b') : honest;
      return [{ rater: one.name, comparison: `c${c}`, model_a: `m${a}`, model_b: `m${b}`, choice }];
    });
  }).flat();
  return { votes, members };
}
