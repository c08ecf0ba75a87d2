import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runMain, SetupError } from './root.ts';
import type { Failure, Report } from './test-reports.ts';
import { add, failed, REPORTS, STEPS, type Step } from './test-steps.ts';

const SLOWEST = 15;

function chosen(): Step[] {
  const { values } = parseArgs({ options: { fast: { type: 'boolean', default: false }, only: { type: 'string' } } });
  if (values.fast) return STEPS.filter(({ fast }) => fast);
  if (values.only === undefined) return STEPS;
  const wanted = values.only.split(',');
  const unknown = wanted.find((name) => !STEPS.some((step) => step.name === name));
  if (unknown)
    throw new SetupError(`There is no step "${unknown}"; there are ${STEPS.map(({ name }) => name).join(', ')}.`);
  return STEPS.filter(({ name }) => wanted.includes(name));
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function told(title: string, tests: Failure[]): void {
  if (tests.length === 0) return;
  console.log(`\n${title}`);
  for (const { name, why } of tests) console.log(`  ${name}\n${why.replace(/^/gm, '      ')}`);
}

await runMain(async () => {
  rmSync(REPORTS, { recursive: true, force: true });
  mkdirSync(REPORTS, { recursive: true });
  const rows: string[] = [];
  let total: Report = { passed: 0, failed: 0, skipped: 0, times: [], failures: [], flaky: [] };
  for (const step of chosen()) {
    console.log(`\n── ${step.name}`);
    const from = Date.now();
    let outcome = failed;
    try {
      outcome = await step.run();
    } catch (error) {
      console.error(error instanceof SetupError ? error.message : error);
    }
    total = add(total, outcome);
    const verdict = outcome.failed > 0 ? `FAILED (${outcome.failed})` : 'ok';
    rows.push(`  ${step.name.padEnd(8)} ${seconds(Date.now() - from).padStart(9)}  ${verdict}`);
  }
  console.log(`\n${rows.join('\n')}`);
  const slowest = total.times.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  if (slowest.length > 0) {
    console.log('\nSlowest tests');
    for (const { name, ms } of slowest) console.log(`  ${seconds(ms).padStart(9)}  ${name}`);
  }
  told('Passed on the second try only', total.flaky);
  told('Failed tests', total.failures);
  console.log(
    `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  );
  return total.failed > 0 ? 1 : 0;
});
