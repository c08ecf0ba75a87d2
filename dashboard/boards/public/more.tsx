import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import type { LeaderboardHistory, WinMatrix } from '../../../schema/contracts/index.ts';
import { publicPath } from './read.ts';

// Charts are larger than the page: they load when somebody asks for them.
const Matrix = lazy(async () => ({ default: (await import('../matrix.tsx')).Matrix }));
const BoardHistory = lazy(async () => ({ default: (await import('../history.tsx')).BoardHistory }));

/** The win matrix and the history of a published leaderboard, each read when it is opened. */
export function More({ slug }: { slug: string }) {
  return (
    <>
      <Part title="Win matrix">
        <Read<WinMatrix> path={`${publicPath(slug)}/win-matrix`} Show={ShownMatrix} />
      </Part>
      <Part title="History">
        <Read<LeaderboardHistory> path={`${publicPath(slug)}/history`} Show={ShownHistory} />
      </Part>
    </>
  );
}

const ShownMatrix = ({ value }: { value: WinMatrix }) => <Matrix matrix={value} />;
const ShownHistory = ({ value }: { value: LeaderboardHistory }) => <BoardHistory history={value} />;

function Part({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && <Suspense fallback={<Loading />}>{children}</Suspense>}
    </details>
  );
}

const Loading = () => (
  <p className="muted" aria-busy="true">
    Loading…
  </p>
);

function Read<T>({ path, Show }: { path: string; Show: ComponentType<{ value: T }> }) {
  const [value, setValue] = useState<T | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    const read = async () => {
      const answer = await fetch(path);
      if (answer.ok) setValue((await answer.json()) as T);
      else setFailed(`The server answered ${answer.status}.`);
    };
    read().catch(() => setFailed('The server could not be reached.'));
  }, [path]);
  if (failed) return <p role="alert">{failed}</p>;
  return value === null ? <Loading /> : <Show value={value} />;
}
