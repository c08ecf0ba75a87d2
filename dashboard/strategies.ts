import type { Budget, RefinementRequest } from '../schema/contracts/index.ts';

/** Name of a test-time strategy. */
export type StrategyName = RefinementRequest['strategy'];
type OptionsOf<S extends StrategyName> = Extract<RefinementRequest, { strategy: S }>['options'];

/** One option of a strategy: how it is asked for and what it begins as. */
export type OptionField<K = string> = { name: K; label: string; hint?: string } & (
  | { kind: 'number'; start: number; min: number; max: number; step: number | 'any' }
  | { kind: 'choice'; start: string; choices: Record<string, string> }
  | { kind: 'tick'; start: boolean }
  | { kind: 'text'; start: string }
  | { kind: 'lines'; start: string[] }
  | { kind: 'model' }
  | { kind: 'critic' }
);

type Fields = { [S in StrategyName]: OptionField<keyof OptionsOf<S> & string>[] };

const whole = (start: number, min: number, max: number) => ({ kind: 'number', start, min, max, step: 1 }) as const;
const real = (start: number, min: number, max: number) => ({ kind: 'number', start, min, max, step: 'any' }) as const;

/** The options of every strategy, in the order a person would set them. */
export const strategy_fields: Fields = {
  intrinsic: [
    { name: 'turns', label: 'Turns', hint: 'The first answer and its reviews.', ...whole(2, 2, 16) },
    {
      name: 'review',
      label: 'Review is asked for by',
      kind: 'choice',
      start: 'reask',
      choices: { reask: 'the same question again', doubt: 'words of doubt', trust: 'words of trust' },
    },
    { name: 'review_prompt', label: 'Your own words for it', kind: 'text', start: '', hint: 'May stay empty.' },
    { name: 'samples', label: 'Lines', hint: 'Run beside each other; several end in a vote.', ...whole(1, 1, 64) },
  ],
  'critique-loop': [
    { name: 'rounds', label: 'Rounds', hint: 'Critiques of one line at most.', ...whole(3, 1, 16) },
    { name: 'chains', label: 'Lines', hint: 'Run beside each other; several end in a vote.', ...whole(1, 1, 64) },
    { name: 'critic_id', label: 'Critic', kind: 'critic', hint: 'Its critiques are kept, step by step.' },
    { name: 'critic', label: 'Model that criticizes', kind: 'model' },
  ],
  'best-of-n': [
    { name: 'n', label: 'Attempts', ...whole(8, 1, 64) },
    {
      name: 'by',
      label: 'Picked by',
      kind: 'choice',
      start: 'judge',
      choices: {
        judge: 'a judge',
        majority: 'majority',
        log_likelihood: 'likelihood',
        mean_log_likelihood: 'likelihood a token',
      },
      hint: 'Likelihood needs a model that gives log-probabilities.',
    },
  ],
  'self-consistency': [{ name: 'n', label: 'Attempts', hint: 'The answer most of them give.', ...whole(8, 1, 64) }],
  'id-sampling': [
    { name: 'first_budget', label: 'Tokens before the first trigger', ...whole(256, 1, 100_000) },
    { name: 'growth', label: 'Growth of the budget', hint: 'From one segment to the next.', ...real(2, 1, 16) },
    { name: 'max_tokens', label: 'Tokens in all', ...whole(8192, 1, 200_000) },
    {
      name: 'triggers',
      label: 'Triggers, one a line',
      kind: 'lines',
      start: ['\n\nWait. There may be a mistake above; let me go through it again from the start.\n\n'],
      hint: 'Put after each segment, in turn.',
    },
    {
      name: 'on_end',
      label: 'A model that stops by itself',
      kind: 'choice',
      start: 'accept',
      choices: { accept: 'is done', reflect_once: 'reflects once more' },
    },
    { name: 'n', label: 'Lines', hint: 'Run beside each other; several end in a vote.', ...whole(1, 1, 64) },
  ],
  recursive: [
    { name: 'rounds', label: 'Rounds', ...whole(2, 1, 16) },
    { name: 'integrate', label: 'Merge the answers of all rounds', kind: 'tick', start: true },
    { name: 'critic', label: 'Model that criticizes', kind: 'model' },
  ],
  'tree-search': [
    { name: 'iterations', label: 'Iterations', ...whole(12, 1, 200) },
    { name: 'branches', label: 'Branches a node', ...whole(3, 1, 8) },
    { name: 'depth', label: 'Depth in steps', ...whole(12, 1, 64) },
    { name: 'roll_steps', label: 'Steps rolled out', ...whole(1, 0, 8) },
    { name: 'roll_weight', label: 'Weight of the roll-out', ...real(0.5, 0, 1) },
    { name: 'exploration', label: 'Exploration', ...real(0.5, 0, 10) },
    { name: 'gate', label: 'A solution worth this ends it', hint: '0 to 1, by the judge.', ...real(0.9, 0, 1) },
    { name: 'end_marker', label: 'The last step begins with', kind: 'text', start: 'The answer is' },
  ],
};

/** What each strategy does, in a sentence. */
export const strategy_text: Record<StrategyName, string> = {
  intrinsic: 'Answers, then reviews its own answer; nobody helps.',
  'critique-loop': 'Answer, critique, revision, until the critic keeps it.',
  'best-of-n': 'Several attempts; the best one is picked.',
  'self-consistency': 'Several attempts; the answer most of them give.',
  'id-sampling': 'Token budgets that grow; after each, words that make it look back.',
  recursive: 'Thinking and reflection; a critic rewrites the thinking, round after round.',
  'tree-search': 'A tree of steps, grown where a judge sees worth.',
};
/** Names of the strategies. */
export const strategies = Object.keys(strategy_text) as StrategyName[];

/** The options a strategy begins with; what may be left out is. */
export function startOptions(strategy: StrategyName): Record<string, unknown> {
  const fields: OptionField[] = strategy_fields[strategy];
  return Object.fromEntries(
    fields.flatMap((field) => ('start' in field && field.start !== '' ? [[field.name, field.start]] : [])),
  );
}

/** Whether a strategy with these options cannot do without a judge. */
export function needsJudge(strategy: StrategyName, options: Record<string, unknown>): boolean {
  return strategy === 'tree-search' || (strategy === 'best-of-n' && (options.by ?? 'judge') === 'judge');
}

/** The budget a refinement begins with. */
export const start_budget: Budget = { calls: 64, tokens: null, time_ms: 600_000, cost: null };
