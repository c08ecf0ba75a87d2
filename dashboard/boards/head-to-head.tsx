import { useQuery } from '@tanstack/react-query';
import type { HeadToHead } from '../../schema/contracts/index.ts';
import { count, counted, percent } from '../parts/format.ts';
import { Card } from '../parts/page.tsx';
import { Loaded } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { one } from '../queries.ts';
import { PairComparisons } from './pair-comparisons.tsx';
import { commonSentence, planSentence, scoreSentence, verdictOf } from './pair-words.ts';

type Common = HeadToHead['common'][number];

const columns: Column<Common>[] = [
  { id: 'model', header: 'Opponent', value: (row) => row.model },
  {
    id: 'a',
    header: 'A’s share',
    value: (row) => row.share_a,
    cell: (row) => `${percent(row.share_a, 0)} of ${count(row.games_a)}`,
    end: true,
  },
  {
    id: 'b',
    header: 'B’s share',
    value: (row) => row.share_b,
    cell: (row) => `${percent(row.share_b, 0)} of ${count(row.games_b)}`,
    end: true,
  },
  {
    id: 'for',
    header: 'Speaks for',
    value: (row) => row.speaks_for,
    cell: (row) => ({ a: 'A', b: 'B', neither: 'neither' })[row.speaks_for],
    wide: true,
  },
];

/** What two models did against each other and against others, and the comparisons themselves. */
export function Pair({ id, a, b }: { id: string; a: string; b: string }) {
  const request = { path: { id }, query: { a, b } };
  const query = useQuery(one('GET /v1/leaderboards/{id}/head-to-head', request));
  const plan = useQuery(one('GET /v1/leaderboards/{id}/label-plan', request)).data;
  return (
    <Loaded query={query}>
      {(found) => (
        <>
          <Card title={verdictOf(found)}>
            <p>{scoreSentence(found)}</p>
            <Direct found={found} />
            {plan && <p className="muted small">{planSentence(plan)}</p>}
          </Card>
          {found.common.length > 0 && (
            <Card title="Against opponents of both">
              <p>{commonSentence(found)}</p>
              <Table
                label="Opponents of both"
                rows={found.common}
                columns={columns}
                keyOf={({ model }) => model}
                sortable
              />
            </Card>
          )}
          <PairComparisons id={id} a={a} b={b} />
        </>
      )}
    </Loaded>
  );
}

function Direct({ found }: { found: HeadToHead }) {
  const { a, b, direct, share, low, high } = found;
  const { wins_a, wins_b, ties, both_good, both_bad } = direct;
  const games = wins_a + wins_b + ties;
  if (share === null || games === 0)
    return <p>They were never compared with each other: all that orders them is what they did against others.</p>;
  const parts = [
    [wins_a, 'var(--chart-3)', `${a} won ${count(wins_a)}`],
    [ties, 'var(--line-strong)', `${count(ties)} tied`],
    [wins_b, 'var(--chart-2)', `${b} won ${count(wins_b)}`],
  ] as const;
  return (
    <>
      <p>
        Directly {a} took {percent(share, 0)} of the points of {counted(games, 'rating')}
        {low !== null && ` (95 %: ${percent(low, 0)} to ${percent(high, 0)})`}
        {both_good > 0 && `; ${count(both_good)} more called both good`}
        {both_bad > 0 && `; ${count(both_bad)} more called both bad`}.
      </p>
      <div className="shares" aria-hidden="true">
        {parts.map(
          ([size, color, text]) => size > 0 && <span key={text} style={{ flexGrow: size, background: color }} />,
        )}
      </div>
      <p className="row small">
        {parts.map(([, color, text]) => (
          <span key={text}>
            <span className="swatch" style={{ background: color }} aria-hidden="true" /> {text}
          </span>
        ))}
      </p>
    </>
  );
}
