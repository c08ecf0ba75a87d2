import type { Reading } from '../../../schema/contracts/judges.ts';

/** One question to a judge's backing, with the reader of its reply: parsing never walks back to the mode. */
export type Ask = {
  response: string;
  reference: string | null;
  read: (raw: string) => Reading;
};

/** What a backing replied, as it came. `calls` counts model calls; rules make none. */
export type Reply = { raw: string; calls: number };

/** A judge's backing: answers asks in their order. */
export type Provider = (asks: Ask[]) => Promise<Reply[]>;
