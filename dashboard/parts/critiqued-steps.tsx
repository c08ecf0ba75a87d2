import type { ReactNode } from 'react';
import type { CritiquedStep, TargetResult } from '../../packages/assay/src/api.ts';
import { Badge } from './badge.tsx';

/** The steps of a response with the critics' marks inline. */
export function CritiquedSteps({ steps, first_error }: { steps: CritiquedStep[]; first_error: number | null }) {
  return (
    <ol className="steps">
      {steps.map((step) => (
        <StepMark key={step.step} step={step} first={step.step === first_error}>
          {step.text === '' ? '(removed)' : step.text}
        </StepMark>
      ))}
    </ol>
  );
}

/** One step with what the critics made of it; `children` is its text. */
export function StepMark(props: { step: CritiquedStep; first: boolean; children: ReactNode }) {
  const { step, first, children } = props;
  return (
    <li data-verdict={step.verdict}>
      <div className="row between">
        <span className="row">
          <strong>{step.step}.</strong>
          <Badge value={step.verdict} />
          {step.kind && <span className="muted small">{step.kind}</span>}
          {first && <span className="muted small">first wrong step</span>}
        </span>
        <span className="muted small">{votesText(step.votes)}</span>
      </div>
      <pre>{children}</pre>
      {step.what !== '' && <p>{step.what}</p>}
      {step.fix !== '' && <p className="muted">{step.fix}</p>}
    </li>
  );
}

const votesText = (votes: Record<string, number>): string =>
  Object.entries(votes)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');

/** What became of the points of a critique that was critiqued. */
export function TargetPoints({ target }: { target: TargetResult }) {
  return (
    <ul className="steps">
      {target.points.map((point, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place.
        <li key={at} data-verdict={point.verdict}>
          <div className="row between">
            <span className="row">
              <strong>Step {point.step}</strong>
              <Badge value={point.verdict} />
            </span>
            <span className="muted small">{votesText(point.votes)}</span>
          </div>
          <p>{point.what || '(removed)'}</p>
          {point.reason !== '' && <p className="muted">{point.reason}</p>}
        </li>
      ))}
      {target.missed.map((missed) => (
        <li key={`missed ${missed.step}`} data-verdict="wrong">
          <span className="row">
            <strong>Step {missed.step}</strong>
            <Badge value="missed" />
          </span>
          <p>{missed.what}</p>
        </li>
      ))}
    </ul>
  );
}
