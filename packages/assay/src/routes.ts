import type { Routes } from './api.ts';

/** A route of the API, like `GET /v1/jobs/{id}`. */
export type Route = keyof Routes;

/** What a route answers with. */
export type Answer<R extends Route> = Routes[R]['answer'];

type PathKeys<R> = R extends `${string}{${infer K}}${infer Rest}` ? K | PathKeys<Rest> : never;
type PathPart<R> = [PathKeys<R>] extends [never]
  ? { path?: undefined }
  : { path: Record<PathKeys<R>, string | number> };
type QueryPart<D> = D extends { query: infer Q }
  ? Record<string, never> extends Q
    ? { query?: Q }
    : { query: Q }
  : { query?: undefined };
type BodyPart<D> = D extends { body: infer B } ? { body: B } : { body?: undefined };

// A table, so that a route that is not known yet stands for one of its rows and not for every mixture of them.
type Requests = { [R in Route]: PathPart<R> & QueryPart<Routes[R]> & BodyPart<Routes[R]> };

/** What a call of a route takes: its path's parts, its query, its body. */
export type Request<R extends Route> = Requests[R];

/** Routes that answer with a page of rows. */
export type ListRoute = {
  [R in Route]: Answer<R> extends { data: unknown[]; next_cursor: string | null } ? R : never;
}[Route];

/** One row of a list. */
export type RowOf<R extends ListRoute> = Answer<R>['data'][number];

/** The address of a route with its path and query filled in. */
export function addressOf(
  route: Route,
  path: Record<string, string | number> = {},
  query: Record<string, unknown> = {},
): string {
  const template = route.slice(route.indexOf(' ') + 1);
  const pathname = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name] ?? '')));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  const search = new URLSearchParams(pairs).toString();
  return search === '' ? pathname : `${pathname}?${search}`;
}
