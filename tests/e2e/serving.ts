import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Model } from '../../schema/contracts/index.ts';
import type { TestProject } from '../platform.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Turns of a chat as an OpenAI-compatible endpoint takes them. */
export type Turn = { role: 'user' | 'assistant'; content: string };

/** Fetches a registered model's files, as anyone with a key can, into `folder`. */
export async function fetchModel(project: TestProject, model: Model, folder: string): Promise<void> {
  for (const { path, artifact_id } of model.files) {
    const answer = await project.request(`/v1/artifacts/${artifact_id}/content`);
    if (!answer.ok) throw new Error(`${path} of ${model.id}: ${answer.status} ${await answer.text()}`);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), new Uint8Array(await answer.arrayBuffer()));
  }
}

/** `assay-runner serve` on a checkpoint folder until the test ends; its address. */
export async function serving(folder: string): Promise<string> {
  const port = await freePort();
  const args = ['-m', 'assay_runner', 'serve', folder, '--port', String(port), '--name', 'served'];
  const env = { ...process.env, PYTHONPATH: join(ROOT, 'gpu-runner') };
  const child = spawn(join(ROOT, '.venv/bin/python'), args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`serve ended with code ${child.exitCode}: ${said}`);
    await new Promise((done) => setTimeout(done, 200));
  }
  return url;
}

/** The same, answering to a chat greedily. */
export async function serve(folder: string): Promise<(turns: Turn[]) => Promise<string>> {
  const url = await serving(folder);
  return async (messages) => {
    const body = JSON.stringify({ model: 'served', messages, max_tokens: 12, temperature: 0 });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body, headers });
    if (!answer.ok) throw new Error(`serve answered ${answer.status}: ${await answer.text()}`);
    const { choices } = (await answer.json()) as { choices: { message: Turn }[] };
    return choices[0]?.message.content ?? '';
  };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
