import type { Analysis } from '../../schema/contracts/index.ts';
import { decimal, percent } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { type Column, Table } from '../parts/table.tsx';

type Coefficient = NonNullable<Analysis['style']>[number];
type Controlled = NonNullable<Analysis['length_controlled']>[number];

const feature_words: Record<string, string> = { characters: 'length', lists: 'list items' };
const style_columns: Column<Coefficient>[] = [
  { id: 'feature', header: 'Feature', value: (row) => feature_words[row.feature] ?? row.feature },
  { id: 'value', header: 'Log-odds', value: (row) => row.value, cell: (row) => decimal(row.value), end: true },
  {
    id: 'interval',
    header: '95 % interval',
    value: (row) => row.low,
    cell: (row) => (row.low === null ? '–' : `${decimal(row.low)} to ${decimal(row.high)}`),
    end: true,
  },
];
const length_columns: Column<Controlled>[] = [
  { id: 'model', header: 'Model', value: (row) => row.model },
  { id: 'rate', header: 'Win rate', value: (row) => row.win_rate, cell: (row) => percent(row.win_rate), end: true },
  {
    id: 'interval',
    header: '95 % interval',
    value: (row) => row.low,
    cell: (row) => (row.low === null ? '–' : `${percent(row.low)} to ${percent(row.high)}`),
    end: true,
  },
];

/** What style is worth to the raters, and win rates at equal length. */
export function StyleTables({ analysis }: { analysis: Analysis }) {
  const { style, length_controlled } = analysis;
  return (
    <>
      {style && (
        <Card title="What style is worth">
          <p className="muted small">
            Log-odds that a standard deviation more of a feature brings, whoever wrote the answer. 0 is worth nothing.
          </p>
          <Table label="Style" rows={style} columns={style_columns} keyOf={(row) => row.feature} sortable />
        </Card>
      )}
      {length_controlled && (
        <Card title="Win rate at equal length">
          <p className="muted small">Against the average opponent, had both answers been equally long.</p>
          <Table
            label="Win rate at equal length"
            rows={length_controlled}
            columns={length_columns}
            keyOf={(row) => row.model}
            sortable
          />
        </Card>
      )}
    </>
  );
}
