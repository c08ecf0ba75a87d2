import { Link } from '@tanstack/react-router';
import { showCurrent } from '../parts/tabs.ts';

/** The parts of a leaderboard's page, in the order of its menu. */
export const board_tabs = {
  ranking: 'Ranking',
  matrix: 'Win matrix',
  cycles: 'Circles',
  pair: 'Why A above B',
  sides: 'Side by side',
  history: 'History',
  sampling: 'Sampling',
  share: 'Share',
} as const;
export type BoardTab = keyof typeof board_tabs;

/** The part that an address names; the ranking where it names none. */
export function tabOf(name: string | undefined): BoardTab {
  return name !== undefined && name in board_tabs ? (name as BoardTab) : 'ranking';
}

/** The menu of a leaderboard's page: each part has an address of its own. */
export function BoardTabs({ id, current }: { id: string; current: BoardTab }) {
  return (
    <nav className="tabs" aria-label="Parts of this leaderboard" ref={showCurrent}>
      {(Object.keys(board_tabs) as BoardTab[]).map((tab) => (
        <Link
          key={tab}
          to="/leaderboards/$id"
          params={{ id }}
          search={tab === 'ranking' ? {} : { tab }}
          activeOptions={{ exact: true, includeSearch: true }}
          aria-current={tab === current ? 'page' : undefined}
        >
          {board_tabs[tab]}
        </Link>
      ))}
    </nav>
  );
}
