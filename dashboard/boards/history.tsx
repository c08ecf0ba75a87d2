import { useMemo, useState } from 'react';
import type { LeaderboardHistory } from '../../schema/contracts/index.ts';
import { Chart, series_colors } from '../parts/chart.tsx';
import { count } from '../parts/format.ts';
import type { Column } from '../parts/table.tsx';
import { points } from './interval.tsx';
import { ModelPicks } from './model-picks.tsx';

interface Point {
  version: number;
  ratings: number;
  model: string;
  rank: number;
  score: number | null;
  low: number | null;
  high: number | null;
}

const columns: Column<Point>[] = [
  { id: 'version', header: 'Version', value: (row) => row.version, cell: (row) => `v${row.version}` },
  { id: 'ratings', header: 'Ratings', value: (row) => row.ratings, cell: (row) => count(row.ratings), end: true },
  { id: 'model', header: 'Model', value: (row) => row.model },
  { id: 'rank', header: 'Rank', value: (row) => row.rank, end: true },
  { id: 'score', header: 'Score', value: (row) => row.score, cell: (row) => points(row.score), end: true },
  { id: 'low', header: 'Low', value: (row) => row.low, cell: (row) => points(row.low), end: true, wide: true },
  { id: 'high', header: 'High', value: (row) => row.high, cell: (row) => points(row.high), end: true, wide: true },
];

type Draw = Parameters<typeof Chart<Point>>[0]['draw'];

function drawing(picked: string[], by: 'score' | 'rank'): Draw {
  return (plot, rows, width) => ({
    height: 320,
    marginBottom: 40,
    marginLeft: 48,
    x: { label: 'ratings counted', labelOffset: 36, ticks: Math.max(3, Math.floor(width / 130)), tickFormat: count },
    y: by === 'rank' ? { label: 'rank', reverse: true, grid: true } : { label: 'score', grid: true, nice: true },
    color: { legend: true, domain: picked, range: series_colors },
    marks: [
      ...(by === 'rank'
        ? []
        : [plot.areaY(rows, { x: 'ratings', y1: 'low', y2: 'high', fill: 'model', z: 'model', fillOpacity: 0.09 })]),
      plot.line(rows, { x: 'ratings', y: by, stroke: 'model', z: 'model', strokeWidth: 2 }),
      plot.dot(rows, {
        x: 'ratings',
        y: by,
        fill: 'model',
        r: 3,
        tip: true,
        title: (row: Point) => `v${row.version}, ${row.model}: ${points(row.score)}, rank ${row.rank}`,
      }),
    ],
  });
}

/** Scores or ranks of a few models from snapshot to snapshot, the oldest first. */
export function BoardHistory({ history }: { history: LeaderboardHistory }) {
  const models = useMemo(() => history.models.map(({ model }) => model), [history]);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [by, setBy] = useState<'score' | 'rank'>('score');
  const picked = useMemo(
    () => (chosen ?? models.slice(0, 5)).filter((model) => models.includes(model)),
    [chosen, models],
  );
  const rows = useMemo(
    () =>
      history.models
        .filter(({ model }) => picked.includes(model))
        .flatMap(({ model, score, low, high, rank }) =>
          history.points.flatMap(({ version, watermark }, at) => {
            const place = rank[at] ?? null;
            const given = score[at] ?? null;
            if (place === null || given === null) return [];
            return [
              {
                version,
                ratings: watermark,
                model,
                rank: place,
                score: given,
                low: low[at] ?? null,
                high: high[at] ?? null,
              },
            ];
          }),
        ),
    [history, picked],
  );
  const draw = useMemo(() => drawing(picked, by), [picked, by]);
  const first = history.points[0];
  const last = history.points.at(-1);
  return (
    <div className="stack">
      <div className="row">
        <button
          type="button"
          className="button"
          aria-pressed={by === 'rank'}
          onClick={() => setBy(by === 'rank' ? 'score' : 'rank')}
        >
          {by === 'rank' ? 'Show scores' : 'Show ranks'}
        </button>
      </div>
      <Chart
        title={by === 'rank' ? 'Ranks over snapshots' : 'Scores over snapshots'}
        summary={`From ${count(first?.watermark ?? 0)} to ${count(last?.watermark ?? 0)} ratings over ${history.points.length} snapshots${by === 'score' ? '; the bands are 95 % intervals' : ''}.`}
        rows={rows}
        columns={columns}
        keyOf={(row) => `${row.version} ${row.model}`}
        draw={draw}
      />
      <ModelPicks models={models} picked={picked} most={series_colors.length} onChange={setChosen} />
    </div>
  );
}
