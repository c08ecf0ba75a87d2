import type { Refinement, RefinementCreate, RefinementStep } from '../api.ts';
import { pause } from '../retry.ts';
import { type Bench, type Command, type Given, UsageError } from './command.ts';
import { readJson, readText } from './input.ts';

const open: Refinement['state'][] = ['queued', 'running'];

/** A step as people read it in a terminal. */
const describeStep = ({ n, kind, chain, turn, answer, value, error }: RefinementStep): string => {
  const said = error ?? (answer === null ? '' : `answer ${answer}`);
  const worth = value === null ? '' : ` (worth ${value.toFixed(2)})`;
  return `${n}. ${kind} ${chain}.${turn} ${said}${worth}`.trimEnd();
};

function describe({ id, state, message, result, calls, cost }: Refinement): string {
  const spent = `  ${id}: ${state}, ${calls} calls${cost === null ? '' : `, cost ${cost}`}`;
  if (!result) return [message ?? state, spent].join('\n');
  return [result.content ?? '(nothing)', `  ${result.why} (${result.stopped})`, spent].join('\n');
}

async function bodyOf(given: Given): Promise<RefinementCreate> {
  const path = given.text('request');
  if (!path) throw new UsageError('Give --request: a file with strategy, model and options; see assay refine --help.');
  const request = (await readJson(path)) as Record<string, unknown>;
  const file = given.text('prompt-file');
  const prompt = given.text('prompt') ?? (file === undefined ? undefined : await readText(file));
  const [reference, seed] = [given.text('reference'), given.number('seed')];
  const over = {
    ...(prompt === undefined ? {} : { prompt }),
    ...(reference === undefined ? {} : { reference }),
    ...(seed === undefined ? {} : { seed }),
  };
  return { request: { ...request, ...over } as RefinementCreate['request'], background: true };
}

/** Follows a refinement to its end; with `stream`, each step as soon as it is on record. Ctrl-C cancels it. */
async function follow(given: Given, bench: Bench, id: string): Promise<number> {
  const { assay, signal, print, note } = bench;
  const [stream, json] = [given.flag('stream'), given.flag('json')];
  const shown = new Set<number>();
  const show = async () => {
    for await (const step of assay.refinements.steps(id, { signal })) {
      if (shown.has(step.n)) continue;
      shown.add(step.n);
      print(json ? JSON.stringify(step) : describeStep(step));
    }
  };
  try {
    for (let wait = 200; ; wait = Math.min(2000, wait * 1.3)) {
      const row = await assay.refinements.get(id, { signal });
      if (stream) await show();
      if (!open.includes(row.state)) return end(given, bench, row);
      await pause(wait, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    await assay.refinements.cancel(id).catch(() => {});
    note(`Cancelled; what was tried is kept: assay refine show ${id}`);
    return 130;
  }
}

function end(given: Given, { print }: Bench, row: Refinement): number {
  print(given.flag('json') ? JSON.stringify(row) : describe(row));
  if (row.state === 'failed') return 3;
  const worse = row.result?.worse_than_first === true;
  return row.state === 'done' && !(worse && given.flag('not-worse')) ? 0 : 1;
}

/** `assay refine` */
export const refine: Command = {
  summary: 'Improve an answer by a test-time strategy.',
  usage: 'assay refine --request FILE [--prompt TEXT] [options] | show ID | wait ID | cancel ID',
  about: `
A request is that of POST /v1/refinements: {"strategy": "critique-loop", "options": {"critic_id": "crt_…"}, "model": {…},
"judge_id": "jdg_…", "budget": {"calls": 20}}; --prompt and --reference go over its own. It runs in the server's queue and is
followed until it ends; Ctrl-C cancels it, and what was tried is kept.

  assay refine --request loop.json --prompt-file question.md --stream
  assay refine wait rfn_…

Exit code 1: it was cancelled, or with --not-worse the answer returned is judged worse than the first.`,
  options: {
    request: { type: 'string', value: 'FILE', help: 'strategy, model, options, judge, budget as JSON' },
    prompt: { type: 'string', value: 'TEXT', help: 'what is asked' },
    'prompt-file': { type: 'string', value: 'FILE', help: 'the same from a file; - is standard input' },
    reference: { type: 'string', value: 'TEXT', help: 'the reference answer, for the judge alone' },
    seed: { type: 'string', value: 'N', help: 'seed of the run' },
    stream: { type: 'boolean', help: 'show attempts and critiques as they come' },
    'not-worse': { type: 'boolean', help: 'exit 1 if the judge prefers the first attempt' },
    detach: { type: 'boolean', help: 'print the id and leave it to the server' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  run: async (given, bench) => {
    const { assay, signal, print } = bench;
    const [verb, id] = given.positionals;
    if (verb !== undefined) {
      if (!id)
        throw new UsageError('Say which: assay refine show ID, assay refine wait ID, or assay refine cancel ID.');
      if (verb === 'wait') return follow(given, bench, id);
      if (verb !== 'show' && verb !== 'cancel')
        throw new UsageError(`"${verb}" is none of show, wait and cancel; a new one begins with --request.`);
      const row = await assay.refinements[verb === 'show' ? 'get' : 'cancel'](id, { signal });
      print(given.flag('json') ? JSON.stringify(row) : describe(row));
      return 0;
    }
    const row = await assay.refinements.create(await bodyOf(given), { signal });
    if (!given.flag('detach')) return follow(given, bench, row.id);
    print(row.id);
    return 0;
  },
};
