import { derivedIdAt } from '../../../schema/ids.ts';
import { bulk } from './db.ts';

const day_ms = 86_400_000;
/** So many networks of a campaign are counted a day: an attacker who has more of them cannot fill the database. */
const most_networks = 100;

/** Ratings with a forged token that one network sent, and the campaign that they claim to be of. */
export type Forgery = {
  project_id: string;
  campaign_id: string;
  /** Its digest. */
  network: string;
  count: number;
  first_at: number;
  last_at: number;
};

const of_day = `r.project_id = n.project_id AND r.campaign_id = n.campaign_id AND r.id BETWEEN n.day AND n.day || '~'`;

const add = `WITH named AS (
    SELECT c.project_id, c.id AS campaign_id, f.value ->> 'id' AS id, f.value ->> 'day' AS day, f.value ->> 'network' AS network,
      f.value ->> 'count' AS count, f.value ->> 'first_at' AS first_at, f.value ->> 'last_at' AS last_at,
      row_number() OVER (PARTITION BY c.project_id, c.id, f.value ->> 'day' ORDER BY f.key) AS place
    FROM json_each(?1) f CROSS JOIN campaigns c ON c.project_id = f.value ->> 'project_id' AND c.id = f.value ->> 'campaign_id'
  )
  INSERT INTO rejected_ratings (project_id, campaign_id, id, assignment_id, rater_id, comparison_id, reason, rating, network, count,
    created_at, last_at)
  SELECT project_id, campaign_id, id, '', '', '', 'forged', 'null', network, count, first_at, last_at FROM named n
  WHERE EXISTS (SELECT 1 FROM rejected_ratings r WHERE ${of_day} AND r.id = n.id)
    OR n.place + (SELECT count(*) FROM rejected_ratings r WHERE ${of_day} AND r.reason = 'forged') <= ${most_networks}
  ON CONFLICT (project_id, campaign_id, id) DO UPDATE SET count = rejected_ratings.count + excluded.count,
    last_at = max(rejected_ratings.last_at, excluded.last_at)`;

/** Adds to what a campaign's networks forged: a row for each network and day. A campaign that does not exist gets none. */
export async function addForgeries(db: D1Database, forgeries: Forgery[]): Promise<void> {
  const rows = forgeries.map(async (one) => {
    const day = Math.floor(one.first_at / day_ms) * day_ms;
    const id = await derivedIdAt('rejection', day, [one.project_id, one.campaign_id, one.network, day]);
    // The prefix and the time: what the ids of a day have in common.
    return { ...one, id, day: id.slice(0, 14) };
  });
  if (rows.length > 0) await bulk(db, add, await Promise.all(rows)).run();
}
