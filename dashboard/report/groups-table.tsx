import { count, percent } from '../parts/format.ts';
import { type Column, Table } from '../parts/table.tsx';
import { type Series, wholePair } from './series.ts';

type Row = Series & { pair: ReturnType<typeof wholePair> };

const share = (
  id: 'accuracy_before' | 'accuracy_after' | 'delta' | 'cl' | 'cs' | 'rss',
  header: string,
  wide = false,
): Column<Row> => ({
  id,
  header,
  value: (row) => row.pair?.[id].value ?? null,
  cell: (row) => {
    const { value, low, high } = row.pair?.[id] ?? { value: null, low: null, high: null };
    return <span title={low === null ? '' : `${percent(low)} to ${percent(high)}`}>{percent(value)}</span>;
  },
  end: true,
  wide,
});

const columns: Column<Row>[] = [
  { id: 'name', header: 'Attempts', value: (row) => row.name },
  {
    id: 'questions',
    header: 'Questions',
    value: (row) => row.result.questions,
    cell: (row) => count(row.result.questions),
    end: true,
    wide: true,
  },
  share('accuracy_before', 'At first'),
  share('accuracy_after', 'At last'),
  share('delta', 'Δ'),
  share('cl', 'CL', true),
  share('cs', 'CS', true),
  share('rss', 'RSS', true),
];

/** One row for each model, task, strategy or iteration. */
export function GroupsTable({ series }: { series: Series[] }) {
  const rows = series.map((one) => ({ ...one, pair: wholePair(one.result) }));
  return <Table label="Attempts by group" rows={rows} columns={columns} keyOf={(row) => row.key} sortable />;
}
