import type { Judge } from '../../../schema/contracts/judges.ts';
import { JudgmentRequest } from '../../../schema/contracts/judgments.ts';
import { type Behaviors, habit_names } from '../../../schema/contracts/report-parts.ts';
import type { BehaviorOptions } from '../../../schema/contracts/reports.ts';
import { AssayError } from '../../../schema/errors.ts';
import type { Bench } from '../judging/judge.ts';
import { makeJudgment } from '../judging/judgment.ts';
import { keepJudgments } from '../judging/keep.ts';
import { habitAgreement, habitCounts } from '../metrics/habits.ts';
import { label_names } from '../metrics/trajectories.ts';
import type { KeptAttempt } from './attempt.ts';
import type { Gathered } from './gather.ts';

/** Texts judged at once. */
const at_once = 16;

type Counts = Record<(typeof habit_names)[number], number>;
type Judged = { attempt: KeptAttempt; words: number; counts: Counts | null };

/** Refuses a judge that does not count the four habits. @throws AssayError `invalid_request` */
export function requireHabitJudge(judge: Judge): void {
  const names = judge.mode === 'rubric' ? judge.options.criteria.map(({ name }) => name) : [];
  const missing = habit_names.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  const message = `Judge ${judge.id} is no rubric judge with the criteria ${habit_names.join(', ')}; it lacks ${missing.join(', ')}.`;
  throw new AssayError('invalid_request', message, [{ path: 'behaviors.judge_id', message }]);
}

/** Has a judge count cognitive behaviors in some texts and in the examples, through the ledger: what was judged before is not judged again. */
export async function countBehaviors(
  bench: Bench,
  judge: Judge,
  sampled: Gathered['sampled'],
  { examples }: BehaviorOptions,
  seed: number,
): Promise<Behaviors> {
  const texts = [...sampled.map(({ text }) => text), ...examples.map(({ text }) => text)];
  const counted = await countAll(bench, judge, texts);
  const judged = sampled.map(({ attempt, text }, at): Judged => {
    const words = text.split(/\s+/).filter((word) => word !== '').length;
    return { attempt, words, counts: counted[at] ?? null };
  });
  const others = counted.slice(sampled.length);
  return { judge_id: judge.id, counts: countsOf(judged, seed), agreement: agreementOf(examples, others, seed) };
}

async function countAll(bench: Bench, judge: Judge, texts: string[]): Promise<(Counts | null)[]> {
  const found: (Counts | null)[] = [];
  for (let from = 0; from < texts.length; from += at_once) {
    const made = await Promise.all(
      texts
        .slice(from, from + at_once)
        .map((response) => makeJudgment(bench, judge, JudgmentRequest.parse({ response }), { cache: 'use' })),
    );
    await keepJudgments(bench.env, bench.caller.project_id, made);
    for (const { judgment } of made) found.push(countsIn(judgment.verdict.outcome, judgment.verdict.detail));
  }
  return found;
}

function countsIn(outcome: string, detail: Record<string, unknown> | null): Counts | null {
  if (outcome !== 'scored') return null;
  const criteria = (detail?.criteria ?? []) as { name: string; score: number }[];
  const grades = new Map(criteria.map(({ name, score }) => [name, score]));
  return Object.fromEntries(habit_names.map((name) => [name, grades.get(name) ?? 0])) as Counts;
}

/** Counts over all texts, for each value of each label that is given, and for each turn where there are several. */
function countsOf(judged: Judged[], seed: number): Behaviors['counts'] {
  const none = { model: null, task: null, strategy: null, iteration: null, turn: null };
  const rows: Behaviors['counts'] = [{ ...none, ...measured(judged, seed) }];
  for (const name of label_names)
    for (const [value, mine] of Map.groupBy(judged, ({ attempt }) => attempt[name] ?? null))
      if (value !== null) rows.push({ ...none, [name]: value, ...measured(mine, seed) });
  const turns = [...Map.groupBy(judged, ({ attempt }) => attempt.attempt)].sort(([a], [b]) => a - b);
  if (turns.length > 1) for (const [turn, mine] of turns) rows.push({ ...none, turn, ...measured(mine, seed) });
  return rows;
}

function measured(judged: Judged[], seed: number) {
  const read = judged.flatMap(({ attempt: { item_id }, words, counts }) =>
    counts ? [{ item_id, words, counts }] : [],
  );
  const habits = habit_names.map((habit) => ({
    habit,
    ...habitCounts(
      read.map(({ item_id, words, counts }) => ({ item_id, words, count: counts[habit] })),
      { seed },
    ),
  }));
  return { texts: judged.length, unread: judged.length - read.length, habits };
}

function agreementOf(
  examples: BehaviorOptions['examples'],
  counted: (Counts | null)[],
  seed: number,
): Behaviors['agreement'] {
  if (examples.length === 0) return null;
  const pairs = examples.flatMap((gold, at) => {
    const counts = counted[at];
    return counts ? [{ gold, counts }] : [];
  });
  const habits = habit_names.map((habit) => ({
    habit,
    ...habitAgreement(
      pairs.map(({ gold, counts }): [number, number] => [gold[habit], counts[habit]]),
      { seed },
    ),
  }));
  return { examples: examples.length, unread: examples.length - pairs.length, habits };
}
