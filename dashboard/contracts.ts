import type { Answer, ListRoute as AnyListRoute } from '../packages/assay/src/routes.ts';

export type { Routes } from '../packages/assay/src/api.ts';
export type { Answer, ListRoute as PageRoute, Request, Route } from '../packages/assay/src/routes.ts';

/** Routes that answer with a page of rows, each with an id. */
export type ListRoute = {
  [R in AnyListRoute]: Answer<R> extends { data: { id: string }[] } ? R : never;
}[AnyListRoute];

/** One row of a list route. */
export type RowOf<R extends ListRoute> = Answer<R>['data'][number];
