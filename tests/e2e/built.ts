import { buildClient, buildDashboard, buildWorkers } from '../../scripts/build.ts';

/** Builds everything that the browser tests run, once, before the first of them. */
export default async function setup(): Promise<void> {
  await Promise.all([buildDashboard(), buildWorkers(), buildClient()]);
}
