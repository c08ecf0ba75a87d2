import { ReportResult } from '../../../schema/contracts/report-parts.ts';
import type { Report, ReportCreate } from '../../../schema/contracts/reports.ts';
import { AssayError } from '../../../schema/errors.ts';
import { newId } from '../../../schema/ids.ts';
import type { Bench } from '../judging/judge.ts';
import { cleaner } from '../judging/redact.ts';
import { requireJudge } from '../judging/require.ts';
import { settingsOf } from '../judging/settings.ts';
import { byIteration } from '../metrics/by-iteration.ts';
import { bothEstimators, reportGroups } from '../metrics/report-groups.ts';
import { dropReportFiles, putReportResult } from '../store/report-files.ts';
import { insertReport } from '../store/reports.ts';
import { countBehaviors, requireHabitJudge } from './behaviors.ts';
import { type Gathered, gather } from './gather.ts';
import { keepInputs } from './keep.ts';
import type { Source } from './sources/source.ts';
import { textKeeper } from './texts.ts';

/** What a report is made of, but for its attempts; `source` is what is said of where they came from. */
export type ReportRequest = Omit<ReportCreate, 'source'> & { source: Record<string, unknown> };

/** Reads attempts, computes everything there is to say of them, and keeps both. */
export async function createReport(bench: Bench, asked: ReportRequest, source: Source): Promise<Report> {
  const { env, caller } = bench;
  const { name, seed, unparsed, missing, answer, dynamics, behaviors } = asked;
  const judge = behaviors && (await requireJudge(env.DB, caller.project_id, behaviors.judge_id));
  if (judge) requireHabitJudge(judge);
  const at = { project_id: caller.project_id, id: newId('report') };
  const keeper = textKeeper(env.FILES, at, cleaner(await settingsOf(env.DB, caller.project_id)));
  try {
    const gathered = await gather(source, keeper, { answer, sample_texts: behaviors?.texts ?? 0 });
    if (gathered.attempts.length + gathered.labeled.length === 0)
      throw new AssayError('invalid_request', 'The source holds no attempt.');
    await keeper.close();
    const inputs_sha256 = await keepInputs(env, at, gathered);
    const numbers = numbersOf(gathered, asked);
    const counted = judge && behaviors ? await countBehaviors(bench, judge, gathered.sampled, behaviors, seed) : null;
    const result = ReportResult.parse({ ...numbers, behaviors: counted });
    await putReportResult(env.FILES, at, result);
    const options = {
      unparsed,
      missing,
      answer,
      dynamics,
      ...(behaviors && { behaviors: { ...behaviors, examples: behaviors.examples.length } }),
    };
    const report = {
      ...{ id: at.id, name, source: { ...asked.source, options }, inputs_sha256, seed, result },
      created_at: Date.now(),
    };
    await insertReport(env.DB, at.project_id, report);
    return report;
  } catch (error) {
    await dropReportFiles(env.FILES, at);
    throw error;
  }
}

function numbersOf({ attempts, labeled }: Gathered, { seed, unparsed, missing, dynamics }: ReportRequest) {
  const options = { seed, unparsed, missing };
  const everything = bothEstimators(attempts, labeled, options);
  return {
    ...everything,
    groups: reportGroups(attempts, labeled, options, everything),
    dynamics: byIteration(attempts, { seed, ...dynamics }),
  };
}
