import { introduceKey, type EventStore, type Log, type Signer } from '@quench/ports';

/** How to close what has been opened, in the order of opening. */
export type Closing = (() => Promise<unknown>)[];

interface Loop {
  start(): void;
  stop(): Promise<void>;
}

/** What of an open service has a beginning. */
export interface Beginning {
  readonly host: {
    readonly store: EventStore;
    readonly sequencer: Loop;
    readonly runtime: { start(): void; stop(graceMs: number): Promise<void> };
  };
  readonly signer: Signer;
  readonly relay: Loop;
  readonly server: { listen(port: number): Promise<string> };
  readonly health: { leave(): void };
  /** As of `Parts`. */
  serve(): Promise<void>;
}

export interface BeginOptions {
  readonly port: number;
  /** How long running work may take to end. */
  readonly graceMs: number;
  readonly log: Log;
}

/**
 * Lets a service work. It serves before it works, and others find it ready when all of it does.
 * @param closing gets how to stop what was started, also when this fails
 * @throws what serving does; TransientFault `database-unavailable`, `endpoint-port-taken`
 */
export async function begin(
  { host, signer, relay, server, health, serve }: Beginning,
  { port, graceMs, log }: BeginOptions,
  closing: Closing,
): Promise<void> {
  await introduceKey(host.store, signer.publicKey, new Date().toISOString());
  await serve();
  host.sequencer.start();
  // What has no number by then gets it from another instance, or at the next start.
  closing.push(() => host.sequencer.stop());
  relay.start();
  closing.push(() => relay.stop());
  host.runtime.start();
  closing.push(() => host.runtime.stop(graceMs));
  const address = await server.listen(port);
  closing.push(async () => {
    log.info('service-stopping', { graceMs });
    health.leave();
  });
  log.info('service-started', { address, pid: process.pid });
}

/** The last that was begun goes first; what fails to end keeps nothing else from it. Each is ended once. */
export async function end(closing: Closing, log: Log): Promise<void> {
  for (const close of closing.splice(0).reverse()) {
    await close().catch((fault: unknown) => {
      log.warn('close-failed', { reason: String(fault) });
    });
  }
}
