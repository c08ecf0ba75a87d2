import { ago, dateTime } from './format.ts';

/** How long ago something was; the exact time shows on hover. */
export function When({ at }: { at: number | null }) {
  if (at === null) return <span className="muted">never</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
      {ago(at)}
    </time>
  );
}
