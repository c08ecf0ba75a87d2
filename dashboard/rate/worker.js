// Keeps the rating page's own files, so that it opens without a connection, and sends what waits when one is back.
// The build fills in the list of files; answers of the API are never kept here.
const files = ASSAY_FILES;
const cache_name = `assay-rate-${ASSAY_VERSION}`;

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cache_name)
      .then((cache) => cache.addAll(files))
      .then(() => skipWaiting()),
  );
});

addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith('assay-rate-') && name !== cache_name);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== location.origin || !files.includes(pathname)) return;
  // The page itself is asked for first, so that a new release shows at once; its assets never change.
  const kept = () => caches.match(pathname, { cacheName: cache_name });
  if (mode === 'navigate') event.respondWith(fetch(event.request).catch(kept));
  else event.respondWith(kept().then((response) => response ?? fetch(event.request)));
});

// Background Sync: a page that is open sends by itself.
addEventListener('sync', (event) => {
  if (event.tag === 'assay-rate-outbox') event.waitUntil(sendWaiting());
});

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function sendWaiting() {
  if ((await clients.matchAll({ type: 'window' })).length > 0) return;
  const opening = indexedDB.open('assay-rate-outbox');
  opening.onupgradeneeded = () => opening.result.createObjectStore('outbox');
  const db = await done(opening);
  const store = (mode) => db.transaction('outbox', mode).objectStore('outbox');
  for (const { id, path, body } of await done(store('readonly').getAll())) {
    const headers = { 'content-type': 'application/json', 'x-assay-csrf': '1' };
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    // A refusal stays for the page to tell; what may go better later makes the browser ask again.
    if (response.ok) await done(store('readwrite').delete(id));
    else if (response.status === 429 || response.status >= 500) throw new Error(`answered ${response.status}`);
  }
}
