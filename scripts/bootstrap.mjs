// The one plain-JavaScript file: runs under any Node from 20 on, makes sure that the locked packages are installed
// (among them a Node 24), and hands over to scripts/<name>.ts. Usage: node scripts/bootstrap.mjs NAME [ARGUMENT…]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const atLeast = (version, major, minor) => {
  const [a, b] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
};

function stop(message) {
  console.error(`\n${message}`);
  process.exit(1);
}

/** What of the lockfile is not in node_modules: npm writes node_modules/.package-lock.json only once an install is whole. */
function missing() {
  let wanted, present;
  try {
    wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  } catch (error) {
    stop(`package-lock.json cannot be read (${error.message}). Restore it: git checkout package-lock.json`);
  }
  try {
    present = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;
  } catch {
    return 'not installed';
  }
  for (const [path, entry] of Object.entries(wanted)) {
    const name = path.replace(/^.*node_modules\//, '');
    if (path === '' || (entry.optional && !(path in present)) || (entry.devOptional && !(path in present))) continue;
    if (present[path]?.version !== entry.version) return `${name} ${entry.version} is not installed`;
    if (!existsSync(join(root, path, 'package.json'))) return `${name} is damaged`;
  }
  return null;
}

function install(reason) {
  console.log(`packages: installing the locked set (${reason})`);
  // npm's own Node, and a path without node_modules/.bin: the install removes the Node that lives in there.
  const clean = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((part) => !part.includes(join('node_modules', '.bin')));
  const env = { ...process.env, PATH: clean.join(delimiter) };
  const cli = process.env.npm_execpath;
  const options = { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] };
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const ours = process.execPath.startsWith(modules);
  const node = process.env.npm_node_execpath ?? (ours ? 'node' : process.execPath);
  const run = cli
    ? spawnSync(node.startsWith(modules) ? 'node' : node, [cli, ...args], options)
    : spawnSync('npm', args, options);
  const left = run.status === 0 ? missing() : null;
  if (run.error || run.status !== 0 || left) {
    const cause = run.error?.message ?? (left ? `after it, ${left}` : `it ended with code ${run.status ?? run.signal}`);
    stop(
      `The packages could not be installed: npm ci failed (${cause}).\n` +
        'What npm said is above. Usual causes: no network, a registry that lacks a pinned version, a full disk.\n' +
        'Mend that and run the same command again.',
    );
  }
}

if (!atLeast(process.versions.node, 20, 0)) {
  stop(`Assay needs Node 20 or newer to start; this is Node ${process.versions.node}. Get one at https://nodejs.org`);
}
const reason = missing();
if (reason) install(reason);

const [name = '', ...args] = process.argv.slice(2);
const script = join(root, 'scripts', `${name}.ts`);
if (!/^[a-z-]+$/.test(name) || !existsSync(script)) stop(`There is no scripts/${name}.ts.`);

const bundled = join(modules, '.bin', 'node');
const usable = existsSync(bundled) && spawnSync(bundled, ['--version']).status === 0;
if (!usable && !atLeast(process.versions.node, 22, 18)) {
  stop(
    `No packaged Node fits this machine (${process.platform} ${process.arch}), and Node ${process.versions.node} cannot ` +
      'run TypeScript. Install Node 24 and run the same command again.',
  );
}

// `start` gets a process group of its own: Ctrl-C then reaches only this process, and the shutdown happens in order.
const child = spawn(usable ? bundled : process.execPath, [script, ...args], {
  stdio: 'inherit',
  detached: name === 'start' && process.platform !== 'win32',
  env: { ...process.env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// Killing npm kills the shell between it and this process, but nothing below: notice when the parent is gone.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
child.on('error', (error) => stop(`${script} could not be started: ${error.message}`));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
