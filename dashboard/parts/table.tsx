import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import type { ReactNode } from 'react';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, alphanumeric: sortFn_alphanumeric },
});

/** A column: what it is called, the value it sorts by, how it looks. Make columns outside components. */
export interface Column<T> {
  id: string;
  header: string;
  value: (row: T) => string | number | boolean | null;
  cell?: (row: T) => ReactNode;
  /** Numbers stand at the end of their cell. */
  end?: boolean;
  /** Left out on narrow screens; the row's own page shows it. */
  wide?: boolean;
  /** Heads its row; without any, the first column does. */
  head?: boolean;
}

/** An interval as one value, with both of its ends, for a column that a file is made of too. */
export function ends({ low, high }: { low: number | null; high: number | null }): string | null {
  return low === null || high === null ? null : `${low} to ${high}`;
}

/** Turns columns into what the table engine reads. */
export function columnsOf<T extends object>(columns: Column<T>[]): ColumnDef<typeof features, T>[] {
  return columns.map((column) => ({
    id: column.id,
    header: column.header,
    accessorFn: column.value,
    meta: column,
    sortFn: 'basic' as const,
  }));
}

function classOf<T>(column: Column<T>): string {
  return [column.end ? 'end' : '', column.wide ? 'wide' : ''].filter(Boolean).join(' ');
}

/** A table of rows that are all here; `sortable` lets the reader sort them. `markOf` names a row's look. */
export function Table<T extends object>(props: {
  label: string;
  rows: T[];
  columns: Column<T>[];
  sortable?: boolean;
  keyOf: (row: T) => string;
  markOf?: (row: T) => string | undefined;
}) {
  const { label, rows, columns, sortable = false, keyOf, markOf } = props;
  const table = useTable({
    features,
    columns: useColumns(columns),
    data: rows,
    getRowId: keyOf,
    enableSorting: sortable,
  });
  const byId = new Map(columns.map((column) => [column.id, column]));
  const head = Math.max(
    0,
    columns.findIndex((column) => column.head),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard.
    <section className="table" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const column = byId.get(header.column.id);
                if (!column) return null;
                const sorted = header.column.getIsSorted();
                const order = sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none';
                return (
                  <th
                    key={header.id}
                    scope="col"
                    className={classOf(column)}
                    {...(sortable ? { 'aria-sort': order } : {})}
                  >
                    {sortable ? (
                      <button type="button" className="sort" onClick={header.column.getToggleSortingHandler()}>
                        {column.header}{' '}
                        <span aria-hidden="true">{sorted === 'asc' ? '↑' : sorted === 'desc' ? '↓' : '↕'}</span>
                      </button>
                    ) : (
                      column.header
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} data-mark={markOf?.(row.original)}>
              {columns.map((column, at) => {
                const content = column.cell ? column.cell(row.original) : column.value(row.original);
                const Cell = at === head ? 'th' : 'td';
                return (
                  <Cell key={column.id} className={classOf(column)} {...(at === head ? { scope: 'row' } : {})}>
                    {content}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const made = new WeakMap<object, unknown>();

// The engine wants the same column objects on every render; columns live at module level, so one conversion each is enough.
function useColumns<T extends object>(columns: Column<T>[]): ColumnDef<typeof features, T>[] {
  let found = made.get(columns) as ColumnDef<typeof features, T>[] | undefined;
  if (!found) {
    found = columnsOf(columns);
    made.set(columns, found);
  }
  return found;
}
