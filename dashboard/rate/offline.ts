/** Lets the page open without a connection: its service worker keeps the page's own files. It starts when the page is at rest. */
export function keepPage(): void {
  if (!('serviceWorker' in navigator)) return;
  const register = () =>
    void navigator.serviceWorker.register('/rate-worker.js', { scope: '/rate' }).catch(() => undefined);
  if (document.readyState === 'complete') setTimeout(register, 500);
  else addEventListener('load', () => setTimeout(register, 500));
}

type WithSync = ServiceWorkerRegistration & { sync?: { register: (tag: string) => Promise<void> } };

/** Asks the browser to send what waits once there is a connection, even if the page is closed by then; not all browsers can. */
export function sendLater(): void {
  if (!('serviceWorker' in navigator)) return;
  void navigator.serviceWorker.ready
    .then((registration: WithSync) => registration.sync?.register('assay-rate-outbox'))
    .catch(() => undefined);
}
