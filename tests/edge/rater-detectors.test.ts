import { describe, expect, it, test } from 'vitest';
import { uniform } from '../../workers/api/metrics/interval.ts';
import { learnCrowd } from '../../workers/api/metrics/raters/crowd.ts';
import { benjaminiHochberg, eBenjaminiHochberg } from '../../workers/api/metrics/raters/discoveries.ts';
import { type DetectorName, type Finding, inspectRaters } from '../../workers/api/metrics/raters/inspect.ts';
import { faithful, outlier } from '../../workers/api/metrics/raters/outlier.ts';
import type { RatedRow } from '../../workers/api/metrics/raters/rows.ts';
import { binomialTail, poissonBinomialTail, poissonTail, runTail } from '../../workers/api/metrics/raters/tails.ts';

describe('tails', () => {
  it('of the binomial, the Poisson and runs', () => {
    // Of the 32 ways five coins fall, 6 show four heads or five. R: ppois(9, 3, lower.tail = FALSE) = 0.001102488.
    expect(binomialTail(4, 5, 0.5)).toBeCloseTo(6 / 32, 12);
    expect(poissonTail(10, 3)).toBeCloseTo(0.001102488, 8);
    // By counting: of the 1,024 ways ten coins fall, 520 have three heads in a row (1,024 less the tribonacci number 504).
    expect(runTail(3, 10, 0.5)).toBeCloseTo(520 / 1024, 12);
    expect(runTail(5, 5, 0.3)).toBeCloseTo(0.3 ** 5, 12);
  });

  it('of events with chances of their own: by enumeration, and as the binomial where they are equal', () => {
    const chances = [0.1, 0.7, 0.4, 0.9, 0.25];
    for (let k = 0; k <= 6; k++) {
      let tail = 0;
      for (let set = 0; set < 32; set++) {
        const happened = chances.map((_, i) => (set >> i) & 1);
        if (happened.reduce((sum, one) => sum + one, 0) < k) continue;
        tail += chances.reduce((product, p, i) => product * (happened[i] ? p : 1 - p), 1);
      }
      expect(poissonBinomialTail(k, chances)).toBeCloseTo(tail, 12);
    }
    const equal = Array.from({ length: 40 }, () => 0.3);
    expect(poissonBinomialTail(20, equal)).toBeCloseTo(binomialTail(20, 40, 0.3), 12);
  });
});

describe('false discoveries', () => {
  it('Benjamini and Hochberg act on four of the fifteen p-values of their paper', () => {
    // JRSS B 57 (1995), section 3.2: at 0.05 the four smallest are rejected, up to 0.0095.
    const p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719];
    expect(benjaminiHochberg([...p_values, 0.6528, 0.759, 1], 0.05)).toBe(0.0095);
    expect(benjaminiHochberg([0.5, 0.9], 0.05)).toBe(0);
  });

  it('e-values: k of them count when each is at least n / (rate · k)', () => {
    expect(eBenjaminiHochberg([130, 45, 39, 1, 1, 1], 0.05)).toBe(130);
    // 6 / (0.05 · 3) = 40 is reached by three.
    expect(eBenjaminiHochberg([100, 45, 41, 1, 1, 1], 0.05)).toBe(41);
    expect(eBenjaminiHochberg([10, 10], 0.05)).toBe(Number.POSITIVE_INFINITY);
  });
});

/** How a simulated rater answers a comparison, given the better side, what stands left, and chance. */
type Habit = (one: {
  better: 'a' | 'b';
  a_left: boolean;
  i: number;
  random: () => number;
  row: Partial<RatedRow>;
}) => Partial<RatedRow>;

const reads: Habit = ({ better, random }) => ({
  choice: random() < 0.1 ? 'tie' : random() < 0.9 ? better : better === 'a' ? 'b' : 'a',
});

/** A crowd of honest raters with others among them; comparisons of six models, each rated by six raters. */
function crowd(
  seed: number,
  others: Record<string, Habit>,
  { honest = 30, comparisons = 250, each = 6 } = {},
): RatedRow[] {
  const random = uniform(seed);
  const raters = [
    ...Array.from({ length: honest }, (_, i) => [`honest ${i}`, reads] as const),
    ...Object.entries(others),
  ];
  return Array.from({ length: comparisons }, (_, c) => {
    const a = Math.floor(random() * 6);
    const b = (a + 1 + Math.floor(random() * 5)) % 6;
    const better = random() < 0.5 + 0.08 * Math.abs(a - b) === a < b ? 'a' : 'b';
    const characters = Math.round(400 * Math.exp(2 * random()));
    const drawn = raters.map((rater) => ({ rater, lot: random() })).toSorted((x, y) => x.lot - y.lot);
    return drawn.slice(0, each).map(({ rater: [rater, habit] }): RatedRow => {
      const a_left = random() < 0.5;
      const base: RatedRow = {
        ...{ rater, comparison: `c${c}`, choice: 'tie', a_left, model_a: `m${a}`, model_b: `m${b}` },
        at: c * 60_000 + Math.floor(20_000 * random()),
        duration_ms: Math.round(40 * characters * Math.exp(random() + random() - 1)),
        ...{ characters, network: `net of ${rater}`, gold: c % 10 === 0 ? better : null },
      };
      return { ...base, ...habit({ better, a_left, i: c, random, row: base }) };
    });
  }).flat();
}

const flagsOf = (found: Finding[], detector: DetectorName) =>
  found.flatMap((one) => (one.detector === detector && one.flagged ? [one.rater] : []));

const shown = (side: 'left' | 'right', a_left: boolean): 'a' | 'b' => ((side === 'left') === a_left ? 'a' : 'b');

describe('detectors', () => {
  const spoken: [DetectorName, Record<string, Habit>][] = [
    ['one-sided', { x: ({ a_left }) => ({ choice: shown('left', a_left) }) }],
    ['straight-lining', { x: () => ({ choice: 'tie' }) }],
    ['time-too-short', { x: (one) => ({ ...reads(one), duration_ms: 800 }) }],
    ['gold-failed', { x: ({ better }) => ({ choice: better === 'a' ? 'b' : 'a' }) }],
    ['outlier', { x: ({ random }) => ({ choice: random() < 0.5 ? 'a' : 'b' }) }],
    [
      'favoritism',
      {
        x: (one) => ({
          choice: one.row.model_a === 'm5' ? 'a' : one.row.model_b === 'm5' ? 'b' : (reads(one).choice ?? 'tie'),
        }),
      },
    ],
    // Two accounts of one person: what one answers, the other repeats, whatever is better.
    ['collusion', { x: twin, y: twin }],
    [
      'duplicate-network',
      { x: (one) => ({ ...twin(one), network: 'shared' }), y: (one) => ({ ...twin(one), network: 'shared' }) },
    ],
    // Two a second, each of which claims half a minute.
    ['burst', { x: (one) => ({ ...reads(one), at: one.i * 500, duration_ms: 30_000 }) }],
  ];

  it.each(spoken)('%s: finds whom it is for, and no honest rater in ten crowds', (detector, others) => {
    for (let seed = 1; seed <= 10; seed++) {
      const found = inspectRaters(crowd(seed, others, { honest: 16, comparisons: detector === 'outlier' ? 800 : 250 }));
      const flagged = flagsOf(found, detector);
      expect([seed, ...Object.keys(others).filter((name) => !flagged.includes(name))]).toEqual([seed]);
      expect(flagged.filter((rater) => rater.startsWith('honest')).length).toBeLessThanOrEqual(1);
      const evidence = found.find((one) => one.detector === detector && one.rater === 'x')?.evidence ?? '';
      expect(evidence).toMatch(/\d/);
    }
  });

  it('among honest raters alone, few of many crowds have anybody flagged by a test', () => {
    const flagged = new Map<string, number>();
    for (let seed = 1; seed <= 60; seed++)
      for (const detector of new Set(
        inspectRaters(crowd(seed, {})).flatMap((one) => (one.flagged ? [one.detector] : [])),
      ))
        flagged.set(detector, (flagged.get(detector) ?? 0) + 1);
    // With nobody to find, the rate of false discoveries is the chance that anybody is flagged: 5 % of 60 is 3; nine or more has chance 0.003.
    for (const crowds of flagged.values()) expect(crowds).toBeLessThan(9);
  });

  it('holds nothing unknown against anybody: without times, networks, order or known answers those tests are silent', () => {
    const rows = crowd(3, { x: () => ({ choice: 'tie' }) }).map((row) => ({
      ...row,
      at: 0,
      duration_ms: null,
      network: null,
      gold: null,
    }));
    const names = new Set(inspectRaters(rows).map(({ detector }) => detector));
    for (const silent of ['time-too-short', 'burst', 'duplicate-network', 'gold-failed', 'straight-lining'] as const)
      expect(names).not.toContain(silent);
  });

  it('ratings that were given offline and arrive together are no burst', () => {
    // Some minutes of work, sent at once when the network is back.
    const offline: Habit = (one) => ({
      ...reads(one),
      at: Math.floor(one.i / 25) * 3_600_000 + (one.i % 25),
      duration_ms: 25_000,
    });
    expect(flagsOf(inspectRaters(crowd(4, { x: offline }, { honest: 16 })), 'burst')).toEqual([]);
  });

  it('finds guessers among scores of single responses too', () => {
    const random = uniform(9);
    const rows = crowd(5, { x: reads }, { honest: 12 }).map((row): RatedRow => {
      const merit = Number(row.model_a.slice(1)) / 2 + (row.choice === 'a' ? 1 : 0);
      const score =
        row.rater === 'x' ? 1 + Math.floor(5 * random()) : Math.min(5, Math.max(1, Math.round(1 + merit + random())));
      return { ...row, model_b: '', gold: null, choice: String(score) as RatedRow['choice'] };
    });
    expect(flagsOf(inspectRaters(rows), 'outlier')).toEqual(['x']);
  });
});

function twin({ i }: { i: number }): Partial<RatedRow> {
  return { choice: (['a', 'b', 'tie'] as const)[(i * 7 + Math.floor(i / 3)) % 3] ?? 'tie' };
}

test('the e-value of a rater at the edge of the null exceeds 20 at any time with chance at most 1/20', () => {
  let ever = 0;
  const trials = 400;
  for (let seed = 1; seed <= trials; seed++) {
    const rows = crowd(seed, {}, { honest: 12, comparisons: 60 });
    const known = learnCrowd(rows);
    const random = uniform(seed + 10_000);
    const tie = (rows.filter(({ choice }) => choice === 'tie').length + 0.5) / (rows.length + 2.5);
    // Three in five answers as the crowd expects, the others guessed: either side alike, and ties as often as the crowd has them.
    const own = rows.flatMap((row) => {
      if (row.rater !== 'honest 0') return [];
      const chances = known.expect(row, ['honest 0']);
      const guess = [(1 - tie) / 2, (1 - tie) / 2, tie, 0, 0];
      let lot = random();
      const at = known.answers.findIndex((_, i) => {
        lot -= faithful * (chances[i] ?? 0) + (1 - faithful) * (guess[i] ?? 0);
        return lot < 0;
      });
      return [{ ...row, choice: known.answers[Math.max(0, at)] ?? row.choice }];
    });
    const others = rows.filter(({ rater }) => rater !== 'honest 0');
    let most = 0;
    for (let n = 1; n <= own.length; n++) {
      const [found] = outlier([...own.slice(0, n), ...others], known).filter(({ rater }) => rater === 'honest 0');
      most = Math.max(most, found?.e_value ?? 0);
    }
    if (most >= 20) ever += 1;
  }
  expect(ever / trials).toBeLessThanOrEqual(0.05);
});
