import { type DynamicsOptions, type DynamicsReport, dynamics, type Query } from './dynamics.ts';
import type { GradedAttempt } from './trajectories.ts';

/** Dynamics with what they are the dynamics of. */
export interface IterationReport extends DynamicsReport {
  model: string | null;
  task: string | null;
  strategy: string | null;
  iteration: number | null;
  temperature: number | null;
}

/** Dynamics of the first attempts, for each model, task, strategy, iteration and temperature; attempts at temperature 0 are the greedy ones of all. */
export function byIteration(attempts: GradedAttempt[], options: DynamicsOptions): IterationReport[] {
  const first = attempts.filter(({ attempt }) => attempt === 1);
  const rounds = [...Map.groupBy(first, roundKey).values()].flatMap((of) => ofRound(of, options));
  // Where nothing was sampled more than once and no round was named, there is nothing to follow.
  if (rounds.every(({ iteration, k }) => iteration === null && k < 2)) return [];
  return rounds.sort((a, b) => (a.iteration ?? 0) - (b.iteration ?? 0) || (a.temperature ?? 0) - (b.temperature ?? 0));
}

const roundKey = ({ model, task, strategy, iteration }: GradedAttempt): string =>
  JSON.stringify([model ?? null, task ?? null, strategy ?? null, iteration ?? null]);

function ofRound(attempts: GradedAttempt[], options: DynamicsOptions): IterationReport[] {
  const [one] = attempts;
  if (!one) return [];
  const greedy = Map.groupBy(
    attempts.filter(({ temperature }) => temperature === 0),
    ({ item_id }) => item_id,
  );
  const drawn = attempts.filter(({ temperature }) => temperature !== 0);
  const labels = {
    model: one.model ?? null,
    task: one.task ?? null,
    strategy: one.strategy ?? null,
    iteration: one.iteration ?? null,
  };
  return [...Map.groupBy(drawn, ({ temperature }) => temperature ?? null)].map(([temperature, mine]) => {
    const queries = [...Map.groupBy(mine, ({ item_id }) => item_id)].map(
      ([id, of]): Query => ({ drawn: of, greedy: greedy.get(id) ?? [] }),
    );
    return { ...labels, temperature, ...dynamics(queries, options) };
  });
}
