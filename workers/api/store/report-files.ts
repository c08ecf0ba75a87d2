import { decodeTime } from 'ulid';
import type { ReportResult } from '../../../schema/contracts/report-parts.ts';

type At = { project_id: string; id: string };

const folder = ({ project_id, id }: At): string => `reports/${project_id}/${id}/`;
const attemptsKey = (at: At, shard: number): string => `${folder(at)}attempts/${shard}.jsonl`;
// Texts lie apart from the rest, oldest report first, so that those past their time are found without a table.
const allTexts = (project_id: string): string => `report-texts/${project_id}/`;
const texts = ({ project_id, id }: At): string => `${allTexts(project_id)}${id}/`;
const textsKey = (at: At, shard: number): string => `${texts(at)}${shard}.json`;

/** What lies in the files of a report: the first question of each file of attempts, in order. */
export type ReportIndex = { attempts: number; shards: { first: string; count: number }[]; label_attempts: number };

async function put(files: R2Bucket, key: string, value: unknown): Promise<void> {
  await files.put(key, JSON.stringify(value));
}

async function read<T>(files: R2Bucket, key: string): Promise<T | null> {
  const object = await files.get(key);
  return object ? object.json<T>() : null;
}

/** Keeps lines of attempts as they were hashed. */
export async function putReportAttempts(files: R2Bucket, at: At, shard: number, lines: string[]): Promise<void> {
  await files.put(attemptsKey(at, shard), lines.join('\n'));
}

/** One file of attempts; null where there is none. */
export async function readReportAttempts<T>(files: R2Bucket, at: At, shard: number): Promise<T[] | null> {
  const object = await files.get(attemptsKey(at, shard));
  if (!object) return null;
  return (await object.text()).split('\n').map((line) => JSON.parse(line));
}

/** Keeps some texts. */
export const putReportTexts = (files: R2Bucket, at: At, shard: number, texts: string[]): Promise<void> =>
  put(files, textsKey(at, shard), texts);

/** Some texts in their order; null where they are gone. */
export const readReportTexts = (files: R2Bucket, at: At, shard: number): Promise<string[] | null> =>
  read(files, textsKey(at, shard));

/** Keeps what lies where. */
export const putReportIndex = (files: R2Bucket, at: At, index: ReportIndex): Promise<void> =>
  put(files, `${folder(at)}index.json`, index);

/** What lies where; null for a report from before attempts were kept so. */
export const readReportIndex = (files: R2Bucket, at: At): Promise<ReportIndex | null> =>
  read(files, `${folder(at)}index.json`);

/** Keeps the whole result, which may be larger than a row of D1. */
export const putReportResult = (files: R2Bucket, at: At, result: ReportResult): Promise<void> =>
  put(files, `${folder(at)}result.json`, result);

/** The whole result; null for a report from before it was kept here. */
export const readReportResult = (files: R2Bucket, at: At): Promise<unknown> => read(files, `${folder(at)}result.json`);

/** The attempts of a report from before they were kept in several files. */
export const readOldAttempts = <T>(files: R2Bucket, { project_id, id }: At): Promise<T[] | null> =>
  read(files, `reports/${project_id}/${id}.json`);

/** Deletes all files of a report that came to nothing. */
export async function dropReportFiles(files: R2Bucket, at: At): Promise<void> {
  for (const prefix of [folder(at), texts(at)])
    for (;;) {
      const { objects, truncated } = await files.list({ prefix });
      if (objects.length > 0) await files.delete(objects.map(({ key }) => key));
      if (!truncated) break;
    }
}

/** Deletes some of the texts that were sent with reports older than `before`; their numbers stay. @returns how many files went */
export async function deleteReportTextsBefore(
  { FILES }: { FILES: R2Bucket },
  project_id: string,
  before: number,
): Promise<number> {
  const prefix = allTexts(project_id);
  const { objects } = await FILES.list({ prefix, limit: 500 });
  const old = objects.map(({ key }) => key).filter((key) => madeAt(key.slice(prefix.length)) < before);
  if (old.length > 0) await FILES.delete(old);
  return old.length;
}

/** When the report of a key `rpt_<ulid>/…` was made, in milliseconds. */
const madeAt = (key: string): number => decodeTime((/_(.+?)\//.exec(key)?.[1] ?? '').toUpperCase());
