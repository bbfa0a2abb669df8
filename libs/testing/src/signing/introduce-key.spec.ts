import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { introduceKey } from '@quench/ports';
import { InMemoryEventStore } from '../event-store/index.js';
import { InMemorySigner } from './in-memory-signer.js';

const at = '2026-01-01T00:00:00.000Z';

describe('a key', () => {
  it('is introduced by each service once, and again when it is another key', async () => {
    const store = new InMemoryEventStore();
    const { publicKey } = new InMemorySigner('builder');
    await introduceKey(store, publicKey, at);
    await introduceKey(store, publicKey, at);
    await introduceKey(store, new InMemorySigner('builder').publicKey, at);
    const events = await store.range(0, 10);
    expect(events.map(({ type }) => type)).toStrictEqual(['builder.KeyIntroduced.v1', 'builder.KeyIntroduced.v1']);
    expect(events[0]?.data).toStrictEqual({
      keyId: publicKey.keyId,
      publicKey: publicKey.pem,
      algorithm: 'ecdsa-p256-sha256',
    });
  });
});
