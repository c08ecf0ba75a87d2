import { createApp } from './app.ts';
import { runCron } from './cron.ts';
import type { Env } from './env.ts';
import { consumers } from './queues.ts';

const app = createApp();

export default {
  fetch: app.fetch,
  async queue(batch, env) {
    const consume = consumers[batch.queue];
    if (!consume) throw new Error(`No consumer is registered for queue ${batch.queue}.`);
    await consume(batch, env);
  },
  async scheduled(controller, env) {
    await runCron(env, controller.scheduledTime);
  },
} satisfies ExportedHandler<Env>;
