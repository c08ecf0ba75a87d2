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

/** Fails when something else listens on the port. */
export function checkPort(port: number): Promise<void> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => {
      const cause =
        error.code === 'EADDRINUSE' ? `Port ${port} is in use.` : `Port ${port} cannot be used (${error.message}).`;
      fail(new SetupError(`${cause} Stop what listens there, or choose another: npm start -- --port ${port + 1}`));
    });
    server.listen(port, '127.0.0.1', () => server.close(() => done()));
  });
}
