import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Loaded } from '../parts/states.tsx';
import { one } from '../queries.ts';
import { Matrix } from './matrix.tsx';

/** The win matrix of a leaderboard, as its counts are now. */
export function MatrixTab({ id }: { id: string }) {
  const query = useQuery(one('GET /v1/leaderboards/{id}/win-matrix', { path: { id } }));
  const why = (a: string, b: string) => (
    <Link to="/leaderboards/$id" params={{ id }} search={{ tab: 'pair', a, b }}>
      Why?
    </Link>
  );
  return <Loaded query={query}>{(matrix) => <Matrix matrix={matrix} why={why} />}</Loaded>;
}
