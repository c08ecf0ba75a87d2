import { useMemo, useState } from 'react';
import type { Dynamics } from '../../schema/contracts/index.ts';
import { count, decimal, percent } from '../parts/format.ts';
import { Choice } from '../parts/inputs.tsx';
import { Card, Facts } from '../parts/page.tsx';
import { type CurvePoint, Curves, PointTable, point } from './curves.tsx';
import { groupName } from './series.ts';

/** The attempts of one sampler: those at one temperature, whatever the iteration. */
const samplerOf = (row: Dynamics): string =>
  [
    groupName(row, ['model', 'task', 'strategy']).replace(/^no .*/, ''),
    row.temperature === null ? '' : `temperature ${row.temperature}`,
  ]
    .filter(Boolean)
    .join(' · ') || 'All attempts';

/** Exploration and exploitation by iteration of training: B-STaR's and M-STaR's measures. */
export function DynamicsCard({ dynamics }: { dynamics: Dynamics[] }) {
  const samplers = [...new Set(dynamics.map(samplerOf))];
  const [chosen, setChosen] = useState(samplers[0] ?? '');
  const rows = useMemo(
    () => dynamics.filter((row) => samplerOf(row) === chosen).sort((a, b) => (a.iteration ?? 0) - (b.iteration ?? 0)),
    [dynamics, chosen],
  );
  const points = useMemo(() => pointsOf(rows), [rows]);
  const last = rows.at(-1);
  if (!last) return null;
  return (
    <Card title="Exploration and exploitation">
      {samplers.length > 1 && (
        <div className="fields">
          <Choice
            label="Sampler"
            name="sampler"
            value={chosen}
            choices={samplers}
            words={Object.fromEntries(samplers.map((name) => [name, name]))}
            onChange={setChosen}
          />
        </div>
      )}
      <Facts
        facts={[
          ['Balance score', decimal(last.balance_score.value)],
          ['Selected a question', decimal(last.selected.value, 1)],
          ['… of them right', percent(last.selected_accuracy.value)],
          ['Samples a question', last.k],
          ['Questions', count(last.questions)],
          ['Evenness of selection', percent(last.uniformity)],
        ]}
      />
      {rows.length > 1 && (
        <p className="muted small">The numbers above are those of iteration {last.iteration ?? '–'}.</p>
      )}
      <div className="columns">
        <Shown
          title="Exploration"
          summary={`What it can still find: a right answer at once and among ${last.k}, at least s different right ones, and how different they are.`}
          points={points.exploration}
        />
        <Shown
          title="Exploitation"
          summary="What its reward picks out: all of the s samples of highest reward are right, and the share of the selected ones that are."
          points={points.exploitation}
        />
        <Shown
          title="Balance"
          summary={`Quantity: different right answers selected, of the ${last.target} wanted. Quality: their share of what is selected. The balance score is the mean of their product.`}
          points={points.balance}
        />
      </div>
    </Card>
  );
}

/** Curves over the iterations; a table where there is but one. */
function Shown({ title, summary, points }: { title: string; summary: string; points: CurvePoint[] }) {
  if (points.length === 0) return null;
  if (new Set(points.map(({ x }) => x)).size > 1)
    return <Curves title={title} summary={summary} x="Iteration" points={points} />;
  return (
    <div className="stack">
      <PointTable title={title} points={points} />
      <p className="muted small">{summary}</p>
    </div>
  );
}

function pointsOf(rows: Dynamics[]) {
  const at = (row: Dynamics) => row.iteration ?? 0;
  return {
    exploration: rows.flatMap((row) => [
      point(at(row), 'pass@1', row.pass_at_1),
      point(at(row), `pass@${row.k}`, row.pass_at_k),
      ...row.pass_at_k_s.filter(({ s }) => s > 1).map(({ s, value }) => point(at(row), `${s} different right`, value)),
      ...(row.greedy ? [point(at(row), 'greedy', row.greedy)] : []),
      ...(row.diversity ? [point(at(row), 'diversity', row.diversity)] : []),
    ]),
    exploitation: rows.flatMap((row) => [
      ...row.reward_at_k_s.map(({ s, value }) => point(at(row), `best ${s} all right`, value)),
      ...(row.reward_pass_at_2 ? [point(at(row), 'best 2, one right', row.reward_pass_at_2)] : []),
      point(at(row), 'selected right', row.selected_accuracy),
    ]),
    balance: rows.flatMap((row) => [
      point(at(row), 'balance score', row.balance_score),
      point(at(row), 'quantity', row.quantity),
      point(at(row), 'quality', row.quality),
    ]),
  };
}
