import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { board_search } from './boards/search.ts';
import { Page } from './parts/page.tsx';
import { Shell } from './parts/shell.tsx';
import { Failure, Skeleton } from './parts/states.tsx';

const root = createRootRoute({ component: Shell });

/** Keeps only the texts among an address's search parameters. */
function texts<K extends string>(...names: K[]) {
  return (search: Record<string, unknown>): { [N in K]?: string } => {
    const kept: { [N in K]?: string } = {};
    for (const name of names)
      if (typeof search[name] === 'string' && search[name] !== '') kept[name] = search[name] as string;
    return kept;
  };
}

const under = { getParentRoute: () => root } as const;

// One line a page: its address and the file that shows it, loaded when first visited.
const tree = root.addChildren([
  createRoute({ ...under, path: '/', component: lazyRouteComponent(() => import('./pages/overview.tsx')) }),
  createRoute({
    ...under,
    path: '/judgments',
    validateSearch: texts('judge_id', 'outcome'),
    component: lazyRouteComponent(() => import('./pages/judgments.tsx')),
  }),
  createRoute({
    ...under,
    path: '/judgments/$id',
    component: lazyRouteComponent(() => import('./pages/judgment.tsx')),
  }),
  createRoute({ ...under, path: '/judges', component: lazyRouteComponent(() => import('./pages/judges.tsx')) }),
  createRoute({ ...under, path: '/judges/$id', component: lazyRouteComponent(() => import('./pages/judge.tsx')) }),
  createRoute({
    ...under,
    path: '/evaluations/$id',
    component: lazyRouteComponent(() => import('./pages/evaluation.tsx')),
  }),
  createRoute({
    ...under,
    path: '/critiques',
    validateSearch: texts('critic_id', 'decision'),
    component: lazyRouteComponent(() => import('./pages/critiques.tsx')),
  }),
  createRoute({
    ...under,
    path: '/critiques/$id',
    component: lazyRouteComponent(() => import('./pages/critique.tsx')),
  }),
  createRoute({ ...under, path: '/critics', component: lazyRouteComponent(() => import('./pages/critics.tsx')) }),
  createRoute({ ...under, path: '/critics/$id', component: lazyRouteComponent(() => import('./pages/critic.tsx')) }),
  createRoute({ ...under, path: '/batches', component: lazyRouteComponent(() => import('./pages/batches.tsx')) }),
  createRoute({ ...under, path: '/batches/$id', component: lazyRouteComponent(() => import('./pages/batch.tsx')) }),
  createRoute({ ...under, path: '/datasets', component: lazyRouteComponent(() => import('./pages/datasets.tsx')) }),
  createRoute({
    ...under,
    path: '/datasets/$id',
    validateSearch: texts('model'),
    component: lazyRouteComponent(() => import('./pages/dataset.tsx')),
  }),
  createRoute({
    ...under,
    path: '/jobs',
    validateSearch: texts('state', 'recipe'),
    component: lazyRouteComponent(() => import('./pages/jobs.tsx')),
  }),
  createRoute({
    ...under,
    path: '/jobs/new',
    validateSearch: texts('recipe'),
    component: lazyRouteComponent(() => import('./pages/new-job.tsx')),
  }),
  createRoute({ ...under, path: '/jobs/$id', component: lazyRouteComponent(() => import('./pages/job.tsx')) }),
  createRoute({ ...under, path: '/models', component: lazyRouteComponent(() => import('./pages/models.tsx')) }),
  createRoute({
    ...under,
    path: '/playground',
    component: lazyRouteComponent(() => import('./pages/playground.tsx')),
  }),
  createRoute({ ...under, path: '/campaigns', component: lazyRouteComponent(() => import('./pages/campaigns.tsx')) }),
  createRoute({
    ...under,
    path: '/campaigns/$id',
    validateSearch: texts('tab'),
    component: lazyRouteComponent(() => import('./pages/campaign.tsx')),
  }),
  createRoute({
    ...under,
    path: '/campaigns/$id/raters/$rater_id',
    component: lazyRouteComponent(() => import('./quality/rater.tsx')),
  }),
  createRoute({
    ...under,
    path: '/leaderboards',
    component: lazyRouteComponent(() => import('./pages/leaderboards.tsx')),
  }),
  createRoute({
    ...under,
    path: '/leaderboards/$id',
    validateSearch: texts(...board_search),
    component: lazyRouteComponent(() => import('./pages/leaderboard.tsx')),
  }),
  createRoute({
    ...under,
    path: '/refinements',
    component: lazyRouteComponent(() => import('./pages/refinements.tsx')),
  }),
  createRoute({
    ...under,
    path: '/refinements/new',
    component: lazyRouteComponent(() => import('./pages/new-refinement.tsx')),
  }),
  createRoute({
    ...under,
    path: '/refinements/$id',
    component: lazyRouteComponent(() => import('./pages/refinement.tsx')),
  }),
  createRoute({ ...under, path: '/reports', component: lazyRouteComponent(() => import('./pages/reports.tsx')) }),
  createRoute({ ...under, path: '/reports/$id', component: lazyRouteComponent(() => import('./pages/report.tsx')) }),
  createRoute({
    ...under,
    path: '/reports/$id/compare',
    validateSearch: texts('with'),
    component: lazyRouteComponent(() => import('./pages/compare-reports.tsx')),
  }),
  createRoute({ ...under, path: '/keys', component: lazyRouteComponent(() => import('./pages/keys.tsx')) }),
  createRoute({ ...under, path: '/settings', component: lazyRouteComponent(() => import('./pages/settings.tsx')) }),
  createRoute({ ...under, path: '/webhooks', component: lazyRouteComponent(() => import('./webhooks/page.tsx')) }),
  createRoute({
    ...under,
    path: '/webhooks/$id',
    component: lazyRouteComponent(() => import('./webhooks/deliveries.tsx')),
  }),
  createRoute({ ...under, path: '/audit', component: lazyRouteComponent(() => import('./pages/audit.tsx')) }),
]);

/** The pages by address. */
export const router = createRouter({
  routeTree: tree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => <Skeleton lines={6} />,
  defaultErrorComponent: ({ error, reset }) => <Failure error={error} retry={reset} />,
  defaultNotFoundComponent: () => (
    <Page title="No such page" lead="The address leads nowhere. The menu has every page there is.">
      {null}
    </Page>
  ),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
