import type { JudgeOf } from '../../../../schema/contracts/judges.ts';
import type { JudgmentRequest, Reading, Verdict } from '../../../../schema/contracts/judgments.ts';
import type { ModeName, ModeOptions } from '../../../../schema/contracts/modes.ts';
import type { Ask, TokenLogprob } from '../../providers/provider.ts';
import type { Weighing } from '../aggregate.ts';

/** What one call is about: a part of the question (a criterion, a group), and the order in which responses are shown. */
export type Place = { part: string; order: number[]; nonce: string };

/** A reply as its reader sees it. */
export type ReplyText = { text: string; logprobs: TokenLogprob[] | null };

/** What a reader understood; `outcome` is one of the mode's own, or `unreadable`. */
export type Understood = Pick<Reading, 'outcome' | 'score' | 'distribution' | 'detail' | 'reason'>;

/** One ask with its place and the reader of its reply: parsing never walks back to the mode. */
export type Planned = {
  place: Place;
  ask: Pick<Ask, 'messages' | 'schema' | 'subject' | 'edge'>;
  read: (reply: ReplyText) => Understood;
};

/** What a round of asks is planned with. */
export type Draw = {
  /** The text of the prompt file. */
  prompt: string;
  instructions: string;
  orders: 'both' | 'given';
  /** Which round this is; a mode that rotates orders goes by it. */
  repeat: number;
  /** Makes the random delimiter of the next call; a replay hands out the ones there were. */
  nonce: () => string;
};

/** What a mode makes of readings; the engine adds calibration, abstention and escalation. */
export type Folded = Pick<
  Verdict,
  'outcome' | 'probability' | 'interval' | 'score' | 'distribution' | 'detail' | 'swap_consistent'
>;

/** How a judge asks and what it makes of the replies. */
export type Mode<M extends ModeName> = {
  /** Refuses a request that this mode cannot judge, naming the field. @throws AssayError `invalid_request` */
  check: (request: JudgmentRequest, options: ModeOptions<M>) => void;
  /** The asks of one member in one round. */
  plan: (request: JudgmentRequest, judge: JudgeOf<M>, draw: Draw) => Planned[];
  /** Readings of all members and rounds into one verdict. */
  fold: (readings: Reading[], request: JudgmentRequest, judge: JudgeOf<M>, weighing: Weighing) => Folded;
  /** The vote of one member in one round, for stopping early; null where its readings hold none. */
  vote: (readings: Reading[], request: JudgmentRequest, judge: JudgeOf<M>) => string | null;
};
