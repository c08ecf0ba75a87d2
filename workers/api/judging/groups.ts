import type { ModeName } from '../../../schema/contracts/modes.ts';
import type { ResponseRef, TaskRequest } from '../store/batch-plan.ts';

/** The responses rank mode takes at once. */
const fewest_ranked = 3;
const most_ranked = 100;

/** What one item's responses make: a task each, one for each pair of models, or one ranking; none where there are too few. */
export function tasksOfItem(mode: ModeName, responses: ResponseRef[], models: string[] | undefined): TaskRequest[] {
  if (mode !== 'pair' && mode !== 'rank') return responses.map((one) => task([one]));
  return [...alike(responses).values()].flatMap((group) => {
    const sorted = models
      ? [...group].sort((a, b) => models.indexOf(a.model) - models.indexOf(b.model))
      : inPlace(group);
    if (mode === 'pair') return pairs(sorted).map(task);
    return sorted.length < fewest_ranked ? [] : [task(sorted.slice(0, most_ranked))];
  });
}

/** Responses are compared with those of the same sample and attempt. */
function alike(responses: ResponseRef[]): Map<string, ResponseRef[]> {
  const groups = new Map<string, ResponseRef[]>();
  for (const one of responses) {
    const key = `${one.sample} ${one.attempt}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

/** Labeled items say which response is A; elsewhere the order of models does. */
const inPlace = (group: ResponseRef[]): ResponseRef[] =>
  group.every(({ place }) => place !== null) ? [...group].sort((a, b) => (a.place ?? 0) - (b.place ?? 0)) : group;

const pairs = (all: ResponseRef[]): ResponseRef[][] =>
  all.flatMap((a, index) => all.slice(index + 1).map((b) => [a, b]));

function task(responses: ResponseRef[]): TaskRequest {
  const [first] = responses;
  const size = responses.reduce((sum, one) => sum + one.size, first?.item_size ?? 0);
  return { item_id: first?.item_id ?? '', response_ids: responses.map(({ id }) => id), size };
}
