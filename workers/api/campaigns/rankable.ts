import { AssayError } from '../../../schema/errors.ts';
import type { BoardDefinition } from '../rankings/boards/definition.ts';

const fitted = ['bradley-terry', 'davidson', 'rao-kupper'];
/** Settings that only some methods go by: choosing them for another would promise what it does not do. */
const only_for: [chosen: (settings: BoardDefinition['settings']) => boolean, methods: string[], what: string][] = [
  [({ intervals }) => intervals.kind !== 'information', fitted, 'intervals other than "information"'],
  [({ prior_games }) => prior_games > 0, [...fitted, 'maximal-lottery'], 'prior_games'],
  [({ style_control }) => style_control, ['bradley-terry'], 'style_control'],
  [({ source }) => source.kind === 'ppi', ['bradley-terry'], 'a source of kind "ppi"'],
];
const not_yet = ['rater-weighted', 'crowd-bt', 'criteria-lottery'];

/** @throws AssayError `invalid_request` where method and settings do not go together, `not_implemented` for what is not offered */
export function requireRankable({ method, settings }: BoardDefinition): void {
  if (not_yet.includes(method)) throw new AssayError('not_implemented', `The method ${method} is not offered yet.`);
  if (settings.style_control || settings.source.kind === 'ppi')
    throw new AssayError('not_implemented', 'Style control and corrected boards are not offered yet.');
  for (const [chosen, methods, what] of only_for) {
    if (chosen(settings) && !methods.includes(method))
      throw new AssayError('invalid_request', `${what} is for ${methods.join(', ')}; ${method} has none.`);
  }
}
