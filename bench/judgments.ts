import { openBareWorker } from './bare-worker.ts';
import { load, quantile, type Suite } from './bench.ts';
import { openProject } from './project.ts';

/** A judgment by a rule, stored, against a Worker that stores the same body and judges nothing. */
export const run: Suite = async () => {
  const [project, bare] = await Promise.all([openProject(), openBareWorker()]);
  const provider = { kind: 'rule', verifier: 'numeric', options: {} };
  const judge = await project.send('/v1/judges', { name: 'numeric', mode: 'reference', provider });
  const body = { judge_id: judge.id, response: 'Half of 3/4 is 3/8, so the answer is 3/8.', reference: '0.375' };
  const alone = await load(800, 20, async () => {
    await (await fetch(bare.url, { method: 'POST', body: JSON.stringify(body) })).text();
  });
  const judged = await load(800, 20, async () => {
    await project.send('/v1/judgments', body);
  });
  await Promise.all([project.close(), bare.close()]);
  const baseline = 'a bare Worker inserting one row a request';
  return [
    {
      name: 'judgments by a rule, stored',
      value: judged.per_second,
      unit: '/s',
      baseline,
      baseline_value: alone.per_second,
      better: 'higher',
    },
    {
      name: 'judgment by a rule, p50 at 20 concurrent',
      value: quantile(judged.times, 0.5),
      unit: 'ms',
      baseline,
      baseline_value: quantile(alone.times, 0.5),
      better: 'lower',
    },
  ];
};
