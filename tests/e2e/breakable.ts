import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The way to a platform, which a test can cut and mend. */
export interface Breakable {
  url: string;
  /** Ends every connection, and each new one at once. */
  cut: () => void;
  mend: () => void;
}

/** A second address of a platform, for tests of broken connections; it ends with the test. */
export async function breakable(url: string): Promise<Breakable> {
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(new URL(url).port), '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cut = () => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const mend = () => {
    whole = true;
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut, mend };
}
