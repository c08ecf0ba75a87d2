import { buildWorkers } from '../scripts/build.ts';

/** Bundles the Workers once for a whole test run, before the first test. */
export default async function setup(): Promise<void> {
  await buildWorkers();
}
