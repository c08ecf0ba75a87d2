import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReportSample } from '../../packages/assay/src/api.ts';
import { Choice } from '../parts/inputs.tsx';
import { Text } from '../parts/prompt.tsx';
import { SideBySide } from '../parts/side-by-side.tsx';
import { list, one } from '../queries.ts';

type Attempt = ReportSample['attempts'][number];

/** Two attempts of a sample beside each other, with the critique of the left one where a refinement has one. */
export function SampleAttempts({ attempts }: { attempts: Attempt[] }) {
  const [left, setLeft] = useState<string | null>(null);
  const [right, setRight] = useState<string | null>(null);
  const named = (n: string | null) => attempts.find(({ attempt }) => String(attempt) === n);
  const before = named(left) ?? attempts[0];
  const after = named(right) ?? attempts.at(-1);
  const critique = useCritiqueOf(before);
  if (!before || !after) return null;
  if (before.text === null || after.text === null)
    return (
      <p className="muted">
        {attempts
          .map(({ attempt, answer, state }) => `Turn ${attempt}: ${answer ?? 'no answer kept'}, ${state}.`)
          .join(' ')}{' '}
        The whole texts were not given, or what they came from is deleted.
      </p>
    );
  const choices = attempts.map(({ attempt }) => String(attempt));
  const words = Object.fromEntries(choices.map((choice) => [choice, `turn ${choice}`]));
  return (
    <>
      {attempts.length > 2 && (
        <div className="fields">
          <Choice
            label="Left"
            name="left"
            value={String(before.attempt)}
            choices={choices}
            words={words}
            onChange={setLeft}
          />
          <Choice
            label="Right"
            name="right"
            value={String(after.attempt)}
            choices={choices}
            words={words}
            onChange={setRight}
          />
        </div>
      )}
      <SideBySide
        before={{
          title: `Turn ${before.attempt}`,
          text: before.text,
          note: note(before),
          ...(critique.stored ? { critique: critique.stored.result } : {}),
        }}
        after={{ title: `Turn ${after.attempt}`, text: after.text, note: note(after) }}
      />
      {critique.words !== null && !critique.stored && (
        <section className="stack">
          <h3>What the critic said of turn {before.attempt}</h3>
          <Text text={critique.words} label="Critique" />
        </section>
      )}
    </>
  );
}

const note = ({ state, answer, reward }: Attempt): string =>
  [state, answer === null ? '' : `answer ${answer}`, reward === null ? '' : `reward ${Number(reward.toPrecision(3))}`]
    .filter(Boolean)
    .join(' · ');

/** The critique of an attempt: the step of its refinement that names it as its parent, and what the ledger has of it. */
function useCritiqueOf(attempt: Attempt | undefined) {
  const { refinement_id = null, step = null } = attempt ?? {};
  const steps = useInfiniteQuery({
    ...list('GET /v1/refinements/{id}/steps', { path: { id: refinement_id ?? '' }, query: { limit: 200 } }),
    enabled: refinement_id !== null && step !== null,
  }).data?.pages.flatMap((page) => page.data);
  const said = steps?.find(({ kind, parent, error }) => kind === 'critique' && parent === step && !error);
  const id = said?.critique_id ?? null;
  const stored = useQuery({ ...one('GET /v1/critiques/{id}', { path: { id: id ?? '' } }), enabled: id !== null }).data;
  return { words: said?.content ?? null, stored };
}
