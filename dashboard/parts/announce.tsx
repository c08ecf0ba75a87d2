import { useSyncExternalStore } from 'react';

let message = '';
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(next: string): void {
  message = next;
  for (const listener of listeners) listener();
}

/** Says something to screen readers and shows it for a moment. */
export function announce(text: string): void {
  set(text);
  clearTimeout(timer);
  timer = setTimeout(() => set(''), 5_000);
}

/** Where announcements appear; there is one on each page. */
export function Announcements() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => message,
  );
  return (
    <div className="announcements" aria-live="polite" role="status">
      {text !== '' && <p>{text}</p>}
    </div>
  );
}
