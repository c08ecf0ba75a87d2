import { useQuery } from '@tanstack/react-query';
import { one } from '../queries.ts';
import { Badge } from './badge.tsx';
import { ago } from './format.ts';

/** The runners that take jobs, or what to do when there is none. */
export function Runners() {
  const runners = useQuery({ ...one('GET /v1/runners', {}), refetchInterval: 10_000 }).data?.data;
  if (!runners) return null;
  if (!runners.some(({ connected }) => connected)) {
    return (
      <p className="notice gold">
        <span>
          No runner is connected, so jobs wait. <code>npm start</code> starts one; on another machine run{' '}
          <code>assay-runner work</code>.
        </span>
      </p>
    );
  }
  return (
    <ul className="lights">
      {runners.map((runner) => (
        <li key={runner.name}>
          <Badge value={runner.connected ? 'ok' : 'disconnected'} />
          <span>
            {runner.name}
            <span className="muted small">
              {' '}
              · {runner.device} · seen {ago(runner.last_seen_at)}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
