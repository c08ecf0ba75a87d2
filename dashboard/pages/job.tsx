import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Job } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { Badge, job_state_text } from '../parts/badge.tsx';
import { dateTime, duration, percent } from '../parts/format.ts';
import { JobFiles } from '../parts/job-files.tsx';
import { JobLog } from '../parts/job-log.tsx';
import { isOver, useJobStream, type Watched } from '../parts/job-stream.ts';
import { MetricCurves } from '../parts/metric-curves.tsx';
import { Card, Facts, Page } from '../parts/page.tsx';
import { Json } from '../parts/prompt.tsx';
import { useCan } from '../parts/session.tsx';
import { Failure, Loaded } from '../parts/states.tsx';
import { one, useWrite } from '../queries.ts';

/** One job, live. */
export default function JobPage() {
  const { id } = useParams({ from: '/jobs/$id' });
  const query = useQuery(one('GET /v1/jobs/{id}', { path: { id } }));
  const [run, setRun] = useState(0);
  // A retry begins a new stream; the one before it ended with the job.
  return (
    <Loaded query={query}>
      {(job) => <Detail key={`${job.id} ${run}`} job={job} onRetry={() => setRun(run + 1)} />}
    </Loaded>
  );
}

function Detail({ job, onRetry }: { job: Job; onRetry: () => void }) {
  const { events, connection } = useJobStream(job.id);
  const said = useRef(job.state);
  useEffect(() => {
    if (said.current !== job.state) announce(`The job is ${job.state} now.`);
    said.current = job.state;
  }, [job.state]);
  const hasCurves = useMemo(() => events.some(({ kind }) => kind === 'metric'), [events]);
  return (
    <Page
      title={job.name}
      crumb={<Link to="/jobs">Jobs</Link>}
      lead={
        <>
          Recipe <code>{job.recipe}</code>, created {dateTime(job.created_at)}
        </>
      }
      actions={<Actions job={job} onRetry={onRetry} />}
    >
      <Progress job={job} connection={connection} />
      {job.error && (
        <div className="notice bad">
          <h2>{job.error.class === 'fatal' ? 'The recipe stopped' : 'The last attempt broke off'}</h2>
          <pre>{job.error.message}</pre>
        </div>
      )}
      {hasCurves && (
        <Card title="Metrics">
          <MetricCurves events={events} />
        </Card>
      )}
      <JobLog events={events} />
      <JobFiles id={job.id} />
      <div className="columns">
        <Card title="Parameters">
          <Json value={job.params} label="Parameters" />
        </Card>
        {job.result && (
          <Card title="Result">
            <Json value={job.result} label="Result" />
          </Card>
        )}
      </div>
    </Page>
  );
}

function Progress({ job, connection }: { job: Job; connection: Watched['connection'] }) {
  const live = { connecting: 'Connecting…', live: 'Live', lost: 'Connection lost; trying again…', over: '' }[
    connection
  ];
  const took = job.started_at === null ? '–' : duration((job.finished_at ?? Date.now()) - job.started_at);
  const share = job.state === 'succeeded' ? 1 : job.progress;
  return (
    <Card title="State" aside={<span className="muted small">{isOver(job) ? '' : live}</span>}>
      <p className="row" data-state={job.state}>
        <Badge value={job.state} />{' '}
        {job.cancel_requested && !isOver(job)
          ? 'Cancelling…'
          : ((isOver(job) ? null : job.message) ?? job_state_text[job.state])}
      </p>
      {share !== null && (
        <progress className="bar" aria-label={`Progress ${percent(share, 0)}`} value={share} max={1} />
      )}
      <Facts
        facts={[
          ['Attempt', `${job.attempt} of ${job.max_attempts}`],
          ['Ran for', took],
          ['Runner', job.runner ?? '–'],
          ['Seed', job.seed],
          ['Inputs pinned', job.inputs.length],
        ]}
      />
    </Card>
  );
}

function Actions({ job, onRetry }: { job: Job; onRetry: () => void }) {
  const can = useCan('jobs');
  const cancel = useWrite('POST /v1/jobs/{id}/cancel', () => announce('Cancelling.'));
  const retry = useWrite('POST /v1/jobs/{id}/retry', onRetry);
  const path = { id: job.id };
  if (!can) return null;
  const error = cancel.error ?? retry.error;
  return (
    <>
      {error && <Failure error={error} />}
      {!isOver(job) && (
        <button
          type="button"
          className="button"
          disabled={job.cancel_requested || cancel.isPending}
          onClick={() => cancel.mutate({ path })}
        >
          Cancel
        </button>
      )}
      {isOver(job) && job.state !== 'succeeded' && (
        <button
          type="button"
          className="button primary"
          disabled={retry.isPending}
          onClick={() => retry.mutate({ path })}
        >
          Retry
        </button>
      )}
    </>
  );
}
