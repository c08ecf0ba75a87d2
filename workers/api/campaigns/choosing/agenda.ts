import type { Strategy } from '../../../../schema/contracts/campaign-settings.ts';
import { pairDesign } from '../../rankings/pair-design.ts';
import { type Agenda, findAgenda, findAgendaBehind, putAgenda } from '../../store/agendas.ts';
import { listOpenPairs } from '../../store/candidates.ts';
import { readPairCounts } from '../../store/pair-counts.ts';
import { strategies } from './index.ts';

type Place = { project_id: string; campaign_id: string };

/** Pairs of an agenda: raters take from it until the next one, seconds later. */
const drawn = 256;
/** Pairs of models, each of 300 with each other, up to which an agenda is drawn; beyond, comparisons are chosen by coverage. */
const most_pairs = 45_000;
/** An agenda that ran out is drawn again after this time. */
const rest_ms = 10_000;

const counted = { source: 'people', criterion: '', category: '', verified_only: false, include_held: false };

/** Draws the pairs that a campaign's strategy wants compared next and keeps them for the raters who ask. */
async function drawAgenda(db: D1Database, place: Place, strategy: Strategy, overlap: number): Promise<Agenda> {
  const { counts, watermark, epoch } = await readPairCounts(db, place, counted);
  const open = (await listOpenPairs(db, place, overlap, most_pairs)) ?? [];
  const design = pairDesign(counts, open);
  const named = (at: number | undefined) => design.models[at ?? -1] ?? '';
  const chosen = open.length === 0 ? [] : (strategies[strategy]?.(design, drawn, Math.random) ?? []);
  const pairs = chosen.map((pair): [string, string] => [named(design.a[pair]), named(design.b[pair])]);
  const agenda = { strategy, pairs, watermark, epoch, created_at: Date.now() };
  await putAgenda(db, place, agenda);
  return agenda;
}

/** The pairs to be compared next; drawn now where nobody has yet, or where `spent` says that those drawn led to nothing. */
export async function readAgenda(
  db: D1Database,
  place: Place,
  { strategy, overlap }: { strategy: Strategy; overlap: number },
  spent = false,
): Promise<Agenda> {
  const agenda = await findAgenda(db, place, strategy);
  const stale = spent && agenda && agenda.created_at < Date.now() - rest_ms;
  return agenda && !stale ? agenda : drawAgenda(db, place, strategy, overlap);
}

/** Draws a campaign's agenda anew where ratings came since and it is from before a time. */
export async function refreshAgenda(db: D1Database, place: Place, before: number | null): Promise<void> {
  const behind = await findAgendaBehind(db, place, before);
  if (behind) await drawAgenda(db, place, behind.strategy, behind.overlap);
}
