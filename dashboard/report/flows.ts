import type { TurnState } from '../../packages/assay/src/api.ts';
import type { SelfCorrection } from '../../schema/contracts/index.ts';

/** What an attempt can be, the best first. */
export const states: TurnState[] = ['right', 'wrong', 'unparsed'];

/** What became of attempts between two turns, in a word. */
export const flow_text: Record<TurnState, Record<TurnState, string>> = {
  right: { right: 'kept right', wrong: 'broken', unparsed: 'right, then unreadable' },
  wrong: { right: 'repaired', wrong: 'still wrong', unparsed: 'wrong, then unreadable' },
  unparsed: { right: 'unreadable, then right', wrong: 'unreadable, then wrong', unparsed: 'still unreadable' },
};

/** A share of the attempts that went from one state to another between two turns that follow each other. */
export interface Flow {
  key: string;
  from: number;
  to: number;
  before: TurnState;
  after: TurnState;
  count: number | null;
  share: number;
  low: number | null;
  high: number | null;
}

/** A bar: the attempts in one state at one turn. */
export interface Stack {
  turn: number;
  state: TurnState;
  share: number;
  low: number;
  high: number;
}

/** One end of a ribbon. */
export interface RibbonEnd {
  key: string;
  flow: Flow;
  turn: number;
  low: number;
  high: number;
}

/** The flows of a report. Reports of before there were transitions know right and wrong alone. */
export function flowsOf({ transitions, pairs }: SelfCorrection): Flow[] {
  const known = transitions.map(({ from, to, before, after, count, share }) => ({
    ...{ from, to, before, after, count, share: share.value ?? 0, low: share.low, high: share.high },
  }));
  const rough = pairs
    .filter(({ from, to }) => to === from + 1)
    .flatMap(({ from, to, confident, unconfident, critical, stubborn }) =>
      (
        [
          ['right', 'right', confident],
          ['right', 'wrong', unconfident],
          ['wrong', 'right', critical],
          ['wrong', 'wrong', stubborn],
        ] as const
      ).map(([before, after, { value, low, high }]) => ({
        ...{ from, to, before, after, count: null, share: value ?? 0, low, high },
      })),
    );
  return (known.length > 0 ? known : rough)
    .filter(({ share }) => share > 0)
    .map((flow) => ({ key: `${flow.from} ${flow.before} ${flow.to} ${flow.after}`, ...flow }));
}

/** Where bars and ribbons stand: right at the top, `gap` between the bars of a turn, heights in shares. */
export function layout(flows: Flow[], gap: number): { stacks: Stack[]; ribbons: RibbonEnd[] } {
  const stacks: Stack[] = [];
  const ribbons: RibbonEnd[] = [];
  const turns = [...new Set(flows.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  for (const turn of turns) {
    const out = flows.filter(({ from }) => from === turn);
    const into = flows.filter(({ to }) => to === turn);
    let top = 1 + gap * (states.length - 1);
    for (const state of states) {
      const leaving = out.filter(({ before }) => before === state);
      const coming = into.filter(({ after }) => after === state);
      const sum = (some: Flow[]) => some.reduce((total, { share }) => total + share, 0);
      const share = Math.max(sum(leaving), sum(coming));
      if (share > 0) stacks.push({ turn, state, share, low: top - share, high: top });
      for (const [some, other] of [
        [leaving, (flow: Flow) => states.indexOf(flow.after)],
        [coming, (flow: Flow) => states.indexOf(flow.before)],
      ] as const) {
        let high = top;
        for (const flow of [...some].sort((a, b) => other(a) - other(b))) {
          ribbons.push({ key: flow.key, flow, turn, low: high - flow.share, high });
          high -= flow.share;
        }
      }
      top -= share + gap;
    }
  }
  return { stacks, ribbons: ribbons.sort((a, b) => a.turn - b.turn) };
}
