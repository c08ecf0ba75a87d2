import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Behaviors } from '../../schema/contracts/index.ts';
import { Chart } from '../parts/chart.tsx';
import { count, decimal, percent } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { type Column, ends, Table } from '../parts/table.tsx';
import { colorsOf } from './curves.tsx';
import { groupName } from './series.ts';

type Counted = Behaviors['counts'][number];
type Habit = Counted['habits'][number];
type Row = Habit & { who: string; texts: number; unread: number };
type Agreed = NonNullable<Behaviors['agreement']>['habits'][number];

/** The four habits in plain words. */
export const habit_text: Record<Habit['habit'], string> = {
  verification: 'checks its work',
  backtracking: 'turns back',
  subgoals: 'sets subgoals',
  backward_chaining: 'works backward',
};

const columns: Column<Row>[] = [
  { id: 'habit', header: 'Behavior', value: (row) => habit_text[row.habit] },
  { id: 'who', header: 'In', value: (row) => row.who },
  {
    id: 'mean',
    header: 'A text',
    value: (row) => row.mean.value,
    cell: (row) => decimal(row.mean.value, 2),
    end: true,
  },
  {
    id: 'interval',
    header: '95 % interval',
    value: (row) => ends(row.mean),
    cell: ({ mean: { low, high } }) => (low === null ? '–' : `${decimal(low, 2)} to ${decimal(high, 2)}`),
    end: true,
    wide: true,
  },
  {
    id: 'share',
    header: 'Texts with it',
    value: (row) => row.share.value,
    cell: (row) => percent(row.share.value),
    end: true,
  },
  {
    id: 'words',
    header: 'In 100 words',
    value: (row) => row.per_100_words.value,
    cell: (row) => decimal(row.per_100_words.value, 2),
    end: true,
    wide: true,
  },
  { id: 'texts', header: 'Texts', value: (row) => row.texts, cell: (row) => count(row.texts), end: true, wide: true },
  {
    id: 'unread',
    header: 'Unread',
    value: (row) => row.unread,
    cell: (row) => count(row.unread),
    end: true,
    wide: true,
  },
];

const agreement_columns: Column<Agreed>[] = [
  { id: 'habit', header: 'Behavior', value: (row) => habit_text[row.habit] },
  ...(['kappa', 'weighted_kappa', 'precision', 'recall', 'f1'] as const).map(
    (id): Column<Agreed> => ({
      id,
      header: { kappa: "Cohen's κ", weighted_kappa: 'Weighted κ', precision: 'Precision', recall: 'Recall', f1: 'F1' }[
        id
      ],
      value: (row) => row[id].value,
      cell: (row) => decimal(row[id].value, 2),
      end: true,
      wide: id !== 'kappa' && id !== 'f1',
    }),
  ),
];

const draw: Parameters<typeof Chart<Row>>[0]['draw'] = (plot, rows) => {
  const who = [...new Set(rows.map((row) => row.who))];
  const habits = [...new Set(rows.map(({ habit }) => habit_text[habit]))];
  return {
    height: 60 + habits.length * (18 + who.length * 20),
    marginLeft: 112,
    marginBottom: 40,
    x: { label: 'occurrences a text', labelOffset: 36, grid: true, zero: true, nice: true, ticks: 4 },
    fy: { label: null, domain: habits, padding: 0.15 },
    y: { axis: null, domain: who },
    color: { domain: who, range: colorsOf(who), legend: who.length > 1 },
    facet: { data: rows, y: (row: Row) => habit_text[row.habit] },
    marks: [
      plot.axisFy({ anchor: 'left', fontSize: 12 }),
      plot.ruleY(rows, {
        y: 'who',
        x1: (row: Row) => row.mean.low,
        x2: (row: Row) => row.mean.high,
        stroke: 'who',
        strokeWidth: 3,
        strokeOpacity: 0.4,
        strokeLinecap: 'round',
      }),
      plot.dot(rows, {
        y: 'who',
        x: (row: Row) => row.mean.value,
        fill: 'who',
        r: 5,
        tip: true,
        title: (row: Row) => `${row.who} ${habit_text[row.habit]} ${decimal(row.mean.value, 2)} times a text`,
      }),
    ],
  };
};

/** How often the four habits show, by a judge's count, and how far that judge agrees with people. */
export function BehaviorsCard({ behaviors }: { behaviors: Behaviors }) {
  const rows = useMemo(
    () =>
      behaviors.counts.flatMap((counted) => {
        const labels = groupName(counted).replace(/^no .*/, '');
        const who = [labels, counted.turn === null ? '' : `turn ${counted.turn}`].filter(Boolean).join(' · ') || 'All';
        return counted.habits.map((habit) => ({ ...habit, who, texts: counted.texts, unread: counted.unread }));
      }),
    [behaviors],
  );
  const { agreement } = behaviors;
  return (
    <Card
      title="Behaviors"
      aside={
        <Link className="small" to="/judges/$id" params={{ id: behaviors.judge_id }}>
          The judge that counts
        </Link>
      }
    >
      <Chart
        title="How often each behavior shows"
        summary="Dots are means a text, bars their 95 % intervals. Long texts show more of everything; the table also has rates in 100 words."
        rows={rows}
        columns={columns}
        keyOf={(row) => `${row.habit} ${row.who}`}
        draw={draw}
      />
      {agreement ? (
        <>
          <h3>The judge beside people, on {count(agreement.examples)} texts counted by hand</h3>
          <Table
            label="Agreement of the judge with people"
            rows={agreement.habits}
            columns={agreement_columns}
            keyOf={(row) => row.habit}
          />
          {agreement.unread > 0 && <p className="muted small">Unread by the judge: {count(agreement.unread)}.</p>}
        </>
      ) : (
        <p className="notice gold">
          No texts counted by hand were given with this report, so nothing says how good these counts are.
        </p>
      )}
    </Card>
  );
}
