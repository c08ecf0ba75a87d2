import { type ReactNode, useMemo, useState } from 'react';
import type { WinMatrix } from '../../schema/contracts/index.ts';
import { count, counted, decimal, percent } from '../parts/format.ts';
import { Choice } from '../parts/inputs.tsx';
import { Card } from '../parts/page.tsx';
import { Empty } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { HeatMap } from './heat-map.tsx';
import { cellsOf, type Lookup, type MatrixView, type Met, matrix_views, toneOf } from './matrix-cells.ts';

const words: Record<MatrixView, string> = {
  observed: 'points won',
  predicted: 'points predicted',
  residual: 'won against predicted',
};
const legends: Record<MatrixView, [string, string, string]> = {
  observed: ['0 %', '50 %', '100 %'],
  predicted: ['0 %', '50 %', '100 %'],
  residual: ['3 standard errors fewer', 'as predicted', '3 more'],
};

type Row = Met & { model: string };
const columns: Column<Row>[] = [
  { id: 'model', header: 'Against', value: (row) => row.model },
  { id: 'games', header: 'Ratings', value: (row) => row.wins + row.losses + row.ties, end: true },
  { id: 'observed', header: 'Won', value: (row) => row.observed, cell: (row) => percent(row.observed), end: true },
  {
    id: 'predicted',
    header: 'Predicted',
    value: (row) => row.predicted,
    cell: (row) => percent(row.predicted),
    end: true,
  },
  {
    id: 'residual',
    header: 'Standard errors apart',
    value: (row) => row.residual,
    cell: (row) => decimal(row.residual, 1),
    end: true,
    wide: true,
  },
];

/** What one pair did, in a sentence. */
function said(a: string, b: string, met: Met | null): string {
  if (!met) return `${a} and ${b} were never compared.`;
  const { wins, losses, ties, observed, predicted, residual } = met;
  const results = `${count(wins)} won, ${count(losses)} lost, ${count(ties)} tied`;
  const expected =
    predicted === null || residual === null
      ? ''
      : `; ${percent(predicted, 0)} predicted, ${Math.abs(residual).toFixed(1)} standard errors ${residual < 0 ? 'less' : 'more'} than that`;
  return `${a} won ${percent(observed, 0)} of the points against ${b} (${results})${expected}.`;
}

/** Every two models' results against what their scores predict, as a heat map, and one model's line of it as a table; `why` leads to what is behind a pair. */
export function Matrix({ matrix, why }: { matrix: WinMatrix; why?: (a: string, b: string) => ReactNode }) {
  const cells = useMemo(() => cellsOf(matrix), [matrix]);
  const predicts = matrix.predicted.some((value) => value !== null);
  const [view, setView] = useState<MatrixView>('observed');
  const [picked, setPicked] = useState<[number, number]>(() => {
    const met = matrix.models.findIndex((_, column) => cells(0, column) !== null);
    return [0, met === -1 ? 1 : met];
  });
  const [asTable, setAsTable] = useState(false);
  const tone = useMemo(() => {
    return (row: number, column: number) => {
      const met = cells(row, column);
      return met && toneOf(met, view);
    };
  }, [cells, view]);
  const { models } = matrix;
  if (models.length < 2 || matrix.a.length === 0) {
    return (
      <Empty title="No two models met yet">
        <p>Each cell will show what one model did against another.</p>
      </Empty>
    );
  }
  const [row, column] = picked;
  const [a, b] = [models[row] ?? '', models[column] ?? ''];
  return (
    <Card title="Win matrix">
      <div className="filters">
        {predicts && (
          <Choice
            label="Color shows"
            name="view"
            value={view}
            choices={matrix_views}
            words={words}
            onChange={setView}
          />
        )}
        <Choice
          label="Model"
          name="row"
          value={a}
          choices={models}
          words={own(models)}
          onChange={(name) => setPicked([models.indexOf(name), column])}
        />
        <Choice
          label="Against"
          name="column"
          value={b}
          choices={models}
          words={own(models)}
          onChange={(name) => setPicked([row, models.indexOf(name)])}
        />
        <button type="button" className="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Show matrix' : 'Show table'}
        </button>
      </div>
      <p aria-live="polite">
        {a === b ? 'Choose two different models.' : said(a, b, cells(row, column))} {a !== b && why?.(a, b)}
      </p>
      {asTable ? (
        <OneRow models={models} row={row} cells={cells} />
      ) : (
        <>
          <Legend view={view} />
          <HeatMap
            models={models}
            tone={tone}
            picked={a === b ? null : picked}
            onPick={(...place) => setPicked(place)}
            label={`Win matrix of ${counted(models.length, 'model')}, best first: ${counted(matrix.a.length, 'pair')} met. The table has one model’s results.`}
          />
        </>
      )}
      <p className="muted small">
        Each row is a model, best first, each column an opponent in the same order. Blue: more points, gold: fewer;
        empty: never compared. {!asTable && 'Point at a cell or choose two models to read it.'}
      </p>
    </Card>
  );
}

const own = (models: string[]) => Object.fromEntries(models.map((name) => [name, name]));

function Legend({ view }: { view: MatrixView }) {
  const [low, middle, high] = legends[view];
  return (
    <div className="legend small muted">
      <span className="ramp" aria-hidden="true" />
      <span className="row between">
        <span>{low}</span> <span>{middle}</span> <span>{high}</span>
      </span>
    </div>
  );
}

function OneRow({ models, row, cells }: { models: string[]; row: number; cells: Lookup }) {
  const rows = useMemo(
    () =>
      models.flatMap((model, column) => {
        const met = column === row ? null : cells(row, column);
        return met ? [{ model, ...met }] : [];
      }),
    [models, row, cells],
  );
  return (
    <Table label={`Results of ${models[row]}`} rows={rows} columns={columns} keyOf={({ model }) => model} sortable />
  );
}
