import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Report } from '../../schema/contracts/index.ts';
import { download } from '../parts/chart-file.ts';
import { counted, dateTime } from '../parts/format.ts';
import { Card, Facts, Page } from '../parts/page.tsx';
import { Json } from '../parts/prompt.tsx';
import { Loaded } from '../parts/states.tsx';
import { one } from '../queries.ts';
import { BehaviorsCard } from '../report/behaviors.tsx';
import { DynamicsCard } from '../report/dynamics.tsx';
import { ReportOverview } from '../report/overview.tsx';
import { SamplesCard } from '../report/samples.tsx';

/** One self-correction report. */
export default function ReportPage() {
  const { id } = useParams({ from: '/reports/$id' });
  const query = useQuery(one('GET /v1/self-correction-reports/{id}', { path: { id } }));
  return <Loaded query={query}>{(report) => <Detail key={report.id} report={report as Report} />}</Loaded>;
}

function Detail({ report }: { report: Report }) {
  const { id, result } = report;
  const dropped =
    result.dropped_samples > 0 ? ` · ${counted(result.dropped_samples, 'sample')} left out for want of a try` : '';
  return (
    <Page
      title={report.name}
      crumb={<Link to="/reports">Reports</Link>}
      lead={`${counted(result.questions, 'question')}, ${counted(result.samples, 'sample')}${dropped} · ${dateTime(report.created_at)}`}
      actions={
        <>
          <Link className="button" to="/reports/$id/compare" params={{ id }}>
            Compare
          </Link>
          <button
            type="button"
            className="button"
            onClick={() => download(`${id}.json`, 'application/json', JSON.stringify(report, null, 2))}
          >
            Download JSON
          </button>
          <a className="button" href={`/v1/self-correction-reports/${id}/csv`} download={`${id}.csv`}>
            Download CSV
          </a>
        </>
      }
    >
      <ReportOverview result={result}>
        {result.dynamics.length > 0 && <DynamicsCard dynamics={result.dynamics} />}
        {result.behaviors && <BehaviorsCard behaviors={result.behaviors} />}
        <SamplesCard id={id} />
      </ReportOverview>
      <Card title="What it was computed from">
        <Facts
          facts={[
            ['Inputs SHA-256', <code key="hash">{report.inputs_sha256}</code>],
            ['Seed of the intervals', report.seed],
          ]}
        />
        <Json value={report.source} label="Source" />
      </Card>
    </Page>
  );
}
