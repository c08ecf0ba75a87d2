import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, SetupError } from './root.ts';

const USAGE = `npm start -- [--port N] [--data DIR] [--reset] [--no-runner] [--json]
  --port N      where the API and the dashboard listen (default 8787)
  --data DIR    where everything is kept (default .assay)
  --reset       forget the data in DIR first
  --no-runner   leave the runner off
  --json        print one line of JSON instead of the closing block`;

/** What `npm start` was asked for. */
export interface Settings {
  port: number;
  data: string;
  reset: boolean;
  runner: boolean;
  json: boolean;
}

/** Reads the command line; anything it does not know is an error that shows the usage. */
export function readSettings(args: string[]): Settings {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  let values: { port?: string; data?: string; reset: boolean; 'no-runner': boolean; json: boolean; help: boolean };
  try {
    const options = { port: text, data: text, reset: flag, 'no-runner': flag, json: flag, help: flag };
    values = parseArgs({ args, options }).values;
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\n\n${USAGE}`);
  }
  if (values.help) throw new SetupError(USAGE);
  const port = Number(values.port ?? 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new SetupError(`--port ${values.port} is not a port: give a whole number from 1 to 65535.`);
  }
  const data = resolve(ROOT, values.data ?? '.assay');
  return { port, data, reset: values.reset, runner: !values['no-runner'], json: values.json };
}

/** Fails when a port of this machine is taken; a killed predecessor's gets a moment to become free. */
export async function checkPort(port: number, patience_ms = 2000): Promise<void> {
  const until = Date.now() + patience_ms;
  for (;;) {
    const error = await tryPort(port);
    if (!error) return;
    if (error.code === 'EADDRINUSE' && Date.now() < until) {
      await new Promise((done) => setTimeout(done, 100));
      continue;
    }
    const cause =
      error.code === 'EADDRINUSE' ? `Port ${port} is in use.` : `Port ${port} cannot be used (${error.message}).`;
    throw new SetupError(`${cause} Stop what listens there, or choose another: npm start -- --port ${port + 1}`);
  }
}

function tryPort(port: number): Promise<NodeJS.ErrnoException | null> {
  return new Promise((done) => {
    const server = createServer();
    server.on('error', done);
    server.listen(port, '127.0.0.1', () => server.close(() => done(null)));
  });
}
