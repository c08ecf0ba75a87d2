import { describe, expect, it } from 'vitest';
import { type Bloc, blocs } from '../../workers/api/metrics/raters/blocs.ts';
import type { Vote } from '../../workers/api/metrics/raters/rows.ts';
import { type BlocCrowdOptions, blocCrowd } from './bloc-crowd.ts';
import { boards } from './crowd-attacks.ts';

/** Crowds of each kind; docs/quality.md tells of `SEEDS=30 npx vitest run --project pure tests/edge/blocs.test.ts`. */
const seeds = Array.from({ length: Number(process.env.SEEDS ?? 3) }, (_, i) => i + 1);

const ladder = (n: number, step: number) => Array.from({ length: n }, (_, i) => (i - (n - 1) / 2) * step);
const twelve = ladder(12, 0.3);
const forty = ladder(40, 0.1);

type Crowd = Omit<BlocCrowdOptions, 'seed'>;
const clean: Record<string, Crowd> = {
  'many raters, each with few ratings': { truth: twelve, raters: 300, each: 8 },
  'raters with thirty ratings': { truth: twelve, raters: 80, each: 30 },
  'few models and few raters': { truth: ladder(4, 0.3), raters: 20, each: 40 },
  'many models': { truth: forty, raters: 100, each: 40 },
  'a model that hardly ever loses': { truth: [...twelve, 6], raters: 80, each: 30 },
  'a model that never loses': { truth: [...twelve, 10], raters: 200, each: 30 },
  'a model that hardly ever wins': { truth: [...twelve, -6], raters: 80, each: 30 },
};
const attacked: Record<string, Crowd & Required<Pick<Crowd, 'bloc'>>> = {
  'a tenth, for': { truth: twelve, raters: 80, each: 30, bloc: { share: 0.1, about: 2, direction: 'for' } },
  'three tenths, for': { truth: twelve, raters: 80, each: 30, bloc: { share: 0.3, about: 2, direction: 'for' } },
  'a fifth, against': { truth: twelve, raters: 80, each: 30, bloc: { share: 0.2, about: 9, direction: 'against' } },
  'a fifth, with sixty ratings each': {
    ...{ truth: twelve, raters: 80, each: 60, bloc: { share: 0.2, about: 2, direction: 'for' } },
  },
  'a fifth, with a vote or two each': {
    ...{ truth: twelve, raters: 300, each: 8, bloc: { share: 0.2, about: 2, direction: 'for' } },
  },
  'a fifth, who are honest in a tenth': {
    ...{ truth: twelve, raters: 80, each: 30, bloc: { share: 0.2, about: 2, direction: 'for', honestly: 0.1 } },
  },
  'a fifth, among forty models': {
    truth: forty,
    raters: 120,
    each: 40,
    bloc: { share: 0.2, about: 8, direction: 'for' },
  },
};

const flaggedOf = (votes: Vote[]): Bloc[] => blocs(votes).filter(({ flagged }) => flagged);

/** What became of a kind of crowd, in the mean: scores are off from those of the same crowd without the members. */
function measured(name: string, crowd: Crowd & Required<Pick<Crowd, 'bloc'>>) {
  const { about, direction } = crowd.bloc;
  const model = `m${about}`;
  const runs = seeds.map((seed) => {
    const { votes, members } = blocCrowd({ seed, ...crowd });
    const found = flaggedOf(votes);
    const bloc = found.find((one) => one.model === model && one.direction === direction);
    const likely = bloc?.members.filter(({ probability }) => probability > 0.5) ?? [];
    const honest = votes.filter(({ rater }) => !members.has(rater));
    const score = (some: Vote[]) => boards.weighted(some).get(model) ?? 0;
    const plain = (some: Vote[]) => boards.plain(some).get(model) ?? 0;
    return {
      found: Number(bloc !== undefined),
      mistaken: found.length - Number(bloc !== undefined),
      share: bloc?.share ?? 0,
      right: likely.filter(({ rater }) => members.has(rater)).length / Math.max(1, likely.length),
      before: plain(votes) - plain(honest),
      off: score(votes) - score(honest),
    };
  });
  const mean = (key: keyof (typeof runs)[number]) => runs.reduce((sum, one) => sum + one[key], 0) / runs.length;
  const [found, mistaken, share] = [mean('found'), mean('mistaken'), mean('share')];
  const means = { found, mistaken, share, right: mean('right'), before: mean('before'), off: mean('off') };
  const told = Object.entries(means).map(([key, value]) => `${key} ${value.toFixed(2)}`);
  console.info(`${name}: ${told.join(', ')}`);
  return means;
}

describe('blocs', () => {
  it.each(Object.entries(clean))('%s: none is found where there is none', { timeout: 600_000 }, (name, crowd) => {
    const found = seeds.flatMap((seed) => flaggedOf(blocCrowd({ seed, ...crowd }).votes));
    console.info(`${name}: ${found.length} in ${seeds.length} crowds`);
    // In the mean at most one crowd in a hundred: two of thirty have chance 0.04.
    expect(found.length).toBeLessThanOrEqual(1);
  });

  it.each(Object.entries(attacked))('%s: is found, sized and undone', { timeout: 600_000 }, (name, crowd) => {
    const { found, mistaken, share, right, before, off } = measured(name, crowd);
    expect(found).toBeGreaterThan(0.7);
    expect(mistaken).toBeLessThan(0.3);
    expect(Math.abs(share - crowd.bloc.share)).toBeLessThan(0.1);
    expect(right).toBeGreaterThan(0.6);
    expect(Math.abs(before)).toBeGreaterThan(0.15);
    expect(Math.abs(off)).toBeLessThan(0.3 * Math.abs(before));
  });

  it('for the model that is best anyway: votes for it look much like honest ones, and no other is blamed', {
    timeout: 600_000,
  }, () => {
    const bloc = { share: 0.2, about: 11, direction: 'for' as const };
    const { mistaken, before, off } = measured('for the best', { truth: twelve, raters: 80, each: 30, bloc });
    expect(mistaken).toBeLessThan(0.3);
    expect(before).toBeLessThan(0.35);
    expect(Math.abs(off)).toBeLessThan(before + 0.1);
  });

  it('members who are honest in three votes of ten are often missed, and no other model is blamed', {
    timeout: 600_000,
  }, () => {
    const bloc = { share: 0.2, about: 2, direction: 'for' as const, honestly: 0.3 };
    const { mistaken, before } = measured('honest in three of ten', { truth: twelve, raters: 80, each: 30, bloc });
    expect(mistaken).toBeLessThan(0.3);
    expect(before).toBeGreaterThan(0.15);
  });
});
