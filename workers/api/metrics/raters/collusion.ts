import type { Crowd } from './crowd.ts';
import { groupBy, type RatedRow, type Suspicion } from './rows.ts';
import { poissonBinomialTail } from './tails.ts';

/** Two people who think alike agree at up to this many times the odds that the crowd leads to expect. */
const tolerated_odds = 3;
/** Fewer comparisons in common than this say nothing. */
const least = 5;
/** A comparison that more raters than this have in common is left out: it tells few pairs apart, and pairs grow with the square. */
const most_raters = 20;

/**
 * Whether two raters answer alike more often than the others' ratings explain: given one's answers, the chance that the other agrees so often
 * (Poisson binomial at three times the expected odds), times the number of partners. `among` picks who may be partners.
 */
export function collusion(
  rows: RatedRow[],
  crowd: Crowd,
  among: (a: RatedRow, b: RatedRow) => boolean = () => true,
): Suspicion[] {
  const met = [...groupBy(rows, ({ comparison }) => comparison).values()].filter(({ length }) => length <= most_raters);
  const number = new Map([...new Set(rows.map(({ rater }) => rater))].map((rater, i) => [rater, i]));
  const at = ({ rater }: RatedRow) => number.get(rater) ?? 0;
  const pairOf = (own: RatedRow, other: RatedRow) => at(own) * number.size + at(other);
  // Each pair once, by the order of who came first.
  const partners = (own: RatedRow, other: RatedRow) => at(own) < at(other) && among(own, other);
  // Counted first, so that answers are gathered of the few pairs that have enough in common.
  const common = new Map<number, number>();
  eachPair(met, partners, (own, other) => common.set(pairOf(own, other), (common.get(pairOf(own, other)) ?? 0) + 1));
  const pairs = new Map<number, [RatedRow, RatedRow][]>();
  eachPair(met, partners, (own, other) => {
    const pair = pairOf(own, other);
    // Where nobody else answered, there is no crowd that could explain anything.
    const others = (common.get(pair) ?? 0) >= least ? crowd.others(own, [own.rater, other.rater]) : 0;
    if (others > 0) append(pairs, pair, [own, other]);
  });
  const tested = [...pairs.values()].flatMap((shared) => (shared.length < least ? [] : testsOf(shared, crowd)));
  return [...groupBy(tested, ({ rater }) => rater)].flatMap(([rater, of]) => {
    const [worst] = of.toSorted((x, y) => x.p - y.p);
    if (!worst) return [];
    return [
      {
        rater,
        n: worst.n,
        statistic: worst.agreed / worst.n,
        p_value: Math.min(1, of.length * worst.p),
        e_value: null,
        evidence: `Answered as rater ${worst.partner} did in ${worst.agreed} of ${worst.n} comparisons that both rated; the others' ratings lead to expect ${worst.expected.toFixed(1)}.`,
      },
    ];
  });
}

function eachPair(
  met: RatedRow[][],
  partners: (own: RatedRow, other: RatedRow) => boolean,
  visit: (own: RatedRow, other: RatedRow) => void,
): void {
  for (const of of met) for (const own of of) for (const other of of) if (partners(own, other)) visit(own, other);
}

// One test of a pair, told of both.
function testsOf(shared: [RatedRow, RatedRow][], crowd: Crowd) {
  const [rater = '', partner = ''] = shared[0]?.map((row) => row.rater) ?? [];
  const chances = shared.map(([, other]) => crowd.chanceOf(other, [rater, partner]));
  const agreed = shared.filter(([own, other]) => own.choice === other.choice).length;
  const raised = chances.map((p) => (tolerated_odds * p) / (1 - p + tolerated_odds * p));
  const expected = chances.reduce((sum, p) => sum + p, 0);
  const found = { n: shared.length, agreed, expected, p: poissonBinomialTail(agreed, raised) };
  return [
    { rater, partner, ...found },
    { rater: partner, partner: rater, ...found },
  ];
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
