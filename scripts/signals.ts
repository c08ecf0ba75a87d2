import { childrenOf, endProcess } from './state.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Until everything runs, a signal ends this process and whatever it is just running: an install, a build. */
export function stopEarly(unlock: () => void): void {
  for (const [signal, number] of Object.entries({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 })) {
    process.once(signal, () => {
      for (const other of SIGNALS) process.removeAllListeners(other).on(other, () => {});
      for (const child of childrenOf()) endProcess(child, 'SIGTERM');
      // `npm start` gives this process a group of its own, which holds its children's children too.
      endProcess(process.pid, 'SIGTERM');
      unlock();
      process.exit(128 + number);
    });
  }
}

/** Resolves at SIGINT, SIGTERM or SIGHUP, and when the process that started this one is gone. */
export function untilStopped(): Promise<void> {
  return new Promise((done) => {
    for (const signal of SIGNALS) {
      // Miniflare's own handlers would end the process at once, before the runner could release its job.
      process.removeAllListeners(signal);
      process.on(signal, () => done());
    }
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && done(), 1_000).unref();
  });
}
