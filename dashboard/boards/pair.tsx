import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { HeadToHead, LabelPlan, LeaderboardResult } from '../../schema/contracts/index.ts';
import { count, counted, percent } from '../parts/format.ts';
import { Choice } from '../parts/inputs.tsx';
import { Card } from '../parts/page.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { one } from '../queries.ts';
import { PairComparisons } from './pair-comparisons.tsx';
import type { BoardSearch } from './search.ts';
import { points } from './standings.tsx';

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

/** Why one model stands above another: what both did against each other and against others, and the comparisons themselves. */
export function PairTab({ board, search }: { board: LeaderboardResult; search: BoardSearch }) {
  const navigate = useNavigate();
  const models = (board.snapshot?.rows ?? []).map(({ model }) => model);
  const a = search.a ?? models[0] ?? '';
  const b = search.b ?? models.find((model) => model !== a) ?? '';
  if (models.length < 2) {
    return (
      <Empty title="No two models yet">
        <p>Two of them can be compared here as soon as a snapshot ranks two.</p>
      </Empty>
    );
  }
  const choose = (next: { a?: string; b?: string }) =>
    navigate({
      to: '/leaderboards/$id',
      params: { id: board.id },
      search: { tab: 'pair', a, b, ...next },
      replace: true,
    });
  const words = Object.fromEntries(models.map((model) => [model, model]));
  return (
    <>
      <div className="filters">
        <Choice
          label="A"
          name="a"
          value={a}
          choices={models}
          words={words}
          onChange={(model) => choose({ a: model })}
        />
        <Choice
          label="B"
          name="b"
          value={b}
          choices={models}
          words={words}
          onChange={(model) => choose({ b: model })}
        />
        <button type="button" className="button" onClick={() => choose({ a: b, b: a })}>
          Swap
        </button>
      </div>
      {a === b ? (
        <p className="notice">Choose two different models.</p>
      ) : (
        <Pair key={`${a} ${b}`} id={board.id} a={a} b={b} />
      )}
    </>
  );
}

function Pair({ id, a, b }: { id: string; a: string; b: string }) {
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

function verdictOf({ a, b, rank_a, rank_b }: HeadToHead): string {
  if (rank_a === null || rank_b === null || rank_a === rank_b) return `${a} and ${b}`;
  return rank_a < rank_b ? `${a} stands above ${b}` : `${a} stands below ${b}`;
}

function scoreSentence({ a, b, rank_a, rank_b, difference, predicted }: HeadToHead): string {
  const ranks = rank_a === null || rank_b === null ? '' : `${a} has rank ${rank_a}, ${b} rank ${rank_b}. `;
  if (difference === null) return `${ranks}The board has no scores for both.`;
  const expected = predicted === null ? '' : `, from which ${a} should take ${percent(predicted, 0)} of the points`;
  return `${ranks}Their scores lie ${points(Math.abs(difference))} apart${expected}.`;
}

function Direct({ found }: { found: HeadToHead }) {
  const { a, b, direct, share, low, high } = found;
  const { wins_a, wins_b, ties, both_bad } = direct;
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

function commonSentence({ a, b, common }: HeadToHead): string {
  const votes = (side: Common['speaks_for']) => common.filter(({ speaks_for }) => speaks_for === side).length;
  return `Of ${counted(common.length, 'opponent')} that both met, ${count(votes('a'))} lost more to ${a} (A), ${count(votes('b'))} more to ${b} (B).`;
}

function planSentence({ separated, labels_more, assumes }: LabelPlan): string {
  if (separated) return 'The ratings so far tell the two apart at 95 % confidence.';
  if (labels_more === null) return 'No number of further ratings is known that would tell the two apart.';
  return `The ratings so far do not tell the two apart. About ${counted(labels_more, 'more direct rating')} would, if they are as they seem. ${assumes}`;
}
