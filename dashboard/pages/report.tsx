import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Report } from '../../schema/contracts/index.ts';
import { download } from '../parts/chart-file.ts';
import { counted, dateTime } from '../parts/format.ts';
import { Card, Facts, Page } from '../parts/page.tsx';
import { Json } from '../parts/prompt.tsx';
import { PairCard, TurnCard } from '../parts/report-cards.tsx';
import { pairName } from '../parts/report-measures.ts';
import { Loaded } from '../parts/states.tsx';
import { one } from '../queries.ts';

/** One self-correction report. */
export default function ReportPage() {
  const { id } = useParams({ from: '/reports/$id' });
  const query = useQuery(one('GET /v1/self-correction-reports/{id}', { path: { id } }));
  return <Loaded query={query}>{(report) => <Detail key={report.id} report={report} />}</Loaded>;
}

function Detail({ report }: { report: Report }) {
  const { result } = report;
  const dropped =
    result.dropped_samples > 0 ? ` · ${counted(result.dropped_samples, 'sample')} left out for want of a try` : '';
  return (
    <Page
      title={report.name}
      crumb={<Link to="/reports">Reports</Link>}
      lead={`${counted(result.questions, 'question')}, ${counted(result.samples, 'sample')}${dropped} · ${dateTime(report.created_at)}`}
      actions={
        <button
          type="button"
          className="button"
          onClick={() => download(`${report.id}.json`, 'application/json', JSON.stringify(report, null, 2))}
        >
          Download JSON
        </button>
      }
    >
      <TurnCard result={result} />
      {result.pairs.map((pair) => (
        <PairCard key={pairName(pair)} pair={pair} />
      ))}
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
