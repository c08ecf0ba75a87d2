import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboard, buildWorkers } from './build.ts';
import { type Demo, ensureDemo } from './demo.ts';
import { openPlatform, type Platform } from './platform.ts';
import { ensurePython } from './python.ts';
import { runMain } from './root.ts';
import { hasRunner, type LocalRunner, startRunner } from './runner.ts';
import { checkPort, readSettings, type Settings } from './settings.ts';
import { stopEarly, untilStopped } from './signals.ts';
import { childrenOf, ensureSecrets, lockData, resetData } from './state.ts';

async function start(settings: Settings): Promise<void> {
  const { data, json } = settings;
  const say = (line: string) => (json ? process.stderr : process.stdout).write(`${line}\n`);
  const step = async <T>(name: string, work: () => Promise<T>, told: (result: T) => string): Promise<T> => {
    const from = Date.now();
    const result = await work();
    say(`${name.padEnd(12)} ${told(result)} (${((Date.now() - from) / 1000).toFixed(1)} s)`);
    return result;
  };

  say(`packages     in place (Node ${process.versions.node})`);
  const lock = lockData(data);
  let platform: Platform | undefined;
  let runner: LocalRunner | undefined;
  stopEarly(lock.unlock);
  const recordChildren = () => lock.setChildren([...new Set([...childrenOf(), runner?.pid() ?? 0])].filter(Boolean));
  try {
    if (settings.port !== 0) await checkPort(settings.port);
    if (settings.reset)
      await step(
        'reset',
        async () => resetData(data),
        () => `${data} is empty`,
      );
    mkdirSync(join(data, 'logs'), { recursive: true });

    const python = settings.runner
      ? await step(
          'python',
          () => ensurePython((text) => say(`${'python'.padEnd(12)} ${text}`)),
          (found) => (found.python === null ? `off: ${found.reason}` : found.state),
        )
      : null;
    await step('dashboard', buildDashboard, (state) => (state === 'absent' ? 'no sources in this tree' : state));
    await step(
      'build',
      () => buildWorkers(),
      (built) => (built.length > 0 ? built.join(', ') : 'unchanged'),
    );

    const secrets = ensureSecrets(join(data, 'secrets.json'));
    const log = createWriteStream(join(data, 'logs/workers.log'), { flags: 'a', mode: 0o600 });
    const opened = await step(
      'workers',
      () =>
        openPlatform({
          data: join(data, 'platform'),
          port: settings.port,
          // Models of this machine (Ollama, vLLM, `assay-runner serve`) may back judges: whoever runs this could reach them anyway.
          // Nothing here holds a batch to six calls an invocation, as Cloudflare does.
          // The simulator's queue lives in memory: an acknowledged rating is in the database or it is not safe.
          vars: {
            ...secrets,
            ...{ ASSAY_ENV: 'local', ASSAY_ALLOW_PRIVATE_URLS: '1', ASSAY_CALLS_PER_LANE: '100' },
            ASSAY_DIRECT_RATINGS: '1',
          },
          cron_ms: 60_000,
          on_log: (line) => log.write(`${line}\n`),
          on_restart: recordChildren,
        }),
      ({ migrated }) => `running; migrations: ${migrated.length > 0 ? `${migrated.length} applied` : 'up to date'}`,
    );
    platform = opened;
    recordChildren();
    const { demo } = await step(
      'demo',
      () => ensureDemo(opened.url, data, secrets.ASSAY_SETUP_TOKEN),
      ({ created, demo: { project_id } }) => `project ${project_id} ${created ? 'created' : 'in place'}`,
    );

    // What a stopped or killed predecessor left half done goes on at once rather than within the minute.
    await opened.scheduled().catch((error) => log.write(`${error}\n`));

    const off = runnerOff(settings, python);
    if (off === null && python?.python) {
      const options = { python: python.python, url: opened.url, key: demo.runner_key, data };
      runner = startRunner({ ...options, on_start: () => queueMicrotask(recordChildren), on_end: say });
      say(`${'runner'.padEnd(12)} started (process ${runner.pid()})`);
    } else {
      say(`${'runner'.padEnd(12)} off`);
    }
    // Before the line that tells callers it runs: a signal that comes while handlers are changed is lost.
    const stopped = untilStopped();
    if (json) console.log(JSON.stringify({ url: opened.url, ...publicDemo(demo), data, runner: off === null }));
    else printBlock(opened.url, demo, data, off);

    await stopped;
    say('\nStopping.');
  } finally {
    // The runner goes first: it releases its job through the API.
    await runner?.stop();
    await platform?.close();
    lock.unlock();
  }
}

function runnerOff(settings: Settings, python: { python: string | null; reason?: string } | null): string | null {
  if (!settings.runner) return 'left off by --no-runner';
  if (python?.python == null) return `${python?.reason}. Jobs wait until a runner connects; everything else works.`;
  return hasRunner() ? null : 'gpu-runner/assay_runner is absent';
}

function publicDemo({ project_id, key, runner_key }: Demo): Omit<Demo, 'seeded'> {
  return { project_id, key, runner_key };
}

function printBlock(url: string, demo: Demo, data: string, off: string | null): void {
  const rows = [
    ['Dashboard', `${url}/`],
    ['API', `${url}/v1   (reference: ${url}/docs)`],
    ['Demo key', demo.key],
    ['Data', data],
    ['Runner', off === null ? `on; log: ${join(data, 'logs/runner.log')}` : `off: ${off}`],
  ];
  console.log(
    `\n${rows.map(([name = '', value]) => `  ${name.padEnd(10)} ${value}`).join('\n')}\n\n  Ctrl-C stops everything.\n`,
  );
}

await runMain(async () => {
  await start(readSettings(process.argv.slice(2)));
  process.exit(0);
});
