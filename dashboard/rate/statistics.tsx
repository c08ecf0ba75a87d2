import { useEffect, useState } from 'react';
import type { OwnFigures } from '../../schema/contracts/index.ts';
import { AssayError, call } from '../client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useTexts } from './language.ts';

/** A rater's own figures in a campaign. */
export function Statistics({ campaign_id, onClose }: { campaign_id: string; onClose: () => void }) {
  const t = useTexts();
  const [figures, setFigures] = useState<OwnFigures | AssayError | null>(null);
  useEffect(() => {
    call('GET /v1/rater', { query: { campaign_id } }).then(setFigures, (error: unknown) => {
      if (error instanceof AssayError) setFigures(error);
    });
  }, [campaign_id]);
  const percent = (share: number | null) => (share === null ? t.unknown : `${Math.round(100 * share)} %`);
  return (
    <Dialog title={t.statistics} close={t.close} onClose={onClose}>
      <div aria-live="polite" aria-busy={figures === null}>
        {figures === null && <p className="muted">{t.moment}</p>}
        {figures instanceof AssayError && (
          <p>{figures.code === 'offline' ? t.problems.offline[1] : t.problems.other[1]}</p>
        )}
        {figures !== null && !(figures instanceof AssayError) && (
          <dl className="facts">
            {[
              [t.figures.rated, figures.rated],
              [t.figures.time, t.minutes(Math.round(figures.time_ms / 60_000))],
              [t.figures.agreement, percent(figures.agreement)],
              [t.figures.checks, percent(figures.checks_passed)],
            ].map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <p className="muted small">{t.statistics_text}</p>
    </Dialog>
  );
}
