import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import type { ListRoute, Request, RowOf } from '../contracts.ts';
import { list } from '../queries.ts';
import { announce } from './announce.tsx';
import { Failure, Skeleton } from './states.tsx';
import { type Column, Table } from './table.tsx';

/** A list from the API as a table, page after page, with its empty state. */
export function List<R extends ListRoute>(props: {
  route: R;
  request: Request<R>;
  label: string;
  columns: Column<RowOf<R>>[];
  empty: ReactNode;
  refresh_ms?: number;
}) {
  const { route, request, label, columns, empty, refresh_ms } = props;
  const query = useInfiniteQuery({ ...list(route, request), refetchInterval: refresh_ms ?? false });
  const rows = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.data as RowOf<R>[]), [query.data]);
  if (query.data === undefined) {
    return query.error ? <Failure error={query.error} retry={() => query.refetch()} /> : <Skeleton lines={5} />;
  }
  if (rows.length === 0) return empty;
  const more = async () => {
    await query.fetchNextPage();
    announce('More rows loaded.');
  };
  return (
    <div className="stack">
      {query.error && <Failure error={query.error} retry={() => query.refetch()} />}
      <Table label={label} rows={rows} columns={columns} keyOf={(row) => row.id} />
      <div className="row between">
        <p className="muted small">{query.hasNextPage ? `The newest ${rows.length}` : `All ${rows.length}`}</p>
        {query.hasNextPage && (
          <button type="button" className="button" disabled={query.isFetchingNextPage} onClick={more}>
            {query.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        )}
      </div>
    </div>
  );
}
