import type { Campaign, Rating } from '../../schema/contracts/index.ts';
import { duration } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Card } from '../parts/page.tsx';
import { Clip } from '../parts/prompt.tsx';
import { useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { ImportRatings } from './import-ratings.tsx';

const choice_text = {
  left: 'left',
  right: 'right',
  tie: 'tie',
  both_good: 'both good',
  both_bad: 'both bad',
  scored: 'scored',
};

const said = ({ winner, choice, strength, score }: Rating) =>
  score !== null ? `${score} of 5` : `${winner ?? choice_text[choice]}${strength === 2 ? ', much better' : ''}`;

const marks = ({ gold, held, verified, source }: Rating) =>
  [gold && 'gold', held && 'held', verified && 'verified', source !== 'people' && 'judge'].filter(Boolean).join(', ');

const rater: Column<Rating>[] = [
  {
    id: 'rater',
    header: 'Rater',
    value: (row) => row.rater_id,
    cell: (row) => <code>…{row.rater_id.slice(-6)}</code>,
    wide: true,
  },
  { id: 'marks', header: 'Marks', value: marks, cell: (row) => marks(row) || '–', wide: true },
  {
    id: 'took',
    header: 'Took',
    value: (row) => row.duration_ms,
    cell: (row) => duration(row.duration_ms),
    end: true,
    wide: true,
  },
  {
    id: 'comment',
    header: 'Comment',
    value: (row) => row.comment,
    cell: (row) => [...row.reasons, row.comment && <Clip key="comment" text={row.comment} />],
    wide: true,
  },
  { id: 'at', header: 'When', value: (row) => row.created_at, cell: (row) => <When at={row.created_at} />, wide: true },
];

const pair_columns: Column<Rating>[] = [
  { id: 'said', header: 'Preferred', value: said },
  { id: 'left', header: 'Left', value: (row) => row.model_left },
  { id: 'right', header: 'Right', value: (row) => row.model_right },
  ...rater,
];
const single_columns: Column<Rating>[] = [
  { id: 'said', header: 'Score', value: said },
  { id: 'left', header: 'Model', value: (row) => row.model_left },
  ...rater,
];

/** The ratings that came in, latest first, and a way to bring in others. */
export function Ratings({ campaign }: { campaign: Campaign }) {
  const can = useCan('rate');
  return (
    <>
      {can && campaign.kind === 'pair' && (
        <Card title="Import ratings">
          <ImportRatings campaign={campaign} />
        </Card>
      )}
      <List
        route="GET /v1/campaigns/{id}/ratings"
        request={{ path: { id: campaign.id } }}
        label="Ratings"
        columns={campaign.kind === 'single' ? single_columns : pair_columns}
        refresh_ms={10_000}
        empty={
          <Empty title="No rating yet">
            <p>Send the link on the overview to somebody, or open it yourself.</p>
          </Empty>
        }
      />
    </>
  );
}
