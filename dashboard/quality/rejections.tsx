import type { Rejection } from '../../schema/contracts/index.ts';
import { count } from '../parts/format.ts';
import { List } from '../parts/list.tsx';
import { Empty } from '../parts/states.tsx';
import type { Column } from '../parts/table.tsx';
import { When } from '../parts/when.tsx';
import { reason_text, shortId } from './words.ts';

const short = (id: string | null) => (id === null ? '–' : shortId(id));
const said = ({ rating }: Rejection) => (rating === null ? '–' : String(rating.score ?? rating.choice));

const columns: Column<Rejection>[] = [
  { id: 'reason', header: 'Why', value: (row) => row.reason, cell: (row) => reason_text[row.reason] },
  { id: 'count', header: 'Times', value: (row) => row.count, cell: (row) => count(row.count), end: true },
  { id: 'last', header: 'Last', value: (row) => row.last_at, cell: (row) => <When at={row.last_at} /> },
  { id: 'rater', header: 'Rater', value: (row) => row.rater_id, cell: (row) => short(row.rater_id), wide: true },
  { id: 'said', header: 'Said', value: said, wide: true },
  { id: 'network', header: 'Network', value: (row) => row.network, cell: (row) => row.network.slice(0, 8), wide: true },
];

/** Ratings that came and do not count, with the reason. */
export function Rejections({ campaign_id }: { campaign_id: string }) {
  return (
    <div className="stack">
      <h2>Not counted</h2>
      <p className="muted">Ratings that were refused, or say something else than the first one. Kept for 90 days.</p>
      <List
        route="GET /v1/campaigns/{id}/rejections"
        request={{ path: { id: campaign_id }, query: {} }}
        label="Ratings that do not count"
        columns={columns}
        refresh_ms={30_000}
        empty={<Empty title="Every rating counted" />}
      />
    </div>
  );
}
