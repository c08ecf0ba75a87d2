import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ReportCompare, ReportComparison } from '../../packages/assay/src/api.ts';
import { Badge } from '../parts/badge.tsx';
import { count, counted, points } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { one } from '../queries.ts';
import { ClCsPlane } from './cl-cs-plane.tsx';
import { Curves, point } from './curves.tsx';
import { Differences } from './differences.tsx';
import { verdictOf } from './headline.tsx';
import type { Series } from './series.ts';

/** What is different between two sets of attempts, in a sentence, drawn, and as numbers. */
export function Compared({ id, asked, a, b }: { id: string; asked: ReportCompare; a: Series; b: Series }) {
  const query = useQuery(one('POST /v1/self-correction-reports/{id}/comparisons', { path: { id }, body: asked }));
  const series = useMemo(() => [a, b], [a, b]);
  const turns = useMemo(
    () => series.flatMap(({ name, result }) => result.turns.map(({ turn, accuracy }) => point(turn, name, accuracy))),
    [series],
  );
  return (
    <Loaded query={query}>
      {(comparison) => (
        <>
          <Verdict comparison={comparison} a={a.name} b={b.name} />
          <Differences comparison={comparison} />
          <Card title="Both, on their own questions">
            <div className="columns">
              <Curves
                title="Accuracy by turn"
                summary="Each with all of its questions; bars are 95 % intervals. The differences above take the shared ones alone."
                x="Turn"
                points={turns}
              />
              <ClCsPlane series={series} about={a} />
            </div>
          </Card>
        </>
      )}
    </Loaded>
  );
}

function Verdict({ comparison, a, b }: { comparison: ReportComparison; a: string; b: string }) {
  const { differences, questions, only_a, only_b, test } = comparison;
  const verdict = verdictOf(differences.accuracy_after);
  const title = {
    helps: 'B is right more often at the last turn.',
    harms: 'A is right more often at the last turn.',
    unclear: 'Which one is right more often at the last turn cannot be told.',
  }[verdict];
  const { value, low, high } = differences.accuracy_after;
  return (
    <Card title={title} aside={<Badge value={{ helps: 'B', harms: 'A', unclear: 'unclear' }[verdict]} />}>
      <p>
        {a}; {b}. On the {counted(questions, 'question')} that both have, B minus A is {points(value)} points at the
        last turn{low === null ? '' : `, 95 % interval ${points(low)} to ${points(high)}`}.{' '}
        {test &&
          `B does better on ${count(test.better_b)} of them, A on ${count(test.better_a)}: by chance alone that or more has probability ${test.p_value < 0.001 ? 'below 0.001' : test.p_value.toFixed(3)} (sign test).`}
      </p>
      {only_a + only_b > 0 && (
        <p className="muted small">
          Left out: {counted(only_a, 'question')} of A alone, {counted(only_b, 'question')} of B alone.
        </p>
      )}
    </Card>
  );
}
