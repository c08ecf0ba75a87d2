import { DurableObject } from 'cloudflare:workers';

/** What wrangler.toml and `wrangler secret put` give. */
export interface Env {
  RUNNER: DurableObjectNamespace<Runner>;
  ASSAY_URL: string;
  ASSAY_KEY: string;
  RUNNERS: string;
  LABELS: string;
}

// Longer than the cron's minute, so that a late tick does not end a container that works.
const IDLE_MS = 10 * 60_000;

/** One container. It opens no port: the runner inside calls the platform, and its job survives it by checkpoints. */
export class Runner extends DurableObject<Env> {
  /** Starts the container if it does not run; one that ended is started again by the next tick. */
  async keep(name: string): Promise<void> {
    const { container } = this.ctx;
    if (container === undefined)
      throw new Error('no container is attached to this class: check [[containers]] in wrangler.toml');
    if (!container.running) {
      const { ASSAY_URL, ASSAY_KEY, LABELS } = this.env;
      container.start({
        enableInternet: true,
        env: { ASSAY_URL, ASSAY_KEY },
        entrypoint: ['assay-runner', 'work', '--name', name, '--labels', LABELS, '--data', '/srv/data'],
      });
    }
    await container.setInactivityTimeout(IDLE_MS);
  }
}

export default {
  /** Every minute: see that as many containers run as were asked for. */
  async scheduled(_controller, env): Promise<void> {
    if (!env.ASSAY_URL.startsWith('https://'))
      throw new Error(`ASSAY_URL is "${env.ASSAY_URL}": give the platform's https address`);
    if (!env.ASSAY_KEY) throw new Error('ASSAY_KEY is not set: put a key with the scope `runner` as a secret');
    const names = Array.from({ length: Number(env.RUNNERS) }, (_, index) => `cloudflare-${index + 1}`);
    await Promise.all(names.map((name) => env.RUNNER.get(env.RUNNER.idFromName(name)).keep(name)));
  },
} satisfies ExportedHandler<Env>;
