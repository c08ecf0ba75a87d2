import { type ReactNode, useMemo, useState } from 'react';
import type { ReportResult } from '../../schema/contracts/index.ts';
import { Choice } from '../parts/inputs.tsx';
import { Card } from '../parts/page.tsx';
import { ClCsPlane } from './cl-cs-plane.tsx';
import { Curves, point } from './curves.tsx';
import { GroupsTable } from './groups-table.tsx';
import { Headline } from './headline.tsx';
import { MeasuresCard } from './measures.tsx';
import { RevisionsCard } from './revisions.tsx';
import { SamplingCard } from './sampling.tsx';
import { seriesOf, splitsOf } from './series.ts';
import { Transitions } from './transitions.tsx';

/** A report from its sentence down to every number, for all attempts or for each group of a split; `children` come before the numbers. */
export function ReportOverview({ result, children }: { result: ReportResult; children: ReactNode }) {
  const splits = splitsOf(result);
  const [split, setSplit] = useState('');
  const [chosen, setChosen] = useState('all');
  const series = useMemo(() => seriesOf(result, split), [result, split]);
  const about = series.find(({ key }) => key === chosen) ?? series[0];
  const turns = useMemo(
    () => series.flatMap(({ name, result: one }) => one.turns.map(({ turn, accuracy }) => point(turn, name, accuracy))),
    [series],
  );
  const unread = useMemo(
    () =>
      series.flatMap(({ name, result: one }) =>
        one.turns.map(({ turn, unparsed_share }) => point(turn, name, unparsed_share)),
      ),
    [series],
  );
  if (!about) return null;
  const [first, last] = [about.result.turns[0], about.result.turns.at(-1)];
  return (
    <>
      {splits.length > 0 && (
        <div className="filters">
          <Choice
            label="Split by"
            name="split"
            value={split}
            choices={['', ...splits]}
            words={{ '': 'nothing: all attempts' }}
            onChange={setSplit}
          />
          {series.length > 1 && (
            <Choice
              label="In detail"
              name="about"
              value={about.key}
              choices={series.map(({ key }) => key)}
              words={Object.fromEntries(series.map(({ key, name }) => [key, name]))}
              onChange={setChosen}
            />
          )}
        </div>
      )}
      <Headline series={about} />
      {series.length > 1 && (
        <Card title={`By ${split}`}>
          <GroupsTable series={series} />
        </Card>
      )}
      <Card title="Turn by turn">
        <div className="columns">
          <Curves
            title="Accuracy by turn"
            summary={`Right at turn ${first?.turn}, then turn by turn; bars are 95 % intervals, resampled over questions.`}
            x="Turn"
            points={turns}
          />
          {last && unread.some(({ value }) => value !== null && value > 0) && (
            <Curves
              title="Unreadable answers"
              summary="Counted apart at every turn: a reply without a readable answer is no evidence of a wrong one."
              x="Turn"
              points={unread}
            />
          )}
        </div>
      </Card>
      <Card title="What it keeps and what it repairs">
        <div className="columns">
          <Transitions result={about.result} />
          <ClCsPlane series={series} about={about} />
        </div>
      </Card>
      <SamplingCard result={about.result} />
      <RevisionsCard key={about.key} result={about.result} />
      {children}
      <MeasuresCard result={about.result} />
    </>
  );
}
