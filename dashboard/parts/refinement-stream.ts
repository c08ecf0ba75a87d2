import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer } from 'react';
import type { Refinement, RefinementStep } from '../../schema/contracts/index.ts';
import { one } from '../queries.ts';

/** What is known of a refinement's steps while it is watched. */
export interface WatchedSteps {
  steps: RefinementStep[];
  connection: 'connecting' | 'live' | 'lost' | 'over';
}

type Change = { steps: RefinementStep[] } | { connection: WatchedSteps['connection'] };

function merge(state: WatchedSteps, change: Change): WatchedSteps {
  if ('connection' in change) return { ...state, connection: change.connection };
  // A step comes again when a judge has seen it, and all of them when a stream reconnects.
  const known = new Map(state.steps.map((step) => [step.n, step]));
  for (const step of change.steps) known.set(step.n, step);
  return { ...state, steps: [...known.values()].sort((a, b) => a.n - b.n) };
}

/** Follows a refinement: its state goes into the cache, its steps are answered; one that has ended is read the same way. */
export function useRefinementStream(id: string): WatchedSteps {
  const cache = useQueryClient();
  const [state, change] = useReducer(merge, { steps: [], connection: 'connecting' });
  useEffect(() => {
    const source = new EventSource(`/v1/refinements/${id}/stream`);
    let batch: RefinementStep[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const flush = () => {
      clearTimeout(timer);
      timer = undefined;
      if (batch.length > 0) change({ steps: batch });
      batch = [];
    };
    source.onopen = () => change({ connection: 'live' });
    source.onerror = () => {
      flush();
      // The server closes the stream of a refinement that has ended; the browser would open it again.
      if (ended) source.close();
      change({ connection: ended ? 'over' : 'lost' });
    };
    source.addEventListener('refinement', (message) => {
      const refinement = JSON.parse(message.data) as Refinement;
      ended = refinement.finished_at !== null;
      cache.setQueryData(one('GET /v1/refinements/{id}', { path: { id } }).queryKey, refinement);
    });
    source.addEventListener('step', (message) => {
      batch.push(JSON.parse(message.data) as RefinementStep);
      timer ??= setTimeout(flush, 100);
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [id, cache]);
  return state;
}
