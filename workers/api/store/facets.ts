import type { Facets } from '../../../schema/contracts/leaderboards.ts';

type Place = { project_id: string; campaign_id: string };
type Row = {
  part: 'category' | 'criterion' | 'source' | 'verified' | 'held';
  name: string;
  label: string;
  ratings: number;
};

const games = 'sum(p.wins_a + p.wins_b + p.ties + p.both_bad + p.both_good) AS ratings';
const mine = 'FROM pair_counts p WHERE p.project_id = ?1 AND p.campaign_id = ?2';
const people = `p.source = 'people'`;
const overall = `p.criterion = '' AND p.category = ''`;

/** What a campaign's ratings can be filtered by, with how many people's ratings each has; sources with their own. */
export async function readFacets(db: D1Database, { project_id, campaign_id }: Place): Promise<Facets> {
  const { results } = await db
    .prepare(
      `SELECT 'category' AS part, p.category AS name, p.category AS label, ${games} ${mine} AND ${people} AND p.criterion = '' AND p.category <> '' GROUP BY p.category
       UNION ALL SELECT 'criterion', p.criterion, p.criterion, ${games} ${mine} AND ${people} AND p.criterion <> '' AND p.category = '' GROUP BY p.criterion
       UNION ALL SELECT 'source', p.source, coalesce((SELECT j.name || ' v' || j.version FROM judges j WHERE j.project_id = ?1 AND j.id = p.source), p.source), ${games} ${mine} AND ${overall} GROUP BY p.source
       UNION ALL SELECT 'verified', '', '', ${games} ${mine} AND ${people} AND ${overall} AND p.verified = 1 GROUP BY p.source
       UNION ALL SELECT 'held', '', '', ${games} ${mine} AND ${people} AND ${overall} AND p.held = 1 GROUP BY p.source
       ORDER BY 1, 4 DESC, 2`,
    )
    .bind(project_id, campaign_id)
    .all<Row>();
  const of = (part: Row['part']) => results.filter((row) => row.part === part);
  const named = (part: Row['part']) => of(part).map(({ name, ratings }) => ({ name, ratings }));
  return {
    categories: named('category'),
    criteria: named('criterion'),
    sources: of('source').map(({ name, label, ratings }) => ({ source: name, name: label, ratings })),
    verified: of('verified')[0]?.ratings ?? 0,
    held: of('held')[0]?.ratings ?? 0,
  };
}
