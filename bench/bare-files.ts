import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

const script = `export default { async fetch(request, env) {
  const key = new URL(request.url).pathname;
  if (request.method === 'PUT') {
    await env.FILES.put(key, request.body);
    return new Response(null, { status: 201 });
  }
  return new Response((await env.FILES.get(key)).body);
} }`;

/** The baseline of artifacts: a Worker that puts a request's body into R2 as it is and gives it back, and nothing else. */
export async function openBareFiles(): Promise<{ url: string; close: () => Promise<void> }> {
  const worker = { name: 'bare', modules: true, script, r2Buckets: { FILES: 'bare' }, compatibilityDate: '2026-08-01' };
  const options = { cf: false, host: '127.0.0.1', port: 0, telemetry: { enabled: false }, workers: [worker] };
  const mf = new Miniflare(convertV4MiniflareOptions(options as Parameters<typeof convertV4MiniflareOptions>[0]));
  return { url: (await mf.ready).origin, close: () => mf.dispose() };
}
