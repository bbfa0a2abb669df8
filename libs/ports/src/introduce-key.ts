import { keyStream, type KeyIntroduced } from '@quench/contracts';
import { commandId, type Decider } from '@quench/kernel';
import type { EventStore } from './event-store.js';
import { handle } from './handle.js';
import type { PublicKey } from './signing.js';

type Introduction = { readonly type: string; readonly data: KeyIntroduced };

/** A key is introduced once. */
const key: Decider<boolean, Introduction, Introduction> = {
  initialState: false,
  decide: (introduction, introduced) => (introduced ? [] : [introduction]),
  evolve: () => true,
};

/**
 * Records which key a service signs with, once, when it starts. Information for people: who is trusted comes from
 * configuration, never from this event.
 * @param at RFC 3339 in UTC
 */
export async function introduceKey(store: EventStore, { service, keyId, pem }: PublicKey, at: string): Promise<void> {
  const id = commandId('introduce-key', service, keyId);
  const data: KeyIntroduced = { keyId, publicKey: pem, algorithm: 'ecdsa-p256-sha256' };
  const introduction = { type: `${service}.KeyIntroduced.v1`, data };
  const context = {
    commandId: id,
    causes: [],
    correlationId: id,
    actor: { kind: 'service', id: service, authenticatedBy: 'process' },
    occurredAt: at,
  } as const;
  await handle(store, { stream: keyStream(service, keyId), decider: key }, introduction, context);
}
