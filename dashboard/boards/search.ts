import type { ViewQuery } from '../../schema/contracts/index.ts';

/** Filters of a leaderboard's page, named as the API names them. */
export const board_filters = [
  'method',
  'source',
  'category',
  'criterion',
  'verified_only',
  'include_held',
  'style_control',
] as const satisfies readonly (keyof ViewQuery)[];

/** What the address of a leaderboard's page may hold: the part shown, its filters, the models and the board it is about. */
export const board_search = ['tab', 'a', 'b', 'with', ...board_filters] as const;
export type BoardSearch = { [K in (typeof board_search)[number]]?: string };
