import type { Campaign } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { count } from '../parts/format.ts';
import { Card, Facts } from '../parts/page.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { AddComparisons } from './add-comparisons.tsx';
import { kind_words, strategy_words } from './draft.ts';
import { Invitations } from './invitations.tsx';
import { Live } from './live.tsx';
import { RaterLink } from './rater-link.tsx';
import { Scores } from './scores.tsx';

const paused_words = {
  budget: 'It paused itself: its budget of ratings is used up. Raise the budget in its settings to go on.',
  target: 'It paused itself: its first models are told apart. Change the target in its settings to go on.',
} as const;

/** How far a campaign is, how raters get to it, and what to do next. */
export function Overview({ campaign }: { campaign: Campaign }) {
  const can = useCan('campaigns');
  const empty = campaign.comparison_count === 0;
  return (
    <>
      <Progress campaign={campaign} />
      {!empty && campaign.state !== 'closed' && <Live campaign={campaign} />}
      {empty && (
        <Card title="Add comparisons">
          <p className="muted">Raters have nothing to compare yet.</p>
          {can ? <AddComparisons campaign={campaign} /> : <Needs scope="campaigns" />}
        </Card>
      )}
      {campaign.kind === 'single' && !empty && <Scores id={campaign.id} />}
      <RaterLink campaign={campaign} />
      {can && <Invitations campaign={campaign} />}
    </>
  );
}

function Progress({ campaign }: { campaign: Campaign }) {
  const { rating_count, comparison_count, overlap, budget, target, paused_by, state } = campaign;
  const wanted = Math.min(comparison_count * overlap, budget ?? Number.POSITIVE_INFINITY);
  return (
    <Card title="Progress" aside={<Badge value={state} />}>
      {paused_by && <p className="notice gold">{paused_words[paused_by]}</p>}
      <progress className="bar" aria-label="Ratings" value={rating_count} max={Math.max(1, wanted)} />
      <Facts
        facts={[
          ['Ratings', `${count(rating_count)} of ${count(wanted)} wanted`],
          ['Comparisons', count(comparison_count)],
          ['Ratings of each', overlap],
          ['Raters see', kind_words[campaign.kind]],
          ['Next comparison', strategy_words[campaign.strategy]],
          ...(campaign.ratings_per_rater
            ? [['Ratings of one rater', campaign.ratings_per_rater] as [string, number]]
            : []),
          ...(target
            ? [
                ['Stops when', `the first ${target.top} are told apart (${target.confidence * 100} %)`] as [
                  string,
                  string,
                ],
              ]
            : []),
        ]}
      />
    </Card>
  );
}
