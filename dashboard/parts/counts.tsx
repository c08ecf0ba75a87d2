import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { list } from '../queries.ts';

const counted_lists = [
  { route: 'GET /v1/judges', to: '/judges', name: 'Judges' },
  { route: 'GET /v1/datasets', to: '/datasets', name: 'Datasets' },
  { route: 'GET /v1/campaigns', to: '/campaigns', name: 'Campaigns' },
  { route: 'GET /v1/leaderboards', to: '/leaderboards', name: 'Leaderboards' },
  { route: 'GET /v1/models', to: '/models', name: 'Models' },
] as const;

/** How many of each thing the project has. */
export function Counts() {
  return (
    <ul className="counts">
      {counted_lists.map((one) => (
        <Count key={one.route} {...one} />
      ))}
    </ul>
  );
}

function Count({ route, to, name }: (typeof counted_lists)[number]) {
  const page = useInfiniteQuery(list(route, { query: { limit: 200 } })).data?.pages[0];
  return (
    <li>
      <Link to={to}>
        <span className="figure-number">
          {page ? `${page.data.length}${page.next_cursor === null ? '' : '+'}` : '–'}
        </span>
        <span className="muted">{name}</span>
      </Link>
    </li>
  );
}
