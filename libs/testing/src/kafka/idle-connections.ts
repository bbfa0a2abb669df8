import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const patched = new WeakSet();

/**
 * kafkajs 2.2.4 looks for pending requests on each idle connection at what was never set, minus the time: Node warns of a
 * negative timer, and the 1 ms that it becomes is set again for ever. The product's own client sees to that for itself,
 * and is not to be needed for brokers to be asked without it.
 */
export function sleepWhileIdle(): void {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
    readonly prototype: RequestQueue;
  };
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
