import { openPlatform } from '../scripts/platform.ts';

/** The root secret of benchmark platforms: suites sign rating tokens with it. */
export const secret = 'root secret for benchmarks';

/** Opens a fresh platform in memory with one project; `send` is a POST that must succeed. */
export async function openProject(more: Record<string, string> = {}) {
  const vars = {
    ...more,
    ASSAY_SECRET: secret,
    ASSAY_SETUP_TOKEN: 'setup',
    ASSAY_ALLOW_PRIVATE_URLS: '1',
    ASSAY_CALLS_PER_LANE: '100',
  };
  const platform = await openPlatform({ vars });
  const post = async <T>(path: string, body: unknown, headers: Record<string, string>): Promise<T> => {
    const init = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    };
    const send = () => fetch(new URL(path, platform.url), init);
    // A connection that idled through a baseline's run may be closed at the very moment it is used again.
    const response = await send().catch(send);
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const setup = { authorization: 'Bearer setup' };
  const made = await post<{ project: { id: string }; key: { token: string } }>(
    '/v1/projects',
    { name: 'Benchmark' },
    setup,
  );
  const authorization = `Bearer ${made.key.token}`;
  const open = async (path: string): Promise<Response> => {
    const response = await fetch(new URL(path, platform.url), { headers: { authorization } });
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  return {
    ...platform,
    project_id: made.project.id,
    key: made.key.token,
    post,
    send: <T = { id: string }>(path: string, body: unknown) => post<T>(path, body, { authorization }),
    get: async <T>(path: string) => (await (await open(path)).json()) as T,
    /** A GET that must succeed, its body not read yet. */
    open,
  };
}
