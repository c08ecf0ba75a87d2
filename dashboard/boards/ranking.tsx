import type { Provisional, Snapshot } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { counted } from '../parts/format.ts';
import { Card, Facts } from '../parts/page.tsx';
import { Standings } from './standings.tsx';
import { Trust } from './trust.tsx';

/** What the diagnostics that need it mean; the others show under their own name. */
const diagnostic_names: Record<string, string> = {
  gradient_norm: 'Gradient norm (0 at the optimum)',
  exploitability: 'Exploitability (0 at the optimum)',
  nu: 'Tie parameter ν',
  kappa: 'Tie parameter κ',
  lambda: 'Weight of the judge λ (0 to 1)',
  labels: 'Comparisons that people and the judge answered',
  verdicts: 'Comparisons that only the judge answered',
  labels_without_verdict: 'Comparisons that only people answered (left out)',
  without_style: 'Ratings of answers without a known style (left out)',
  guarantee: 'Surely at least, on every criterion against every model (0 is even)',
  effective_raters: 'As many raters of equal weight',
  blocs: 'Raters who vote one way on a model (weighed down)',
  quality_a: 'Prior of a rater’s quality, Beta a',
  quality_b: 'Prior of a rater’s quality, Beta b',
  seed: 'Seed of the rank ranges',
  rounds: 'Simulated rounds',
};

function diagnosticFacts(diagnostics: Record<string, number | string>): [string, string][] {
  return Object.entries(diagnostics).map(([name, value]) => [
    diagnostic_names[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`,
    typeof value === 'string' || Number.isInteger(value) ? String(value) : value.toPrecision(4),
  ]);
}

/** What a snapshot and a view of it share. */
type Result = Pick<Snapshot, 'status' | 'message' | 'rows' | 'diagnostics' | 'analysis'>;

/** A ranking: its status, its table, how far to trust it, what proves or limits it. */
export function Ranking(props: { title: string; aside: string; result: Result; provisional?: Provisional | null }) {
  const { title, aside, result, provisional } = props;
  const { status, message, rows, diagnostics, analysis } = result;
  return (
    <Card title={title} aside={<span className="muted small">{aside}</span>}>
      {(status !== 'ok' || message !== null) && (
        <p className={`notice ${status === 'ok' ? '' : 'gold'}`}>
          <span className="row">
            <Badge value={status} /> {message ?? ''}
          </span>
        </p>
      )}
      {provisional && (
        <p className="muted small">
          {counted(provisional.ratings, 'rating')} came since this snapshot; ≈ marks where they would move a score. The
          exact fit follows within a minute.
        </p>
      )}
      {analysis && <Trust analysis={analysis} />}
      {rows.length > 0 && <Standings rows={rows} tiers={analysis?.tiers} provisional={provisional?.rows} />}
      {rows.some(({ best_rank }) => best_rank !== null) && (
        <p className="muted small">
          With 95 % confidence all true ranks lie in their ranges at once. First is how probable it is that the model is
          the strongest.
        </p>
      )}
      {diagnostics && (
        <details>
          <summary>How it was computed</summary>
          <Facts facts={diagnosticFacts(diagnostics)} />
        </details>
      )}
    </Card>
  );
}
