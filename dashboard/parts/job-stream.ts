import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer } from 'react';
import type { Job, JobEvent } from '../../schema/contracts/index.ts';
import { one } from '../queries.ts';

/** What is known of a job while it is watched. */
export interface Watched {
  events: JobEvent[];
  connection: 'connecting' | 'live' | 'lost' | 'over';
}

type Change = { events: JobEvent[] } | { connection: Watched['connection'] };

const final_states: string[] = ['succeeded', 'failed', 'cancelled', 'dead'];

/** Whether a job has come to its end. */
export function isOver(job: Job): boolean {
  return final_states.includes(job.state);
}

function merge(state: Watched, change: Change): Watched {
  if ('connection' in change) return { ...state, connection: change.connection };
  // An event is (fence, seq); a stream that reconnects may send some again.
  const known = new Map(state.events.map((event) => [`${event.fence}.${event.seq}`, event]));
  for (const event of change.events) known.set(`${event.fence}.${event.seq}`, event);
  return { ...state, events: [...known.values()].sort((a, b) => a.fence - b.fence || a.seq - b.seq) };
}

/** Follows a job live: its state goes into the cache, its events are answered. */
export function useJobStream(id: string): Watched {
  const cache = useQueryClient();
  const [state, change] = useReducer(merge, { events: [], connection: 'connecting' });
  useEffect(() => {
    const source = new EventSource(`/v1/jobs/${id}/stream`);
    let batch: JobEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      if (batch.length > 0) change({ events: batch });
      batch = [];
    };
    source.onopen = () => change({ connection: 'live' });
    source.onerror = () => change({ connection: 'lost' });
    source.addEventListener('job', (message) => {
      const job = JSON.parse(message.data) as Job;
      cache.setQueryData(one('GET /v1/jobs/{id}', { path: { id } }).queryKey, job);
      if (!isOver(job)) return;
      flush();
      change({ connection: 'over' });
      source.close();
      for (const noun of ['models', 'datasets']) void cache.invalidateQueries({ queryKey: [noun] });
      void cache.invalidateQueries({ queryKey: ['jobs', 'GET /v1/jobs/{id}/artifacts'] });
    });
    source.addEventListener('event', (message) => {
      const event = JSON.parse(message.data) as JobEvent;
      batch.push(event);
      // A hundred events a second are drawn a few times a second.
      timer ??= setTimeout(flush, 200);
      if (event.kind === 'artifact')
        void cache.invalidateQueries({ queryKey: ['jobs', 'GET /v1/jobs/{id}/artifacts'] });
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [id, cache]);
  return state;
}
