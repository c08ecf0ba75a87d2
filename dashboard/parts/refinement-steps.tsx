import { Link } from '@tanstack/react-router';
import type { RefinementStep } from '../../schema/contracts/index.ts';
import { Badge } from './badge.tsx';
import { count, decimal, percent } from './format.ts';
import { Card, Facts } from './page.tsx';
import { Text } from './prompt.tsx';
import { hasLines, placeOf } from './refinement-attempts.tsx';

/** Every step of a refinement in its order, each opened by a click. */
export function RefinementSteps({ steps, returned }: { steps: RefinementStep[]; returned: number | null }) {
  const lines = hasLines(steps);
  return (
    <Card title="All steps" aside={<span className="muted small">{count(steps.length)}</span>}>
      {steps.length === 0 && <p className="muted">None yet.</p>}
      <ol className="unfolding">
        {steps.map((step) => (
          <li key={step.n}>
            <details>
              <summary>
                <span className="row between">
                  <span>
                    {placeOf(step, lines)} · {step.kind}
                  </span>
                  <span className="row">
                    {step.answer !== null && step.answer.length <= 40 && <span className="mono">{step.answer}</span>}
                    {step.value !== null && <span className="muted small">{percent(step.value, 0)}</span>}
                    {step.error && <Badge value="failed" />}
                    {step.kind === 'critique' && !step.error && <Badge value={decisionOf(step)} />}
                    {step.n === returned && <Badge value="returned" />}
                  </span>
                </span>
              </summary>
              <Opened step={step} />
            </details>
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** A stored critic's decision is how the step finished; a model that was asked in words ends with a line that says it. */
function decisionOf({ finish, content }: RefinementStep): string {
  if (finish === 'keep' || finish === 'revise') return finish;
  return /Decision\W+(keep|revise)\W*$/i.exec(content)?.[1]?.toLowerCase() ?? 'undecided';
}

function Opened({ step }: { step: RefinementStep }) {
  const facts: [string, string | null][] = [
    ['Comes from', step.parent === null ? 'the prompt' : `step ${step.parent}`],
    ['Worth, by the judge', step.value === null ? null : percent(step.value)],
    ['Log-likelihood', step.log_likelihood === null ? null : decimal(step.log_likelihood)],
    ['Tokens', `${count(step.input_tokens)} in, ${count(step.output_tokens)} out`],
  ];
  return (
    <div className="stack">
      {step.error ? <p className="error">{step.error}</p> : <Text text={step.content} label={`Step ${step.n}`} />}
      <Facts facts={facts.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]))} />
      <p className="row">
        {step.judgment_id && (
          <Link to="/judgments/$id" params={{ id: step.judgment_id }}>
            The judgment
          </Link>
        )}
        {step.critique_id && (
          <Link to="/critiques/$id" params={{ id: step.critique_id }}>
            The critique
          </Link>
        )}
      </p>
    </div>
  );
}
