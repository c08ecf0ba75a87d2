import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { WORKERS, wrangler } from './build.ts';
import { API_CONFIG, build, neededResources, plan, type Resources, SECRETS } from './deploy-plan.ts';
import { ROOT, runMain, SetupError } from './root.ts';
import { readState, writeState } from './state.ts';

async function checkLogin(): Promise<void> {
  const answer = await wrangler(['whoami', '--json']).catch((error: Error) => error.message);
  if (/"loggedIn":\s*true/.test(answer)) return;
  const unreachable = /Unable to resolve|ENOTFOUND|ECONNREFUSED|fetch failed/.test(answer);
  throw new SetupError(
    unreachable
      ? `Cloudflare's API cannot be reached:\n${answer}`
      : 'Nothing was deployed: you are not logged in to Cloudflare. Either\n' +
          '  - run `npx wrangler login` (opens a browser), or\n' +
          '  - set CLOUDFLARE_API_TOKEN (permissions: Workers Scripts, D1, R2 and Queues, each "Edit") and,\n' +
          '    with more than one account, CLOUDFLARE_ACCOUNT_ID;\n' +
          'then run `npm run deploy` again. `npm run deploy -- --dry-run` shows what it would do, offline.',
  );
}

/** Creates something and accepts that it exists already. */
async function ensure(what: string, args: string[]): Promise<void> {
  try {
    await wrangler(args);
    console.log(`${what}: created`);
  } catch (error) {
    if (!/already (exists|taken|owned)|is already taken|code: (10004|11009)/i.test((error as Error).message))
      throw error;
    console.log(`${what}: exists`);
  }
}

async function databaseId(name: string): Promise<string> {
  const find = async () => {
    const text = await wrangler(['d1', 'list', '--json']);
    const databases: { uuid: string; name: string }[] = JSON.parse(text.slice(text.indexOf('[')));
    return databases.find((database) => database.name === name)?.uuid;
  };
  const found = await find();
  console.log(`D1 database ${name}: ${found ? 'exists' : 'creating'}`);
  if (found) return found;
  await wrangler(['d1', 'create', name]);
  const id = await find();
  if (!id) throw new SetupError(`The D1 database ${name} was created but is not listed; run the command again.`);
  return id;
}

/** The secrets that the deployed Worker lacks: those kept from an earlier deploy, or fresh ones. */
async function missingSecrets(state: string): Promise<Record<string, string>> {
  const listed = await wrangler(['secret', 'list', '--name', 'assay-api', '--format', 'json']).catch((error: Error) => {
    // Only a Worker that does not exist yet has no secrets; after any other failure a fresh one could replace a used one.
    if (/code: 10007|does not exist|not found/i.test(error.message)) return '[]';
    throw error;
  });
  const missing = SECRETS.filter((name) => !listed.includes(`"${name}"`));
  if (missing.length === 0) return {};
  const path = join(state, 'deploy-secrets.json');
  mkdirSync(state, { recursive: true });
  const kept = existsSync(path) ? readState<Record<string, string>>(path, []) : {};
  for (const name of missing) kept[name] ??= randomBytes(32).toString('base64url');
  writeState(path, kept);
  console.log(`secrets: ${missing.join(', ')} (kept in ${path})`);
  return Object.fromEntries(missing.map((name) => [name, kept[name] ?? '']));
}

async function deploy(needed: Resources, state: string): Promise<void> {
  await checkLogin();
  await build();
  const id = await databaseId(needed.database);
  for (const name of needed.buckets) await ensure(`R2 bucket ${name}`, ['r2', 'bucket', 'create', name]);
  for (const name of needed.queues) await ensure(`queue ${name}`, ['queues', 'create', name]);

  // Paths in the configuration are relative to it, so the filled-in copy lies beside the original.
  const config = join(ROOT, '.wrangler.deploy.toml');
  const secrets = join(ROOT, `.wrangler.secrets-${process.pid}.json`);
  writeFileSync(config, readFileSync(API_CONFIG, 'utf8').replace(/^database_id = .*$/m, `database_id = "${id}"`));
  try {
    await wrangler(['d1', 'migrations', 'apply', needed.database, '--remote', '--config', config]);
    console.log('migrations: applied');
    for (const worker of WORKERS.slice(1)) {
      await wrangler(['deploy', '--config', join(ROOT, worker.config)]);
      console.log(`${worker.name}: deployed`);
    }
    const fresh = await missingSecrets(state);
    writeFileSync(secrets, JSON.stringify(fresh), { mode: 0o600 });
    // Even an empty file counts: with one, wrangler asks for the deployed secrets to be kept.
    const output = await wrangler(['deploy', '--config', config, '--secrets-file', secrets]);
    console.log(`assay-api: deployed\n\n${/https:\/\/\S+/.exec(output)?.[0] ?? output.trim()}`);
    console.log('Next: make a project with the setup token; see docs/deploy.md.');
  } finally {
    rmSync(config, { force: true });
    rmSync(secrets, { force: true });
  }
}

await runMain(async () => {
  const options = {
    'dry-run': { type: 'boolean', default: false },
    state: { type: 'string', default: '.assay' },
  } as const;
  const { values } = parseArgs({ options });
  const needed = neededResources();
  if (!values['dry-run']) {
    await deploy(needed, resolve(ROOT, values.state));
    return 0;
  }
  await build();
  console.log(`\nA deploy would make sure of, in this order:\n${plan(needed)}\n\nNothing was deployed.`);
  return 0;
});
