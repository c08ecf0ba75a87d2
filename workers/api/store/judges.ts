import { and, desc, eq, lt, max } from 'drizzle-orm';
import { Asking, type Judge, type JudgeCreate, Policy } from '../../../schema/contracts/judges.ts';
import { judges } from '../../../schema/tables.ts';
import { orm } from './db.ts';
import { type PageRequest, toPage } from './page.ts';

/** What a judge is besides name, mode and first member; rows from before a setting existed get its default. */
type Settings = Omit<JudgeCreate, 'name' | 'mode' | 'provider'>;

function publicJudge({ project_id: _, provider, settings, ...row }: typeof judges.$inferSelect): Judge {
  const { panel, asking, policy, ...rest } = settings as Partial<Settings>;
  const judge = {
    prompt: 'default',
    instructions: '',
    options: {},
    ...rest,
    asking: Asking.parse(asking ?? {}),
    policy: Policy.parse(policy ?? {}),
    panel: panel ?? [provider],
    ...row,
  };
  return judge as Judge;
}

/** Adds a judge; the same name again makes the next version, the same id again nothing. */
export async function insertJudge(
  db: D1Database,
  project_id: string,
  id: string,
  judge: JudgeCreate,
  now: number,
): Promise<Judge> {
  const { name, mode, provider, panel = provider ? [provider] : [], ...rest } = judge;
  const settings = { ...rest, panel };
  const same_name = and(eq(judges.project_id, project_id), eq(judges.name, judge.name));
  for (;;) {
    const newest = await orm(db)
      .select({ version: max(judges.version) })
      .from(judges)
      .where(same_name)
      .get();
    const version = (newest?.version ?? 0) + 1;
    const row = { project_id, id, name, mode, version, provider: panel[0] ?? {}, settings, created_at: now };
    // Two makers at once both want the next number; the unique index lets one have it.
    const won = await orm(db).insert(judges).values(row).onConflictDoNothing().returning();
    if (won[0]) return publicJudge(won[0]);
    const there = await findJudge(db, project_id, id);
    if (there) return there;
  }
}

/** A judge of a project. */
export async function findJudge(db: D1Database, project_id: string, id: string): Promise<Judge | undefined> {
  const row = await orm(db)
    .select()
    .from(judges)
    .where(and(eq(judges.project_id, project_id), eq(judges.id, id)))
    .get();
  return row && publicJudge(row);
}

/** The newest version of the judge by a name. */
export async function findNewestJudge(db: D1Database, project_id: string, name: string): Promise<Judge | undefined> {
  const row = await orm(db)
    .select()
    .from(judges)
    .where(and(eq(judges.project_id, project_id), eq(judges.name, name)))
    .orderBy(desc(judges.version))
    .limit(1)
    .get();
  return row && publicJudge(row);
}

/** A project's judges, newest first. */
export async function listJudges(
  db: D1Database,
  project_id: string,
  page: PageRequest & { name?: string | undefined },
) {
  const where = and(
    eq(judges.project_id, project_id),
    page.name === undefined ? undefined : eq(judges.name, page.name),
    page.cursor ? lt(judges.id, page.cursor) : undefined,
  );
  const rows = await orm(db)
    .select()
    .from(judges)
    .where(where)
    .orderBy(desc(judges.id))
    .limit(page.limit + 1);
  return toPage(rows.map(publicJudge), page.limit);
}
