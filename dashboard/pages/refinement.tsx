import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Refinement } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { dateTime } from '../parts/format.ts';
import { Card, Page } from '../parts/page.tsx';
import { Json, promptText, Text } from '../parts/prompt.tsx';
import { Attempts } from '../parts/refinement-attempts.tsx';
import { RefinementOutcome } from '../parts/refinement-result.tsx';
import { RefinementSteps } from '../parts/refinement-steps.tsx';
import { useRefinementStream } from '../parts/refinement-stream.ts';
import { useCan } from '../parts/session.tsx';
import { Failure, Loaded } from '../parts/states.tsx';
import { one, useWrite } from '../queries.ts';

/** One refinement, live: what it returned and why, its attempts beside each other, and each step on the way. */
export default function RefinementPage() {
  const { id } = useParams({ from: '/refinements/$id' });
  const query = useQuery(one('GET /v1/refinements/{id}', { path: { id } }));
  return <Loaded query={query}>{(refinement) => <Detail key={id} refinement={refinement} />}</Loaded>;
}

function Detail({ refinement }: { refinement: Refinement }) {
  const { id, request, result, state } = refinement;
  const watched = useRefinementStream(id);
  const said = useRef(state);
  useEffect(() => {
    if (said.current !== state) announce(`The refinement is ${state} now.`);
    said.current = state;
  }, [state]);
  const returned = result?.step ?? null;
  return (
    <Page
      title="Refinement"
      crumb={<Link to="/refinements">Refinements</Link>}
      lead={`${request.strategy} by ${request.label ?? ('model' in request.model ? request.model.model : '')}, ${dateTime(refinement.created_at)}`}
      actions={<Actions refinement={refinement} />}
    >
      <Card title="Prompt">
        <Text text={promptText(request.prompt)} label="Prompt" />
      </Card>
      <RefinementOutcome refinement={refinement} watched={watched} />
      <Attempts steps={watched.steps} returned={returned} />
      <RefinementSteps steps={watched.steps} returned={returned} />
      <Card>
        <details>
          <summary>The whole request as JSON</summary>
          <Json value={request} label="Request" />
        </details>
      </Card>
    </Page>
  );
}

function Actions({ refinement: { id, state } }: { refinement: Refinement }) {
  const can = useCan('judge');
  const write = useWrite('POST /v1/refinements/{id}/cancel', () => announce('The refinement is cancelled.'));
  const open = state === 'queued' || state === 'running';
  return (
    <>
      {write.error && <Failure error={write.error} />}
      {open && can && (
        <button
          type="button"
          className="button"
          disabled={write.isPending}
          onClick={() => write.mutate({ path: { id } })}
        >
          Cancel
        </button>
      )}
    </>
  );
}
