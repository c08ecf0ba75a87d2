import type { SelfCorrection } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { percent, points } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { type Series, wholePair } from './series.ts';

type Measure = SelfCorrection['pairs'][number]['delta'];

/** What trying again does, as far as the interval of the gain tells. */
export function verdictOf({ value, low, high }: Measure): 'helps' | 'harms' | 'unclear' {
  if (value === null || low === null || high === null) return 'unclear';
  return low > 0 ? 'helps' : high < 0 ? 'harms' : 'unclear';
}

const verdict_text = {
  helps: 'Trying again helps.',
  harms: 'Trying again harms.',
  unclear: 'Whether trying again helps cannot be told from these attempts.',
};

/** The report in three sentences: what it gains, what it repairs, what it breaks. */
export function Headline({ series }: { series: Series }) {
  const pair = wholePair(series.result);
  if (!pair) return null;
  const { accuracy_before: before, accuracy_after: after, delta, cl, cs } = pair;
  const verdict = verdictOf(delta);
  return (
    <Card title={verdict_text[verdict]} aside={<Badge value={verdict} />}>
      <p className="figure-number" data-headline>
        {percent(before.value)} → {percent(after.value)}
      </p>
      <p>
        {series.name} {series.name === 'All attempts' ? 'are' : 'is'} right on {percent(before.value)} of the questions
        at first and on {percent(after.value)} at turn {pair.to}
        {delta.value !== null && delta.low !== null && delta.high !== null && (
          <>
            : {points(delta.value)} points, 95 % interval {points(delta.low)} to {points(delta.high)}
          </>
        )}
        .{' '}
        {cl.value === null
          ? 'Nothing was right at first, so nothing could be lost.'
          : `Of the right answers ${percent(cl.value)} are kept.`}{' '}
        {cs.value === null
          ? 'Everything was right at first, so nothing was there to repair.'
          : `Of the wrong ones ${percent(cs.value)} are repaired.`}
      </p>
    </Card>
  );
}
