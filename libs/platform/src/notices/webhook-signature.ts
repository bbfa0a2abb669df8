import { createHmac } from 'node:crypto';
import { TransientFault } from '@quench/kernel';

const PREFIX = 'whsec_';
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** As the Standard Webhooks specification has it. */
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/**
 * Keys as they are written, `whsec_` and base64 of 24 to 64 bytes, one on each line; the first ones are the newest.
 * @throws TransientFault `secret-missing` where one is written otherwise
 */
export function webhookKeys(text: string, where: string): readonly Uint8Array[] {
  return text.split(/\s+/).map((line) => {
    const encoded = line.startsWith(PREFIX) ? line.slice(PREFIX.length) : line;
    const key = BASE64.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.of();
    if (key.length >= LEAST_BYTES && key.length <= MOST_BYTES) return key;
    const bytes = `${String(LEAST_BYTES)} to ${String(MOST_BYTES)}`;
    throw new TransientFault('secret-missing', `${where} holds no key: ${PREFIX} and base64 of ${bytes} bytes`);
  });
}

/** What is signed. */
export interface SignedWebhook {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/** The headers of the Standard Webhooks scheme: HMAC-SHA256 over id, time and body, by each key. */
export function webhookHeaders(
  keys: readonly Uint8Array[],
  { id, timestamp, body }: SignedWebhook,
): Readonly<Record<string, string>> {
  const signed = `${id}.${String(timestamp)}.${body}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
