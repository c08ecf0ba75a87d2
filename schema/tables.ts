/* The tables, one file per family; migrations are made from here by `npx drizzle-kit generate`. */
export * from './tables/batches.ts';
export * from './tables/campaigns.ts';
export * from './tables/critiques.ts';
export * from './tables/datasets.ts';
export * from './tables/edge.ts';
export * from './tables/evaluations.ts';
export * from './tables/jobs.ts';
export * from './tables/judging.ts';
export * from './tables/keys.ts';
export * from './tables/leaderboards.ts';
export * from './tables/rater-quality.ts';
export * from './tables/settings.ts';
export * from './tables/webhooks.ts';
