#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { connect } from '../client.ts';
import { AssayError } from '../error.ts';
import { batch } from './batch.ts';
import { board } from './board.ts';
import { type Bench, type Command, type Given, helpOf, read, UsageError } from './command.ts';
import { critique } from './critique.ts';
import { evaluate } from './eval.ts';
import { judge } from './judge.ts';
import { judges } from './judges.ts';
import { refine } from './refine.ts';

const commands: Record<string, Command> = { judge, batch, eval: evaluate, judges, critique, refine, board };

const version = (): string =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version as string;

const overview =
  (): string => `Judge, critique and refine model outputs with an Assay deployment, from the terminal and from CI.

Usage: assay COMMAND [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
  .join('\n')}

assay COMMAND --help says more. ASSAY_URL and ASSAY_KEY say where to and by which key.

Exit codes: 0 fine, 1 below a threshold or not as expected, 2 called wrongly or refused, 3 the service could not do it,
130 stopped by Ctrl-C.
`;

function benchOf(given: Given, command_line: string[], signal: AbortSignal): Bench {
  const note = (text: string) => void process.stderr.write(`${text}\n`);
  const watched = process.stderr.isTTY === true;
  const on_wait = (error: AssayError, wait_ms: number) =>
    watched || wait_ms > 5000 ? note(`${error.message} Trying again in ${Math.ceil(wait_ms / 1000)} s.`) : undefined;
  const headers = { 'user-agent': `assay-cli/${version()}` };
  // Some commands need no deployment: only one that asks for the client must say where it is.
  const assay = () => {
    const url = given.text('url') ?? process.env.ASSAY_URL;
    const key = given.text('key') ?? process.env.ASSAY_KEY;
    if (!url) throw new UsageError('Where is the deployment? Give --url or set ASSAY_URL, like http://localhost:8787.');
    if (!key) throw new UsageError('Give --key or set ASSAY_KEY: a key of the deployment, like asy_….');
    return connectTo({ url, key, headers, on_wait });
  };
  let connected: ReturnType<typeof assay> | undefined;
  const client = {
    get assay() {
      connected ??= assay();
      return connected;
    },
  };
  return Object.assign(client, {
    signal,
    print: (text: string) => void process.stdout.write(`${text}\n`),
    note,
    watched,
    command_line,
  });
}

function connectTo(options: Parameters<typeof connect>[0]) {
  try {
    return connect(options);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** Ctrl-C stops cleanly; a second one at once. */
function onInterrupt(): AbortSignal {
  const control = new AbortController();
  const stop = () => (control.signal.aborted ? process.exit(130) : control.abort(new Error('Stopped by Ctrl-C.')));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return control.signal;
}

/** What went wrong, in words, and the exit code that stands for it. */
function explain(error: unknown, signal: AbortSignal): [string, number] {
  if (signal.aborted) return ['Stopped.', 130];
  if (error instanceof UsageError) return [error.message, 2];
  if (error instanceof AssayError) {
    const places = error.errors.map(({ path, message }) => `\n  ${path}: ${message}`).join('');
    const request = error.request_id ? `\n  (request ${error.request_id})` : '';
    const refused = error.status >= 400 && error.status < 500 && error.status !== 429;
    return [`${error.message}${places}${request}`, refused ? 2 : 3];
  }
  return [error instanceof Error ? (error.stack ?? error.message) : String(error), 3];
}

async function main(args: string[]): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '--version' || name === '-v') return tell(version());
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    const about = commands[rest[0] ?? ''];
    return tell(about ? helpOf(about) : overview());
  }
  const signal = onInterrupt();
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UsageError(`There is no command "${name}"; there are ${Object.keys(commands).join(', ')}.`);
    if (rest.includes('--help') || rest.includes('-h')) return tell(helpOf(command));
    const given = read(command, rest);
    return await command.run(given, benchOf(given, args, signal));
  } catch (error) {
    const [text, code] = explain(error, signal);
    process.stderr.write(`assay: ${text}\n${code === 2 && name in commands ? `See: assay ${name} --help\n` : ''}`);
    return code;
  }
}

function tell(text: string): number {
  process.stdout.write(`${text.trimEnd()}\n`);
  return 0;
}

// A reader that went away, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
process.exitCode = await main(process.argv.slice(2));
