import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Assignment, Assignments } from '../../schema/contracts/index.ts';
import { AssayError } from '../client.ts';
import { type Draft, ratingOf, type Verdict } from './draft.ts';
import { type Deed, type OutboxState, openOutbox } from './outbox.ts';
import { beginSession, keepSession, type Session } from './session.ts';
import { fetchMore, readHeld, writeHeld } from './supply.ts';
import { openTabs } from './tabs.ts';

/** Everything the rating page shows. */
export interface View {
  session: Session | null;
  /** The first is shown, the others are at hand. */
  assignments: Assignment[];
  rated: number;
  total: number;
  outbox: OutboxState;
  problem: AssayError | null;
  /** Nothing more is handed out, and why. */
  ended: Pick<Assignments, 'done' | 'completion'> | null;
  offline: boolean;
  /** The last deed can be taken back. */
  undoable: boolean;
  /** What was said about comparisons that were taken back. */
  drafts: Record<string, Draft>;
}

/** What a rater can do. */
export interface Visit {
  view: () => View;
  subscribe: (listener: () => void) => () => void;
  /** Begins the session, with the proof that a person rates where one is asked for. */
  begin: (turnstile_token?: string) => Promise<void>;
  rate: (draft: Draft & { verdict: Verdict }) => void;
  skip: (kind: 'skip' | 'report', reason: string) => void;
  undo: () => Promise<boolean>;
  /** Sends the last rating without waiting for its time to be taken back. */
  finish: () => void;
  retry: () => void;
  /** The comprehension check went on. */
  checked: (check: Session['check']) => void;
}

interface Done {
  assignment: Assignment;
  kind: 'rate' | 'skip';
  draft: Draft | null;
  duration_ms: number;
}

/** Runs one visit of a rater: begins the session, keeps comparisons at hand, takes ratings and takes them back. */
export function openVisit(invitation: string): Visit {
  let view: View = {
    ...{ session: null, assignments: [], rated: 0, total: 0, problem: null, ended: null, undoable: false, drafts: {} },
    ...{ outbox: { waiting: [], refused: null }, offline: !navigator.onLine },
  };
  const listeners = new Set<() => void>();
  const done: Done[] = [];
  const dealt_with = new Set<string>();
  let shown = { at: performance.now(), before_ms: 0 };
  let asking = false;

  const change = (part: Partial<View>) => {
    view = { ...view, ...part };
    const last = done.at(-1)?.assignment.id;
    view.undoable = view.outbox.waiting.some(({ id, tried }) => id === last && !tried);
    for (const listener of listeners) listener();
  };
  const waitingHere = () => view.outbox.waiting.filter(({ campaign_id }) => campaign_id === view.session?.campaign.id);
  const show = (assignments: Assignment[], before_ms = 0) => {
    if (assignments[0]?.id !== view.assignments[0]?.id) shown = { at: performance.now(), before_ms };
    change({ assignments });
    if (view.session) writeHeld(view.session.campaign.id, view.session.rater_id, assignments);
  };

  const box = openOutbox((outbox) => {
    change({ outbox });
    // The last rating has arrived: only now does the server say whether there is more.
    if (view.session && view.assignments.length === 0 && !view.ended && waitingHere().length === 0) void fill();
  });
  const tabs = openTabs((id, is_dealt_with) => {
    if (is_dealt_with) dealt_with.add(id);
    else dealt_with.delete(id);
    if (is_dealt_with && view.assignments.some((one) => one.id === id)) {
      show(view.assignments.filter((one) => one.id !== id));
      void fill();
    }
  });

  async function fill(given: Assignments | null = null): Promise<void> {
    const { session } = view;
    if (asking || !session || session.check?.passed === false) return;
    asking = true;
    try {
      for (let tries = 1; ; tries++) {
        const more = await fetchMore(session.campaign.id, view.assignments, dealt_with, tries === 1 ? given : null);
        // While it was asked the rater may have gone on.
        const left = more.assignments.filter(({ id }) => !dealt_with.has(id));
        const rated = Math.max(view.rated, more.rated);
        show(left);
        // What was skipped here may not have reached the server yet.
        const total = done.some(({ kind }) => kind === 'skip') ? Math.min(view.total, more.total) : more.total;
        change({ rated, total: Math.max(rated, total), problem: null, offline: false });
        if (left.length > 0 || waitingHere().length > 0) break;
        // Ratings of this minute are on their way to the database; what is left may be just those.
        if (more.done === null && tries < 10) await new Promise((done) => setTimeout(done, 700));
        else {
          change({ ended: { done: more.done, completion: more.completion } });
          break;
        }
      }
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      if (error.code === 'offline') change({ offline: true });
      // With ratings to send there is better news than that nothing can be fetched.
      const idle = view.assignments.length === 0 && waitingHere().length === 0;
      if (idle || !error.retryable) change({ problem: error });
    } finally {
      asking = false;
    }
  }

  const adopt = async ({ next = null, ...session }: Session) => {
    await box.ready;
    const first = view.session === null;
    change({ session });
    const mine = waitingHere();
    for (const { id } of mine) dealt_with.add(id);
    const rated = Math.max(view.rated, session.rated + mine.filter(({ path }) => path === '/v1/ratings').length);
    change({ rated, total: Math.max(rated, session.total) });
    const held = first ? await readHeld(session.campaign.id, session.rater_id) : view.assignments;
    show(held.filter(({ id }) => !dealt_with.has(id)));
    await fill(next);
    if (first) void fill();
  };

  const begin = async (turnstile_token?: string) => {
    change({ problem: null });
    try {
      await beginSession(invitation, turnstile_token, adopt);
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      change({ problem: error, offline: error.code === 'offline', ...(error.retryable ? {} : { assignments: [] }) });
    }
  };

  const finishWith = (kind: Done['kind'], draft: Draft | null, deed: (token: string, duration_ms: number) => Deed) => {
    const [assignment, ...rest] = view.assignments;
    if (!assignment || !view.session) return;
    const duration_ms = shown.before_ms + performance.now() - shown.at;
    dealt_with.add(assignment.id);
    done.push({ assignment, kind, draft, duration_ms });
    tabs.tell(assignment.id, true);
    box.add(assignment.id, view.session.campaign.id, deed(assignment.token, duration_ms));
    // A campaign that has enough has no goal any more, while what was handed out before counts still.
    if (kind === 'rate') change({ rated: view.rated + 1, total: Math.max(view.total, view.rated + 1) });
    else change({ total: Math.max(view.rated, view.total - 1) });
    show(rest);
    void keepSession(invitation, { ...view.session, rated: view.rated, total: view.total });
    if (rest.length <= 5) void fill();
  };

  const undo = async () => {
    const last = done.pop();
    if (!last) return false;
    const { assignment, kind, draft, duration_ms } = last;
    if (!(await box.undo(assignment.id))) return false;
    dealt_with.delete(assignment.id);
    tabs.tell(assignment.id, false);
    change(kind === 'rate' ? { rated: view.rated - 1 } : { total: view.total + 1 });
    change({ ended: null, drafts: draft ? { ...view.drafts, [assignment.id]: draft } : view.drafts });
    show([assignment, ...view.assignments], duration_ms);
    return true;
  };

  const resume = () => {
    change({ offline: !navigator.onLine });
    if (!navigator.onLine) return;
    if (view.session) void fill();
    else void begin();
  };
  addEventListener('online', resume);
  addEventListener('offline', resume);

  return {
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    begin,
    rate: (draft) =>
      finishWith('rate', draft, (token, ms) => ({ path: '/v1/ratings', body: ratingOf(token, draft, ms) })),
    skip: (kind, reason) => finishWith('skip', null, (token) => ({ path: '/v1/skips', body: { token, kind, reason } })),
    undo,
    finish: () => void box.send(true),
    retry: () => {
      change({ ended: null, problem: null });
      void (view.session ? fill() : begin());
    },
    checked: (check) => {
      if (!view.session) return;
      const session = { ...view.session, check };
      void keepSession(invitation, session);
      change({ session });
      void fill();
    },
  };
}

/** The visit of this page, and what it shows. */
export function useVisit(invitation: string): [View, Visit] {
  const [visit] = useState(() => openVisit(invitation));
  useEffect(() => void visit.begin(), [visit]);
  return [useSyncExternalStore(visit.subscribe, visit.view), visit];
}
