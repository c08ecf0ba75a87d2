import type { Snapshot } from '../../schema/contracts/index.ts';
import { Badge } from './badge.tsx';
import { counted, dateTime } from './format.ts';
import { Card, Facts } from './page.tsx';
import { Standings } from './standings.tsx';

/** What the diagnostics that need it mean; the others show under their own name. */
const diagnostic_names: Record<string, string> = {
  gradient_norm: 'Gradient norm (0 at the optimum)',
  exploitability: 'Exploitability (0 at the optimum)',
  nu: 'Tie parameter ν',
  kappa: 'Tie parameter κ',
  seed: 'Seed of the rank ranges',
  rounds: 'Simulated rounds',
};

function diagnosticFacts(diagnostics: Record<string, number | string>): [string, string][] {
  return Object.entries(diagnostics).map(([name, value]) => [
    diagnostic_names[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`,
    typeof value === 'string' || Number.isInteger(value) ? String(value) : value.toPrecision(4),
  ]);
}

/** A snapshot of a leaderboard: its status, its table, what proves or limits it. */
export function Ranking({ snapshot }: { snapshot: Snapshot }) {
  const ranged = snapshot.rows.some(({ best_rank }) => best_rank !== null);
  return (
    <Card
      title={`Snapshot v${snapshot.version}`}
      aside={
        <span className="muted small">
          {counted(snapshot.watermark, 'rating')} · {dateTime(snapshot.created_at)}
        </span>
      }
    >
      {(snapshot.status !== 'ok' || snapshot.message !== null) && (
        <p className={`notice ${snapshot.status === 'ok' ? '' : 'gold'}`}>
          <span className="row">
            <Badge value={snapshot.status} /> {snapshot.message ?? ''}
          </span>
        </p>
      )}
      {snapshot.rows.length > 0 && <Standings rows={snapshot.rows} />}
      {ranged && (
        <p className="muted small">
          With 95 % confidence all true ranks lie in their ranges at once. First is how probable it is that the model is
          the strongest.
        </p>
      )}
      {snapshot.diagnostics && (
        <details>
          <summary>How it was computed</summary>
          <Facts facts={diagnosticFacts(snapshot.diagnostics)} />
        </details>
      )}
    </Card>
  );
}
