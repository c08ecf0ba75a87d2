import type { Critic, CriticCreate } from '../api.ts';
import { type Bench, type Given, UsageError } from './command.ts';
import { readJson } from './input.ts';

/** Whether a thing is made of all that was asked for; what was left out is its default. */
function covers(made: unknown, wanted: unknown): boolean {
  if (wanted === null || typeof wanted !== 'object' || made === null || typeof made !== 'object')
    return made === wanted;
  const same_length = !Array.isArray(wanted) || (Array.isArray(made) && made.length === wanted.length);
  return same_length && Object.entries(wanted).every(([key, value]) => covers((made as never)[key], value));
}

/** The critic that `--critic` names: an id, a name (its newest version), or a file, of which a version is made where there is none. @throws UsageError */
export async function chooseCritic(given: Given, { assay, signal, note }: Bench): Promise<Critic> {
  const wanted = given.text('critic');
  if (!wanted) throw new UsageError('Give --critic: an id (crt_…), a name, or a file like critic.json.');
  if (/^crt_[0-9a-z]{26}$/.test(wanted)) return assay.critics.get(wanted, { signal });
  const file = wanted.endsWith('.json') ? ((await readJson(wanted)) as CriticCreate) : null;
  const name = file ? file.name : wanted;
  const names = new Set<string>();
  for await (const critic of assay.critics.list({ signal })) {
    names.add(critic.name);
    if (critic.name !== name) continue;
    if (!file || covers(critic, file)) return critic;
    break;
  }
  if (file) {
    const critic = await assay.critics.create(file, { signal });
    note(`critic ${critic.name} v${critic.version} (${critic.id})`);
    return critic;
  }
  const there = names.size > 0 ? `There are: ${[...names].slice(0, 10).join(', ')}.` : 'There is none yet.';
  throw new UsageError(`There is no critic "${wanted}" in this project. ${there}`);
}
