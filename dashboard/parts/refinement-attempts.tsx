import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { RefinementStep } from '../../schema/contracts/index.ts';
import { one } from '../queries.ts';
import { firstPair, versionsOf } from '../versions.ts';
import { percent } from './format.ts';
import { Choice } from './inputs.tsx';
import { Card } from './page.tsx';
import { Text } from './prompt.tsx';
import { SideBySide } from './side-by-side.tsx';

/** "Step 3 · line 1, turn 2": where a step stands; the line only where there are several. */
export function placeOf({ n, chain, turn }: RefinementStep, lines: boolean): string {
  return `Step ${n} · ${lines ? `line ${chain + 1}, ` : ''}turn ${turn}`;
}

/** Whether steps belong to more than one line. */
export const hasLines = (steps: RefinementStep[]): boolean => steps.some(({ chain }) => chain > 0);

/** Two attempts side by side with what changed between them and what the critic said. */
export function Attempts({ steps, returned }: { steps: RefinementStep[]; returned: number | null }) {
  const [left, setLeft] = useState<string | null>(null);
  const [right, setRight] = useState<string | null>(null);
  const versions = versionsOf(steps);
  const pair = firstPair(steps, returned);
  const named = (n: string | null) => versions.find((step) => String(step.n) === n);
  const before = named(left) ?? pair?.[0];
  const after = named(right) ?? pair?.[1];
  if (!before || !after) return null;
  const lines = hasLines(steps);
  const choices = versions.map(({ n }) => String(n));
  const words = Object.fromEntries(
    versions.map((step) => [
      String(step.n),
      `${placeOf(step, lines)}${step.answer !== null && step.answer.length <= 40 ? ` · ${step.answer}` : ''}${step.n === returned ? ' · returned' : ''}`,
    ]),
  );
  const critiques = steps.filter(({ kind, parent, error }) => kind === 'critique' && parent === before.n && !error);
  return (
    <Card title="Attempts side by side">
      <div className="fields">
        <Choice label="Left" name="left" value={String(before.n)} choices={choices} words={words} onChange={setLeft} />
        <Choice
          label="Right"
          name="right"
          value={String(after.n)}
          choices={choices}
          words={words}
          onChange={setRight}
        />
      </div>
      <Compared before={before} after={after} critique={critiques[0]} lines={lines} returned={returned} />
    </Card>
  );
}

function Compared(props: {
  before: RefinementStep;
  after: RefinementStep;
  critique: RefinementStep | undefined;
  lines: boolean;
  returned: number | null;
}) {
  const { before, after, critique, lines, returned } = props;
  const id = critique?.critique_id ?? null;
  const stored = useQuery({ ...one('GET /v1/critiques/{id}', { path: { id: id ?? '' } }), enabled: id !== null }).data;
  const note = (step: RefinementStep) =>
    [
      step.answer !== null && step.answer.length <= 200 ? `Answer ${step.answer}` : null,
      step.value === null ? null : `worth ${percent(step.value)}`,
      step.n === returned ? 'returned' : null,
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <>
      <SideBySide
        before={{
          title: placeOf(before, lines),
          text: before.content,
          note: note(before),
          ...(stored ? { critique: stored.result } : {}),
        }}
        after={{ title: placeOf(after, lines), text: after.content, note: note(after) }}
      />
      {critique && !stored && (
        <section className="stack">
          <h3>What the critic said of {placeOf(before, lines).toLowerCase()}</h3>
          <Text text={critique.content} label="Critique" />
        </section>
      )}
      {stored && (
        <p className="small">
          <Link to="/critiques/$id" params={{ id: stored.id }}>
            The critique
          </Link>{' '}
          of the left one in the ledger
        </p>
      )}
    </>
  );
}
