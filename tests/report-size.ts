import { Attempt } from '../schema/contracts/attempts.ts';
import { byIteration } from '../workers/api/metrics/by-iteration.ts';
import { bothEstimators, reportGroups } from '../workers/api/metrics/report-groups.ts';
import { gather, most_attempts } from '../workers/api/reports/gather.ts';
import { givenAttempt } from '../workers/api/reports/sources/given.ts';
import type { SourceRow } from '../workers/api/reports/sources/source.ts';

const [samples, turns] = [10, 6];

/** As many attempts as a report may have, line by line as a file brings them. */
async function* attempts(): AsyncGenerator<SourceRow[]> {
  for (let question = 0; question < most_attempts / (samples * turns); question++) {
    const lines = Array.from({ length: samples * turns }, (_, at) => {
      const [sample, attempt] = [Math.floor(at / turns), (at % turns) + 1];
      const told = { question: `question ${question}`, sample, attempt, correct: (question * at) % 3 === 0 };
      return JSON.stringify({ ...told, model: `model ${sample % 2}`, strategy: 'intrinsic', answer: String(at % 5) });
    });
    yield lines.map((line) => givenAttempt(Attempt.parse(JSON.parse(line))));
  }
}

const keeper = {
  add: async (): Promise<[number, number]> => [0, 0],
  clean: (text: string) => text,
  close: async () => {},
};
const gathered = await gather(attempts(), keeper, { answer: undefined, sample_texts: 0 });
const everything = bothEstimators(gathered.attempts, [], { seed: 0 });
const groups = reportGroups(gathered.attempts, [], { seed: 0 }, everything);
byIteration(gathered.attempts, { seed: 0, target: 6, threshold: 0, s: [1, 2, 4] });
console.log(JSON.stringify({ samples: everything.samples, groups: groups.length }));
