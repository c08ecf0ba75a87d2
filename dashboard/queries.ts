import { infiniteQueryOptions, QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { AssayError, call } from './client.ts';
import type { Answer, PageRoute, Request, Route, Routes } from './contracts.ts';

/** `datasets` of `GET /v1/datasets/{id}/items`: what a change to one makes stale. */
export function nounOf(route: Route): string {
  return route.split('/')[2] ?? '';
}

/** The cache of everything read; reads are tried again only where that can help. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < 2 && error instanceof AssayError && error.retryable,
      throwOnError: false,
    },
    mutations: { retry: false },
  },
});

/** Where an answer stands in the cache. */
const keyOf = (route: Route, request: unknown): unknown[] => [nounOf(route), route, request];

/** Query options of one answer. */
export function one<R extends Route>(route: R, request: Request<R>) {
  return queryOptions<Routes[R]['answer'], Error>({
    queryKey: keyOf(route, request),
    queryFn: ({ signal }): Promise<Answer<R>> => call<R>(route, request, { signal }),
  });
}

/** Query options of a list, page after page by its cursor. */
export function list<R extends PageRoute>(route: R, request: Request<R>) {
  return infiniteQueryOptions({
    queryKey: [...keyOf(route, request), 'pages'],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...request.query, ...(pageParam === null ? {} : { cursor: pageParam }) };
      return call(route, Object.assign({}, request, { query }), { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last: Routes[R]['answer']) => (last as { next_cursor: string | null }).next_cursor,
  });
}

/** A write: an unchanged request sent again after a failure keeps its Idempotency-Key, so that it takes effect once. */
export function useWrite<R extends Route>(route: R, after?: (answer: Routes[R]['answer']) => void) {
  const cache = useQueryClient();
  const last = useRef({ body: '', key: '' });
  return useMutation<Routes[R]['answer'], Error, Request<R>>({
    mutationFn: (request) => {
      const body = JSON.stringify(request);
      if (last.current.body !== body || last.current.key === '') last.current = { body, key: crypto.randomUUID() };
      return call(route, request, { idempotency_key: last.current.key });
    },
    onSuccess: async (answer) => {
      last.current = { body: '', key: '' };
      after?.(answer);
      await cache.invalidateQueries({ queryKey: [nounOf(route)] });
    },
  });
}
