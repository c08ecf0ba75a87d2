import audit from './audit.ts';
import campaigns from './campaigns.ts';
import comparisons from './comparisons.ts';
import health from './health.ts';
import keys from './keys.ts';
import leaderboards from './leaderboards.ts';
import projects from './projects.ts';
import ratings from './ratings.ts';
import session from './session.ts';

/** Every noun of the API: one file and one line each. */
export const routes = { audit, campaigns, comparisons, health, keys, leaderboards, projects, ratings, session };
