import type { LeaderboardView } from '../../../schema/contracts/leaderboards.ts';
import { newId } from '../../../schema/ids.ts';
import { sha256Hex } from '../auth/bytes.ts';
import { canonical } from '../rankings/boards/canonical.ts';
import { type BoardResult, computeBoard, method_version } from '../rankings/boards/compute.ts';
import type { BoardDefinition, BoardInputs } from '../rankings/boards/definition.ts';
import type { Ranked } from '../rankings/boards/rank.ts';
import { type Behind, findBehind, insertSnapshot, latestSnapshot } from '../store/snapshots.ts';
import { emit } from '../store/webhooks.ts';
import { loadInputs } from './board-inputs.ts';
import { keepFit } from './fits.ts';

type Place = { project_id: string; campaign_id: string };

/** Computes a new snapshot of each leaderboard that is behind the pair counts; `before` leaves out those with a snapshot since then. */
export async function refitLeaderboards(db: D1Database, place: Place, before: number | null = null): Promise<void> {
  for (const behind of await findBehind(db, place, before)) {
    try {
      await refit(db, place, behind);
    } catch (error) {
      // One board that cannot be computed must not keep the campaign's others from it.
      const what = { level: 'error', event: 'refit_failed', ...place, leaderboard_id: behind.id };
      console.error(JSON.stringify({ ...what, error: String(error) }));
    }
  }
}

async function refit(db: D1Database, place: Place, { id, method, settings }: Behind): Promise<void> {
  const definition = { method, settings };
  const last = await latestSnapshot(db, place.project_id, id);
  const { inputs, epoch, watermark } = await loadInputs(db, place, definition, last);
  const { ranked, ...result } = computeBoard(definition, inputs);
  // Scores that no fit started from determine nothing.
  const used = result.diagnostics?.warm_start_version === undefined ? { ...inputs, start: null } : inputs;
  const row = {
    ...{ id: newId('snapshot'), leaderboard_id: id, method, settings, epoch, watermark, method_version },
    ...result,
    ...(await hashesOf(definition, used, result)),
    seed: settings.seed,
    created_at: Date.now(),
  };
  const version = await insertSnapshot(db, place.project_id, row);
  if (version === null) return;
  const { project_id, campaign_id } = place;
  const told = { snapshot_id: row.id, leaderboard_id: id, campaign_id, version, status: result.status };
  await emit(db, project_id, 'snapshot.created', told);
  await keepFit(db, { project_id, leaderboard_id: id, version }, ranked);
}

/** The board as it would be now by other settings; nothing is kept, and the analyses that take many refits are left out. */
export async function viewBoard(
  db: D1Database,
  place: Place,
  definition: BoardDefinition,
): Promise<LeaderboardView & { ranked: Ranked | null; inputs: BoardInputs }> {
  const { inputs, epoch, watermark } = await loadInputs(db, place, definition, null);
  return { ...definition, epoch, watermark, ...computeBoard(definition, inputs, 'quick'), inputs };
}

/** Hashes by which anyone can tell that they made the same result of the same inputs. */
export async function hashesOf(definition: BoardDefinition, inputs: BoardInputs, result: BoardResult) {
  const { method, settings } = definition;
  return {
    config_sha256: await sha256Hex(canonical({ method, settings, method_version })),
    inputs_sha256: await sha256Hex(canonical(inputs)),
    result_sha256: await sha256Hex(canonical(result)),
  };
}
