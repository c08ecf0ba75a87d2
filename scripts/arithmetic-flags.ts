import { createInterface } from 'node:readline';
import { checkArithmetic } from '../workers/api/critiquing/arithmetic/check.ts';

// Reads JSON lines {prompt, steps} and writes one line each: what the arithmetic critic says of every step. The starter judges are
// compared with it (gpu-runner/assay_runner/starters), and it has no other home than the Worker's own code.
for await (const line of createInterface({ input: process.stdin })) {
  const { prompt, steps } = JSON.parse(line) as { prompt: string; steps: string[] };
  console.log(JSON.stringify(checkArithmetic(prompt, steps).map(({ verdict }) => verdict)));
}
