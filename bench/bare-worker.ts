import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

const script = `export default { async fetch(request, env) {
  const row = await request.json();
  await env.DB.prepare('INSERT INTO rows (id, body) VALUES (?1, ?2)').bind(crypto.randomUUID(), JSON.stringify(row)).run();
  return Response.json({ ok: true }, { status: 201 });
} }`;

/** The baseline of every route that writes: a Worker that inserts each request's body as one row, and nothing else. */
export async function openBareWorker(): Promise<{ url: string; close: () => Promise<void> }> {
  const worker = { name: 'bare', modules: true, script, d1Databases: { DB: 'bare' }, compatibilityDate: '2026-08-01' };
  const options = { cf: false, host: '127.0.0.1', port: 0, telemetry: { enabled: false }, workers: [worker] };
  const mf = new Miniflare(convertV4MiniflareOptions(options as Parameters<typeof convertV4MiniflareOptions>[0]));
  const url = (await mf.ready).origin;
  const db = await mf.getD1Database('DB', 'bare');
  await db.prepare('CREATE TABLE rows (id TEXT PRIMARY KEY, body TEXT)').run();
  return { url, close: () => mf.dispose() };
}
