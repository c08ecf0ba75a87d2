import audit from './audit.ts';
import health from './health.ts';
import keys from './keys.ts';
import projects from './projects.ts';
import session from './session.ts';

/** Every noun of the API: one file and one line each. */
export const routes = { audit, health, keys, projects, session };
