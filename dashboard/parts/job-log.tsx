import { useEffect, useRef } from 'react';
import type { JobEvent } from '../../schema/contracts/index.ts';
import { clockTime } from './format.ts';
import { Card } from './page.tsx';

/** The latest log lines of a job; new ones keep the end in view. */
export function JobLog({ events }: { events: JobEvent[] }) {
  const box = useRef<HTMLElement>(null);
  const lines = events.filter(({ kind }) => kind === 'log').slice(-500);
  const latest = lines.length;
  useEffect(() => {
    const { current } = box;
    // New lines keep the end in view, unless the reader scrolled up.
    if (current && latest > 0 && current.scrollHeight - current.scrollTop - current.clientHeight < 120)
      current.scrollTop = current.scrollHeight;
  }, [latest]);
  return (
    <Card title="Log">
      {lines.length === 0 ? (
        <p className="muted">No line yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard.
        <section ref={box} className="logs" aria-label="Log lines" tabIndex={0}>
          {lines.map(({ fence, seq, at, data }) => (
            <div key={`${fence}.${seq}`} className={String(data.level ?? '')}>
              <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
              {String(data.message ?? '')}
            </div>
          ))}
        </section>
      )}
    </Card>
  );
}
