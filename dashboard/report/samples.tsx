import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReportSample, TurnState } from '../../packages/assay/src/api.ts';
import { Badge } from '../parts/badge.tsx';
import { counted } from '../parts/format.ts';
import { Choice } from '../parts/inputs.tsx';
import { Card } from '../parts/page.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { list } from '../queries.ts';
import { SampleAttempts } from './sample-attempts.tsx';
import { groupName } from './series.ts';

const kinds: Record<string, { first?: TurnState; last?: TurnState; text: string }> = {
  repaired: { first: 'wrong', last: 'right', text: 'repaired: wrong at first, right at last' },
  broken: { first: 'right', last: 'wrong', text: 'broken: right at first, wrong at last' },
  stuck: { first: 'wrong', last: 'wrong', text: 'still wrong at last' },
  kept: { first: 'right', last: 'right', text: 'kept right' },
  unread: { last: 'unparsed', text: 'unreadable at last' },
  all: { text: 'all' },
};

/** The attempts behind the numbers: samples of one kind, each opened to its attempts side by side. */
export function SamplesCard({ id }: { id: string }) {
  const [kind, setKind] = useState('repaired');
  const { text: _, ...filter } = kinds[kind] ?? { text: '' };
  const query = useInfiniteQuery(
    list('GET /v1/self-correction-reports/{id}/samples', { path: { id }, query: { limit: 20, ...filter } }),
  );
  const samples = query.data?.pages.flatMap((page) => page.data);
  return (
    <Card title="The attempts themselves">
      <div className="fields">
        <Choice
          label="Show"
          name="samples"
          value={kind}
          choices={Object.keys(kinds)}
          words={Object.fromEntries(Object.entries(kinds).map(([name, { text }]) => [name, text]))}
          onChange={setKind}
        />
      </div>
      {query.error && <Failure error={query.error} retry={() => query.refetch()} />}
      {!samples && !query.error && <Skeleton lines={3} />}
      {samples?.length === 0 && !query.hasNextPage && <p className="muted">There are none of this kind.</p>}
      <ol className="unfolding">
        {samples?.map((sample) => (
          <Sample key={`${kind} ${nameOf(sample)}`} sample={sample} />
        ))}
      </ol>
      {query.hasNextPage && (
        <div className="row">
          <button
            type="button"
            className="button"
            disabled={query.isFetchingNextPage}
            onClick={() => query.fetchNextPage()}
          >
            {query.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </button>
        </div>
      )}
    </Card>
  );
}

const nameOf = (sample: ReportSample): string =>
  [sample.question, groupName(sample).replace(/^no .*/, ''), sample.sample > 0 ? `sample ${sample.sample}` : '']
    .filter(Boolean)
    .join(' · ');

function Sample({ sample }: { sample: ReportSample }) {
  const [opened, setOpened] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpened(event.currentTarget.open)}>
        <summary>
          <span className="row between">
            <span>{nameOf(sample)}</span>
            <span className="row">
              <span className="hidden">{counted(sample.attempts.length, 'attempt')}:</span>
              {sample.attempts.map(({ attempt, state }) => (
                <Badge key={attempt} value={state} />
              ))}
            </span>
          </span>
        </summary>
        {opened && (
          <div className="stack">
            <SampleAttempts attempts={sample.attempts} />
            {sample.attempts[0]?.refinement_id && (
              <p className="small">
                <Link to="/refinements/$id" params={{ id: sample.attempts[0].refinement_id }}>
                  The refinement
                </Link>{' '}
                these attempts come from
              </p>
            )}
          </div>
        )}
      </details>
    </li>
  );
}
