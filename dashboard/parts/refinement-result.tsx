import type { Refinement, RefinementResult, RefinementStep } from '../../schema/contracts/index.ts';
import { Badge } from './badge.tsx';
import { count, decimal, duration, percent } from './format.ts';
import { Card, Facts } from './page.tsx';
import { Text } from './prompt.tsx';
import { hasLines } from './refinement-attempts.tsx';
import type { WatchedSteps } from './refinement-stream.ts';
import { type Column, Table } from './table.tsx';

/** What ended a refinement, in words. */
const stopped_text: Record<RefinementResult['stopped'], string> = {
  finished: 'its strategy came to an end',
  accepted: 'the judge accepted an attempt',
  calls: 'its calls were used up',
  tokens: 'its tokens were used up',
  time: 'its time was used up',
  cost: 'its money was used up',
  cancelled: 'it was cancelled',
};

type Vote = { answer: string; count: number };
const vote_columns: Column<Vote>[] = [
  { id: 'answer', header: 'Answer', value: (row) => row.answer },
  { id: 'count', header: 'Votes', value: (row) => row.count, end: true },
];

/** What a refinement came to, why, and what it has spent so far. */
export function RefinementOutcome({ refinement, watched }: { refinement: Refinement; watched: WatchedSteps }) {
  const { state, message, result } = refinement;
  const live = { connecting: 'Connecting…', live: 'Live', lost: 'Connection lost; trying again…', over: '' }[
    watched.connection
  ];
  const long = result?.content && (result.answer === null || result.answer.length > 60);
  return (
    <Card title={result ? 'Result' : 'State'} aside={<span className="muted small">{result ? '' : live}</span>}>
      <p className="row" data-state={state}>
        <Badge value={state} /> {result ? `Ended because ${stopped_text[result.stopped]}.` : message}
      </p>
      {result && message && <p>{message}</p>}
      {result && !long && result.answer !== null && <p className="figure-number">{result.answer}</p>}
      {result && long && <Text text={result.content ?? ''} label="Answer" />}
      {result && <p>{result.why}</p>}
      {result?.worse_than_first && (
        <p className="notice gold">
          The judge values the first attempt at {percent(result.first_value)} and the returned one at{' '}
          {percent(result.value)}.
        </p>
      )}
      {result && result.value !== null && (
        <Facts
          facts={[
            ['Worth, by the judge', percent(result.value)],
            ['Worth of the first attempt', percent(result.first_value)],
          ]}
        />
      )}
      {result?.votes && result.votes.length > 1 && hasLines(watched.steps) && (
        <Table label="Votes" rows={result.votes} columns={vote_columns} keyOf={(row) => row.answer} />
      )}
      <Spent refinement={refinement} steps={watched.steps} />
    </Card>
  );
}

/** What was spent of the budget; while it runs, as far as its steps tell. */
function Spent({ refinement, steps }: { refinement: Refinement; steps: RefinementStep[] }) {
  const { budget } = refinement.request;
  const sum = (of: (step: RefinementStep) => number) => steps.reduce((total, step) => total + of(step), 0);
  const tokens = Math.max(
    refinement.input_tokens + refinement.output_tokens,
    sum(({ input_tokens, output_tokens }) => input_tokens + output_tokens),
  );
  const took = (refinement.finished_at ?? steps.at(-1)?.created_at ?? refinement.created_at) - refinement.created_at;
  const cost = refinement.cost ?? (steps.some((step) => step.cost !== null) ? sum((step) => step.cost ?? 0) : null);
  const of = (used: string, most: string | null) => (most === null ? used : `${used} of ${most}`);
  const spent: [string, string][] =
    cost === null && budget.cost === null
      ? []
      : [['Cost', of(decimal(cost, 4), budget.cost === null ? null : decimal(budget.cost, 4))]];
  return (
    <Facts
      facts={[
        ['Attempts', count(steps.filter(({ kind, error }) => kind === 'attempt' && error === null).length)],
        ['Calls', of(count(Math.max(refinement.calls, steps.length)), count(budget.calls))],
        ['Tokens', of(count(tokens), budget.tokens === null ? null : count(budget.tokens))],
        ['Time', of(duration(took), duration(budget.time_ms))],
        ...spent,
      ]}
    />
  );
}
