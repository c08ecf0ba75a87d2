import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Critic, Critique, CritiqueBatch, CritiqueCreate } from '../api.ts';
import { chooseCritic } from './choose-critic.ts';
import { type Bench, type Command, type Given, UsageError } from './command.ts';
import { readJson, readText } from './input.ts';

const part_bytes = 5 * 1024 * 1024;

/** A critique as people read it in a terminal. */
export function describeCritique({ id, result, calls, cost }: Critique): string {
  const steps = result.steps.map(({ step, verdict, what, fix }) =>
    [`  ${step}. ${verdict}`, what, fix && `fix: ${fix}`].filter(Boolean).join(' - '),
  );
  const first = result.first_error === null ? [] : [`  first wrong step: ${result.first_error}`];
  const spent = `${calls} calls${cost === null ? '' : `, cost ${cost}`}`;
  return [
    result.decision,
    ...steps,
    ...first,
    ...(result.summary ? [`  ${result.summary}`] : []),
    `  ${id}: ${spent}`,
  ].join('\n');
}

async function bodyOf(given: Given, critic: Critic): Promise<CritiqueCreate> {
  const path = given.text('request');
  if (path) return { ...((await readJson(path)) as object), critic_id: critic.id };
  const steps = given.texts('step');
  const file = given.text('response-file');
  const text = given.text('response') ?? (file === undefined ? undefined : await readText(file));
  if (steps.length === 0 && text === undefined && process.stdin.isTTY)
    throw new UsageError('Give --response, --response-file, --step, or the response on standard input.');
  const said = steps.length > 0 ? { steps } : { response: text ?? (await readText('-')) };
  const [prompt, reference] = [given.text('prompt'), given.text('reference')];
  return {
    critic_id: critic.id,
    ...said,
    ...(prompt === undefined ? {} : { prompt }),
    ...(reference === undefined ? {} : { reference }),
  };
}

async function critiqueOne(given: Given, bench: Bench, critic: Critic): Promise<number> {
  const { assay, signal, print } = bench;
  const json = given.flag('json');
  const body = await bodyOf(given, critic);
  let made: Critique | undefined;
  if (given.flag('stream')) {
    for await (const { event, data } of assay.critiques.stream(body, { signal })) {
      if (event === 'critique') made = data;
      else print(json ? JSON.stringify(data) : `reading of member ${data.member}: ${data.outcome}`);
    }
  } else made = await assay.critiques.create(body, { signal });
  if (!made) throw new UsageError('The stream ended without a critique; try again without --stream.');
  print(json ? JSON.stringify(made) : describeCritique(made));
  const good = given.text('expect')?.split(',');
  return good && !good.includes(made.result.decision) ? 1 : 0;
}

/** Critiques a file as a batch of the server; Ctrl-C cancels it and says how to go on. */
async function critiqueFile(given: Given, bench: Bench, critic: Critic, input: string): Promise<number> {
  const { assay, signal, print, note } = bench;
  const output = given.text('output') ?? '-';
  if (output !== '-' && existsSync(output) && !given.flag('force'))
    throw new UsageError(`${output} exists: --force writes over it.`);
  const begun = await begin(given, bench, critic, input);
  let batch: CritiqueBatch = begun;
  try {
    batch = await assay.critique_batches.wait(begun.id, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    await assay.critique_batches.cancel(begun.id);
    note(`Stopped. Go on with: assay critique --critic ${critic.id} --resume ${begun.id}`);
    return 130;
  }
  const lines: string[] = [];
  for await (const result of assay.critique_batches.results(batch.id, { signal })) lines.push(JSON.stringify(result));
  if (output === '-') for (const line of lines) print(line);
  else await writeFile(output, lines.map((line) => `${line}\n`).join(''));
  const bad = batch.lines_bad > 0 ? `, ${batch.lines_bad} lines bad` : '';
  note(`${batch.done} critiqued, ${batch.dead} not, ${batch.unreadable} unreadable${bad}: ${batch.state}`);
  for (const { line, message } of batch.errors) note(`line ${line}: ${message}`);
  if (batch.state !== 'done') note(batch.message ?? '');
  return batch.state === 'done' && batch.dead + batch.lines_bad === 0 ? 0 : batch.state === 'stalled' ? 3 : 1;
}

async function begin(given: Given, { assay, signal }: Bench, critic: Critic, input: string): Promise<CritiqueBatch> {
  const going_on = given.text('resume');
  const cost_ceiling = given.number('cost-ceiling') ?? null;
  if (going_on)
    return assay.critique_batches.resume(going_on, cost_ceiling === null ? {} : { cost_ceiling }, { signal });
  const calls_per_minute = given.number('calls-per-minute', 1) ?? null;
  const source = { kind: 'upload' as const };
  const body = { critic_id: critic.id, source, cost_ceiling, calls_per_minute };
  const batch = await assay.critique_batches.create(body, { signal });
  const content = new Blob([await readText(input)]);
  for (let n = 1; (n - 1) * part_bytes < content.size; n++)
    await assay.request(
      'PUT /v1/critique-batches/{id}/parts/{n}',
      { path: { id: batch.id, n }, body: content.slice((n - 1) * part_bytes, n * part_bytes) },
      { signal },
    );
  return assay.request('POST /v1/critique-batches/{id}/complete', { path: { id: batch.id } }, { signal });
}

/** `assay critique` */
export const critique: Command = {
  summary: 'Critique a response step by step, or every line of a JSONL file.',
  usage: 'assay critique --critic CRITIC [--response TEXT | < response.txt | --input FILE] [options]',
  about: `
--critic takes an id, a name (its newest version) or a file with the body of POST /v1/critics, like
{"name": "sums", "panel": [{"kind": "arithmetic"}]}. A line of --input is the body of POST /v1/critiques without critic_id.

  echo "3 * 8 = 25" | assay critique --critic sums.json --expect keep
  assay critique --critic sums --input solutions.jsonl --output critiques.jsonl`,
  options: {
    critic: { type: 'string', value: 'CRITIC', help: 'an id, a name, or a critic file' },
    response: { type: 'string', value: 'TEXT', help: 'what is critiqued' },
    'response-file': { type: 'string', value: 'FILE', help: 'the same from a file' },
    step: { type: 'string', multiple: true, value: 'TEXT', help: 'a step as it is, in order' },
    prompt: { type: 'string', value: 'TEXT', help: 'what was asked' },
    reference: { type: 'string', value: 'TEXT', help: 'the reference answer' },
    request: { type: 'string', value: 'FILE', help: 'the whole request as JSON, such as a critique of a critique' },
    stream: { type: 'boolean', help: 'show readings as they come' },
    expect: { type: 'string', value: 'DECISION,…', help: 'exit 1 unless the decision is keep, revise or undecided' },
    json: { type: 'boolean', help: 'print the critique as JSON' },
    input: { type: 'string', value: 'FILE', help: 'JSONL, critiqued as a batch; - is standard input' },
    output: { type: 'string', value: 'FILE', help: 'JSONL; standard output otherwise' },
    force: { type: 'boolean', help: 'write over an output that exists' },
    resume: { type: 'string', value: 'BATCH', help: 'go on with a batch that was stopped' },
    'calls-per-minute': { type: 'string', value: 'N', help: 'model calls a batch may make in any minute' },
    'cost-ceiling': { type: 'string', value: 'COST', help: 'stop a batch at this cost' },
  },
  run: async (given, bench) => {
    const critic = await chooseCritic(given, bench);
    const input = given.text('input') ?? (given.text('resume') ? '' : undefined);
    return input === undefined ? critiqueOne(given, bench, critic) : critiqueFile(given, bench, critic, input);
  },
};
