import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReportedComparison } from '../../schema/contracts/index.ts';
import { announce } from '../parts/announce.tsx';
import { counted } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Clip, promptText } from '../parts/prompt.tsx';
import { useCan } from '../parts/session.tsx';
import { Empty, Failure, Loaded } from '../parts/states.tsx';
import { one, useWrite } from '../queries.ts';
import { Decide } from './decide.tsx';
import { Findings } from './findings.tsx';
import { shortId } from './words.ts';

/** What waits for a decision: flagged raters, the most suspicious first, and comparisons that raters reported. */
export function Review({ campaign_id }: { campaign_id: string }) {
  const query = useQuery({
    ...one('GET /v1/campaigns/{id}/review', { path: { id: campaign_id } }),
    refetchInterval: 30_000,
  });
  return (
    <Loaded query={query}>
      {({ raters, rater_count, reports, report_count }) =>
        rater_count + report_count === 0 ? (
          <Empty title="Nothing waits for a decision">
            <p>Raters whose answers look suspicious and comparisons that raters report come up here.</p>
          </Empty>
        ) : (
          <>
            {raters.map((rater) => (
              <Card
                key={rater.id}
                title={`Rater ${shortId(rater.id)}`}
                aside={
                  <Link to="/campaigns/$id/raters/$rater_id" params={{ id: campaign_id, rater_id: rater.id }}>
                    {counted(rater.ratings, 'rating')}
                    <span className="hidden"> of rater {shortId(rater.id)}</span>
                  </Link>
                }
              >
                <Findings findings={rater.findings.filter(({ flagged }) => flagged)} />
                <Decide campaign_id={campaign_id} rater={rater} />
              </Card>
            ))}
            {rater_count > raters.length && (
              <p className="muted">{counted(rater_count - raters.length, 'more rater')} after these.</p>
            )}
            {reports.map((report) => (
              <Reported key={report.comparison_id} campaign_id={campaign_id} report={report} />
            ))}
          </>
        )
      }
    </Loaded>
  );
}

function Reported({ campaign_id, report }: { campaign_id: string; report: ReportedComparison }) {
  const can = useCan('campaigns');
  const write = useWrite('PATCH /v1/campaigns/{id}/reports/{comparison_id}', () =>
    announce('Reports marked as seen to.'),
  );
  const path = { id: campaign_id, comparison_id: report.comparison_id };
  return (
    <Card title={`Reported: ${report.model_a}${report.model_b && ` and ${report.model_b}`}`}>
      <p>
        <Clip text={promptText(report.prompt)} />
      </p>
      <p className="muted">
        {counted(report.reports, 'report')}
        {report.reasons.length > 0 && `: ${report.reasons.join('; ')}`}
      </p>
      {write.error && <Failure error={write.error} />}
      {can && (
        <div className="row">
          <button
            type="button"
            className="button"
            disabled={write.isPending}
            onClick={() => write.mutate({ path, body: { resolved: true } })}
          >
            Seen to<span className="hidden"> the reports of {promptText(report.prompt).slice(0, 60)}</span>
          </button>
        </div>
      )}
    </Card>
  );
}
