import { useNavigate } from '@tanstack/react-router';
import type { LeaderboardResult, LeaderboardSettings } from '../../schema/contracts/index.ts';
import { count } from '../parts/format.ts';
import { Choice } from '../parts/inputs.tsx';
import { method_text, methods } from './methods.ts';
import { type BoardSearch, board_filters } from './search.ts';

type Filters = { [K in (typeof board_filters)[number]]?: string };

/** The filters that an address holds. */
export function filtersOf(search: BoardSearch): Filters {
  const held: Filters = {};
  for (const name of board_filters) if (search[name] !== undefined) held[name] = search[name];
  return held;
}

/** A source as the address writes it. */
export function sourceText(source: LeaderboardSettings['source']): string {
  if (source.kind === 'people') return 'people';
  return source.kind === 'judge' ? source.judge_id : `ppi:${source.judge_id}`;
}

const numbered = (name: string, ratings: number) => `${name} (${count(ratings)})`;
/** An empty text cannot stand in the address, so "none of them" has a word of its own there. */
const whole = '*';

/** What the board's campaign can be filtered by; the choice stands in the address, so that a link shows the same. */
export function BoardFilters({ board, search }: { board: LeaderboardResult; search: BoardSearch }) {
  const navigate = useNavigate();
  const { facets, settings } = board;
  const chosen = filtersOf(search);
  const styles = (chosen.style_control ?? String(settings.style_control)) === 'true';
  const corrected = (chosen.source ?? sourceText(settings.source)).startsWith('ppi:');
  const set = (name: keyof Filters, value: string, usual: string) => {
    const { [name]: _, ...rest } = search;
    const next = { ...rest, ...(value === usual ? {} : { [name]: value }), ...without(name, value) };
    navigate({ to: '/leaderboards/$id', params: { id: board.id }, search: next, replace: true });
  };
  // Style control and correction are for one method, and not for each other: what the choice rules out is seen without it.
  const without = (name: keyof Filters, value: string): Filters => {
    const other = name === 'method' && value !== 'bradley-terry';
    const corrects = name === 'source' && value.startsWith('ppi:');
    const styled = name === 'style_control' && value === 'true';
    return {
      ...((other || corrects) && styles ? { style_control: 'false' } : {}),
      ...((other || styled) && corrected ? { source: 'people' } : {}),
    };
  };
  const select = (name: keyof Filters, label: string, usual: string, options: [string, string][]) => {
    const value = chosen[name] ?? usual;
    // The board's own value and the address's are offered even where the facets do not name them.
    const unnamed = [...new Set([usual, value])].filter((one) => !options.some(([option]) => option === one));
    const all = [...unnamed.map((one): [string, string] => [one, one]), ...options];
    return (
      <Choice
        label={label}
        name={name}
        value={value}
        choices={all.map(([value]) => value)}
        words={Object.fromEntries(all)}
        onChange={(value) => set(name, value, usual)}
      />
    );
  };
  const categories = facets.categories.map(({ name, ratings }): [string, string] => [name, numbered(name, ratings)]);
  const criteria = facets.criteria.map(({ name, ratings }): [string, string] => [name, numbered(name, ratings)]);
  const judges = facets.sources.filter(({ source }) => source !== 'people');
  const method = (chosen.method ?? board.method) as LeaderboardResult['method'];
  return (
    <div className="filters board">
      {select(
        'method',
        'Method',
        board.method,
        methods.map((one) => [one, method_text[one].name]),
      )}
      {categories.length > 0 &&
        select('category', 'Category', settings.category ?? whole, [[whole, 'all'], ...categories])}
      {criteria.length > 0 &&
        select('criterion', 'Criterion', settings.criterion ?? whole, [[whole, 'the question'], ...criteria])}
      {judges.length > 0 &&
        select('source', 'Preferences of', sourceText(settings.source), [
          ...facets.sources.map(({ source, name, ratings }): [string, string] => [source, numbered(name, ratings)]),
          ...(method === 'bradley-terry' ? judges : []).map(({ source, name }): [string, string] => [
            `ppi:${source}`,
            `${name}, corrected by people`,
          ]),
        ])}
      {facets.verified > 0 &&
        select('verified_only', 'Raters', String(settings.verified_only), [
          ['false', 'all'],
          ['true', numbered('verified only', facets.verified)],
        ])}
      {facets.held > 0 &&
        select('include_held', 'Held ratings', String(settings.include_held), [
          ['false', 'left out'],
          ['true', numbered('counted', facets.held)],
        ])}
      {method === 'bradley-terry' &&
        select('style_control', 'Style control', String(settings.style_control), [
          ['false', 'off'],
          ['true', 'on'],
        ])}
    </div>
  );
}

/** The filters as the API's query: what "all" means there is an empty text. */
export function viewQuery(filters: Filters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, value === whole ? '' : value]));
}
