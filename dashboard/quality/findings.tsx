import type { RaterFinding } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { detector_text } from './words.ts';

/** What the detectors found of a rater, the strongest evidence first, with the numbers behind it. */
export function Findings({ findings }: { findings: RaterFinding[] }) {
  if (findings.length === 0) return <p className="muted">Nothing unusual was found.</p>;
  return (
    <ul className="stack">
      {findings.map((one) => (
        <li key={one.detector}>
          <strong>{detector_text[one.detector]}</strong> {one.flagged && <Badge value="flagged" />}
          <br />
          {one.evidence} <span className="muted small">{testOf(one)}</span>
        </li>
      ))}
    </ul>
  );
}

/** The test in a few words: how unlikely, and from where on it counts. */
function testOf({ p_value, e_value, threshold }: RaterFinding): string {
  const [name, value, side] =
    p_value === null ? ['e-value', e_value ?? 0, 'more'] : (['p-value', p_value, 'less'] as const);
  const limit = threshold === null ? 'nobody is flagged by this here' : `flagged at ${short(threshold)} or ${side}`;
  return `${name} ${short(value)}; ${limit}.`;
}

const short = (value: number): string =>
  value === 0 || (value >= 0.001 && value < 10_000) ? String(Number(value.toPrecision(2))) : value.toExponential(0);
