import type { Campaign, Comparison } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { List } from '../parts/list.tsx';
import { Card } from '../parts/page.tsx';
import { Clip, promptText } from '../parts/prompt.tsx';
import { Needs, useCan } from '../parts/session.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { AddComparisons } from './add-comparisons.tsx';
import { FromResponses } from './from-responses.tsx';
import { MediaFiles } from './media-files.tsx';

const prompt: Column<Comparison> = {
  id: 'prompt',
  header: 'Prompt',
  value: (row) => promptText(row.prompt),
  cell: (row) => <Clip text={promptText(row.prompt)} />,
};
const rest: Column<Comparison>[] = [
  { id: 'tags', header: 'Tags', value: (row) => row.tags.join(', ') || '–', wide: true },
  {
    id: 'gold',
    header: 'Gold',
    value: (row) => row.gold,
    cell: (row) => (row.gold === null ? '–' : <Badge value={row.gold} />),
    wide: true,
  },
  { id: 'ratings', header: 'Ratings', value: (row) => row.rating_count, end: true },
];
const pair_columns: Column<Comparison>[] = [
  prompt,
  { id: 'model_a', header: 'Model A', value: (row) => row.model_a },
  { id: 'model_b', header: 'Model B', value: (row) => row.model_b },
  ...rest,
];
const single_columns: Column<Comparison>[] = [
  prompt,
  { id: 'model_a', header: 'Model', value: (row) => row.model_a },
  ...rest,
];

/** What is compared, and the ways to add more. */
export function Comparisons({ campaign }: { campaign: Campaign }) {
  const can = useCan('campaigns');
  return (
    <>
      {!can ? (
        <Needs scope="campaigns" />
      ) : campaign.state === 'closed' ? (
        <p className="muted">A closed campaign takes no more comparisons.</p>
      ) : (
        <>
          <Card title="From a dataset’s responses">
            <FromResponses campaign={campaign} />
          </Card>
          <Card title="Add comparisons">
            <AddComparisons campaign={campaign} />
          </Card>
          <Card title="Images, audio, video">
            <MediaFiles campaign={campaign} />
          </Card>
        </>
      )}
      <List
        route="GET /v1/campaigns/{id}/comparisons"
        request={{ path: { id: campaign.id } }}
        label="Comparisons"
        columns={campaign.kind === 'single' ? single_columns : pair_columns}
        empty={<Empty title="No comparison yet" />}
      />
    </>
  );
}
