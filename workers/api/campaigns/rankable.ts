import { AssayError } from '../../../schema/errors.ts';
import type { BoardDefinition } from '../rankings/boards/definition.ts';

type Settings = BoardDefinition['settings'];

const fitted = ['bradley-terry', 'davidson', 'rao-kupper'];
const with_prior = [...fitted, 'maximal-lottery', 'rater-weighted', 'crowd-bt', 'criteria-lottery'];
/** Settings that only some methods go by: choosing them for another would promise what it does not do. */
const only_for: [chosen: (settings: Settings) => boolean, methods: string[], what: string][] = [
  [({ intervals }) => intervals.kind !== 'information', fitted, 'intervals other than "information"'],
  [({ prior_games }) => prior_games > 0, with_prior, 'prior_games'],
  [({ style_control }) => style_control, ['bradley-terry'], 'style_control'],
  [({ source }) => source.kind === 'ppi', ['bradley-terry'], 'a source of kind "ppi"'],
];
const own_intervals = 'has intervals of its own (sandwich); leave settings.intervals out';
const corrected = ({ source }: Settings) => source.kind === 'ppi';
/** Settings that contradict each other. */
const apart: [chosen: (definition: BoardDefinition) => boolean, message: string][] = [
  [({ settings }) => corrected(settings) && settings.style_control, 'a source of kind "ppi" has no style_control'],
  [
    ({ settings }) => corrected(settings) && settings.criterion !== null,
    'a source of kind "ppi" has no criterion: judges answer the question',
  ],
  [
    ({ method, settings }) => method === 'criteria-lottery' && settings.criterion !== null,
    'criteria-lottery counts all criteria; leave settings.criterion out',
  ],
  [
    ({ settings }) => corrected(settings) && settings.intervals.kind === 'bootstrap',
    `a corrected board ${own_intervals}`,
  ],
  [
    ({ settings }) => settings.style_control && settings.intervals.kind === 'bootstrap',
    `a style-controlled board ${own_intervals}`,
  ],
];

/** @throws AssayError `invalid_request` where method and settings do not go together */
export function requireRankable(definition: BoardDefinition): void {
  const { method, settings } = definition;
  for (const [chosen, methods, what] of only_for) {
    if (chosen(settings) && !methods.includes(method))
      throw new AssayError('invalid_request', `${what} is for ${methods.join(', ')}; ${method} has none.`);
  }
  for (const [chosen, message] of apart) {
    if (chosen(definition)) throw new AssayError('invalid_request', `${message}.`);
  }
}
