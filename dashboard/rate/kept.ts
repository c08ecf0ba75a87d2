import { createStore, del, get, set, type UseStore, values } from 'idb-keyval';

/** What this browser keeps under one name: in IndexedDB, or as long as the page where storage is off or full. */
export interface Shelf<T> {
  get: (key: string) => Promise<T | undefined>;
  set: (key: string, value: T) => Promise<void>;
  remove: (key: string) => Promise<void>;
  all: () => Promise<T[]>;
}

/** Opens a shelf; all tabs of the site share it, and the service worker reads the one named `outbox`. */
export function openShelf<T>(name: string): Shelf<T> {
  const memory = new Map<string, T>();
  let store: UseStore | null = null;
  const tried = async <R>(act: (store: UseStore) => Promise<R>, otherwise: () => R): Promise<R> => {
    try {
      store ??= createStore(`assay-rate-${name}`, name);
      return await act(store);
    } catch {
      return otherwise();
    }
  };
  return {
    get: async (key) =>
      memory.get(key) ??
      tried(
        (store) => get<T>(key, store),
        () => undefined,
      ),
    set: (key, value) =>
      tried(
        (store) => set(key, value, store),
        () => void memory.set(key, value),
      ),
    remove: (key) => {
      memory.delete(key);
      return tried(
        (store) => del(key, store),
        () => undefined,
      );
    },
    all: async () => [
      ...(await tried(
        (store) => values<T>(store),
        () => [],
      )),
      ...memory.values(),
    ],
  };
}
