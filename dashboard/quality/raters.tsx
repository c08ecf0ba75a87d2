import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignRater, RaterState } from '../../schema/contracts/index.ts';
import { Badge } from '../parts/badge.tsx';
import { count, duration } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { detector_text, evidenceText, share, shortId, state_text } from './words.ts';

const columnsOf = (campaign_id: string): Column<CampaignRater>[] => [
  {
    id: 'rater',
    header: 'Rater',
    value: (row) => row.id,
    cell: (row) => (
      <Link to="/campaigns/$id/raters/$rater_id" params={{ id: campaign_id, rater_id: row.id }}>
        <code style={{ whiteSpace: 'nowrap' }}>{shortId(row.id)}</code>
      </Link>
    ),
  },
  { id: 'state', header: 'State', value: (row) => row.state, cell: (row) => <Badge value={row.state} /> },
  {
    id: 'found',
    header: 'Found',
    value: (row) => row.flags.map((flag) => detector_text[flag]).join(', ') || '–',
    wide: true,
  },
  { id: 'evidence', header: 'Chance of it', value: (row) => evidenceText(row.suspicion), wide: true },
  { id: 'ratings', header: 'Ratings', value: (row) => row.ratings, cell: (row) => count(row.ratings), end: true },
  { id: 'agreement', header: 'Agrees', value: (row) => row.agreement, cell: (row) => share(row.agreement), end: true },
  {
    id: 'quality',
    header: 'Reliable',
    value: (row) => row.quality ?? row.accuracy,
    cell: (row) => share(row.quality ?? row.accuracy),
    end: true,
    wide: true,
  },
  {
    id: 'took',
    header: 'Takes',
    value: (row) => row.median_duration_ms,
    cell: (row) => (row.median_duration_ms === null ? '–' : duration(row.median_duration_ms)),
    end: true,
    wide: true,
  },
];

/** Every rater of a campaign, by suspicion or by ratings. */
export function Raters({ campaign_id }: { campaign_id: string }) {
  const [sort, setSort] = useState<'suspicion' | 'ratings'>('suspicion');
  const [state, setState] = useState<RaterState | ''>('');
  const [columns] = useState(() => columnsOf(campaign_id));
  return (
    <div className="stack">
      <h2>Raters</h2>
      <div className="fields">
        <div className="field">
          <label htmlFor="raters-sort">First come</label>
          <select
            id="raters-sort"
            value={sort}
            onChange={({ target }) => setSort(target.value === 'ratings' ? 'ratings' : 'suspicion')}
          >
            <option value="suspicion">the most suspicious</option>
            <option value="ratings">those with the most ratings</option>
          </select>
        </div>
        <div className="field">
          <label htmlFor="raters-state">State</label>
          <select id="raters-state" value={state} onChange={({ target }) => setState(target.value as RaterState | '')}>
            <option value="">any</option>
            {(Object.keys(state_text) as RaterState[]).map((name) => (
              <option key={name} value={name}>
                {name}: {state_text[name]}
              </option>
            ))}
          </select>
        </div>
      </div>
      <List
        route="GET /v1/campaigns/{id}/raters"
        request={{ path: { id: campaign_id }, query: { sort, ...(state === '' ? {} : { state }) } }}
        label="Raters"
        columns={columns}
        refresh_ms={30_000}
        empty={<Empty title={state === '' ? 'No rater yet' : `No rater is ${state}`} />}
      />
    </div>
  );
}
