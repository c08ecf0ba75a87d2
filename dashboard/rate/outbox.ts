import { openShelf } from './kept.ts';
import { sendLater } from './offline.ts';
import { type Deed, type Settle, sendDeeds } from './sending.ts';

export type { Deed } from './sending.ts';

/** A deed that this browser holds until the server has taken it. */
export type Kept = Deed & {
  /** The assignment's. */
  id: string;
  campaign_id: string;
  /** Until then it can be taken back and is not sent. */
  held_until: number;
  /** It may have reached the server. */
  tried: boolean;
};

/** How the deeds stand that were done here. */
export interface OutboxState {
  waiting: Kept[];
  /** Those that the server refused for good, with its reason. */
  refused: { count: number; reason: string } | null;
}

/** Deeds on their way. */
export interface Outbox {
  /** Those from before this visit are known. */
  ready: Promise<unknown>;
  /** Takes a deed in, written down before anything else, and lets those before it go. */
  add: (id: string, campaign_id: string, deed: Deed) => void;
  /** Sends what is no longer held, or with `all` everything; after a failure it tries again by itself, more and more seldom. */
  send: (all?: boolean) => Promise<void>;
  /** Takes a deed back. @returns whether it was still here, and cannot have reached the server */
  undo: (id: string) => Promise<boolean>;
  state: () => OutboxState;
}

/** How long the last rating can be taken back. */
const hold_ms = 10_000;

/** Only one tab sends at a time, and none while a deed is being taken back. */
const alone = <T>(act: () => Promise<T>): Promise<T> =>
  'locks' in navigator ? navigator.locks.request('assay-rate-outbox', act) : act();

/** Keeps deeds in this browser and sends them, those that waited together in one request; the server counts each once. */
export function openOutbox(onChange: (state: OutboxState) => void): Outbox {
  const shelf = openShelf<Kept>('outbox');
  const box = new Map<string, Kept>();
  let refused: OutboxState['refused'] = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const state = () => ({ waiting: [...box.values()], refused });
  const put = (kept: Kept) => {
    box.set(kept.id, kept);
    onChange(state());
    return shelf.set(kept.id, kept);
  };
  const forget = (id: string) => {
    box.delete(id);
    onChange(state());
    return shelf.remove(id);
  };
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void send(), ms);
  };

  const settle: Settle = (id, refusal) => {
    if (refusal !== null) refused = { count: (refused?.count ?? 0) + 1, reason: refusal };
    return forget(id);
  };

  const sendDue = async () => {
    const due: Kept[] = [];
    for (const kept of [...box.values()].filter(({ held_until }) => held_until <= Date.now())) {
      // What surely does not reach the server can still be taken back.
      if (!navigator.onLine) return sendLater();
      const there = await shelf.get(kept.id);
      // Another tab has sent it, or has taken it back.
      if (!there) await forget(kept.id);
      else if (there.held_until <= Date.now()) due.push(there);
    }
    for (const there of due) await put({ ...there, tried: true });
    await sendDeeds(due, settle);
  };
  const send = async (all = false) => {
    if (all) for (const kept of box.values()) void put({ ...kept, held_until: 0 });
    try {
      await alone(sendDue);
      failures = 0;
      const next = Math.min(...[...box.values()].map(({ held_until }) => held_until));
      if (navigator.onLine && Number.isFinite(next)) later(Math.max(500, next - Date.now()));
    } catch {
      failures += 1;
      later(Math.min(30_000, 500 * 2 ** failures));
    }
  };

  /** The page may be gone in a moment: everything goes out at once, and stays here until an answer says that it arrived. */
  const sendAtOnce = () => {
    if (!navigator.onLine) return box.size > 0 && sendLater();
    const untried = [...box.values()].filter(({ tried }) => !tried);
    for (const kept of untried) void put({ ...kept, held_until: 0, tried: true });
    void sendDeeds(untried, settle, true).catch(() => later(1000));
  };

  const ready = shelf.all().then((list) => {
    for (const kept of list) if (!box.has(kept.id)) box.set(kept.id, kept);
    onChange(state());
    void send();
  });
  addEventListener('online', () => void send());
  addEventListener('pagehide', sendAtOnce);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') sendAtOnce();
    else void send();
  });
  return {
    ready,
    add: (id, campaign_id, deed) => {
      for (const before of box.values()) if (before.held_until > 0) void put({ ...before, held_until: 0 });
      void put({ ...deed, id, campaign_id, held_until: Date.now() + hold_ms, tried: false });
      void send();
      later(hold_ms);
    },
    send,
    undo: (id) =>
      alone(async () => {
        const kept = box.get(id);
        if (!kept || kept.tried || (await shelf.get(id))?.tried !== false) return false;
        await forget(id);
        return true;
      }),
    state,
  };
}
