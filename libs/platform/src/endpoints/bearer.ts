import { createHash, timingSafeEqual } from 'node:crypto';

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Whether an `Authorization` header carries the token (RFC 6750). Digests are compared, so that the time taken tells
 * neither the token nor its length.
 */
export function carriesToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(authorization ?? '')?.[1];
  return given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}
