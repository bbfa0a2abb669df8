import { createPublicKey, type KeyObject } from 'node:crypto';
import { hex, IntegrityFault, sha256 } from '@quench/kernel';
import type { PublicKey } from '@quench/ports';

/**
 * Reads a public key from outside.
 * @param pem `PUBLIC KEY` (SPKI)
 * @throws IntegrityFault `key-malformed` unless it is a key of the curve P-256
 */
export function publicKeyOf(service: string, pem: string): PublicKey {
  const key = parse(service, pem);
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new IntegrityFault('key-malformed', `The public key of ${service} is not of the curve P-256`);
  }
  const der = key.export({ type: 'spki', format: 'der' });
  return { keyId: hex(sha256(der)), pem: key.export({ type: 'spki', format: 'pem' }).toString(), service };
}

function parse(service: string, pem: string): KeyObject {
  try {
    return createPublicKey({ key: pem, format: 'pem' });
  } catch (cause) {
    throw new IntegrityFault('key-malformed', `The public key of ${service} is not a PEM`, { cause });
  }
}
