import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RatingsImported } from '../../schema/contracts/index.ts';
import { call } from '../client.ts';
import type { Request } from '../contracts.ts';
import { cutRatings, type RatingPart } from './rating-parts.ts';

const route = 'POST /v1/campaigns/{id}/ratings/imports';
type Query = Request<typeof route>['query'] & { format: 'jsonl' | 'csv' };
type Job = { query: Query; parts: RatingPart[] };

/** How far an import is. */
export interface RatingImport extends Job {
  /** Parts that were answered, and what their answers come to. */
  sent: number;
  told: RatingsImported;
  busy: boolean;
  /** Why the next part was not answered. */
  error: unknown;
}

/** Problems that are shown. */
const most_problems = 100;

const nothing = (dry_run: boolean): RatingsImported => ({
  ...{ dry_run, lines: 0, comparisons_added: 0, added: 0, repeated: 0, problem_count: 0, problems: [] },
});

/** What two parts come to, the problems of the second by the file's own lines. */
function joined(one: RatingsImported, two: RatingsImported, lines_before: number): RatingsImported {
  const problems = two.problems.map((problem) => ({ ...problem, line: problem.line + lines_before }));
  return {
    dry_run: two.dry_run,
    lines: one.lines + two.lines,
    comparisons_added: one.comparisons_added + two.comparisons_added,
    added: one.added + two.added,
    repeated: one.repeated + two.repeated,
    problem_count: one.problem_count + two.problem_count,
    problems: [...one.problems, ...problems].slice(0, most_problems),
  };
}

/** Imports files part by part; what stopped goes on with the part that failed. */
export function useRatingImport(id: string, ended: (done: RatingImport) => void) {
  const cache = useQueryClient();
  const [state, setState] = useState<RatingImport | null>(null);
  const [unread, setUnread] = useState<unknown>(null);
  const stop = useRef<AbortController>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const forget = () => {
    stop.current?.abort();
    setState(null);
    setUnread(null);
  };
  const send = async (job: Job, sent = 0, told = nothing(job.query.dry_run === 'true')): Promise<void> => {
    stop.current?.abort();
    const control = new AbortController();
    stop.current = control;
    const { signal } = control;
    let now: RatingImport = { ...job, sent, told, busy: true, error: null };
    setState(now);
    for (const { body, lines_before } of job.parts.slice(sent)) {
      try {
        const answer = await call(route, { path: { id }, query: job.query, body }, { signal });
        now = { ...now, sent: now.sent + 1, told: joined(now.told, answer, lines_before) };
        if (!answer.dry_run && answer.problem_count > 0) break;
      } catch (error) {
        now = { ...now, error };
        break;
      }
      if (!signal.aborted) setState(now);
    }
    if (job.query.dry_run === 'false') await cache.invalidateQueries({ queryKey: ['campaigns'] });
    if (signal.aborted) return;
    now = { ...now, busy: false };
    setState(now);
    if (now.error === null) ended(now);
  };
  const begin = async (file: File, query: Query): Promise<void> => {
    forget();
    try {
      await send({ query, parts: await cutRatings(file, query.format) });
    } catch (error) {
      setUnread(error);
    }
  };
  const again = () => state && void send(state, state.sent, state.told);
  return { state, unread, begin, again, forget };
}
