import { useNavigate } from '@tanstack/react-router';
import type { LeaderboardResult } from '../../schema/contracts/index.ts';
import { Choice } from '../parts/inputs.tsx';
import { Empty } from '../parts/states.tsx';
import { Pair } from './head-to-head.tsx';
import type { BoardSearch } from './search.ts';

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
