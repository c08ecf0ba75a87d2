import type { SelfCorrection } from '../../schema/contracts/index.ts';

type Pair = SelfCorrection['pairs'][number];
type Measure = Pair['delta'];

/** One measure of a report as a row of its table. */
export interface MeasureRow {
  name: string;
  meaning: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

const row = (name: string, meaning: string, { value, low, high, n }: Measure): MeasureRow => ({
  name,
  meaning,
  value,
  low,
  high,
  n,
});

/** Accuracy at each turn, and how much could not be read there. */
export function turnRows(result: SelfCorrection): MeasureRow[] {
  return result.turns.flatMap(({ turn, accuracy, unparsed, unparsed_share }) => [
    row(`Acc@t${turn}`, `Share right at turn ${turn}`, accuracy),
    ...(unparsed > 0
      ? [row(`Unread@t${turn}`, `Share of turn ${turn} in which no answer could be read`, unparsed_share)]
      : []),
  ]);
}

/** What happened between two turns. */
export function pairRows(pair: Pair): MeasureRow[] {
  const { from, to } = pair;
  return [
    row(`Δ(t${from},t${to})`, `Gain from turn ${from} to turn ${to}`, pair.delta),
    row('Δ i→c', 'Wrong before, right after', pair.i_to_c),
    row('Δ c→i', 'Right before, wrong after', pair.c_to_i),
    row('CL', 'Confidence level: of the right answers, the share it kept', pair.cl),
    row('CS', 'Critique score: of the wrong answers, the share it repaired', pair.cs),
    row('RSS', 'Relative self-correction score: above 50 % means that trying again helps', pair.rss),
  ];
}

/** The name of a pair of turns, as in its heading. */
export function pairName({ from, to }: Pair): string {
  return `From turn ${from} to turn ${to}`;
}
