import type { Digest } from '@quench/kernel';

/** A response before it is written. A body that is a stream has a known size in `Content-Length`. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
}

/** What a client sends to be spared a body, or to get a part of it. */
export interface Conditions {
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** Content under its digest never changes; a tag is asked for again each time. */
export const caching = { immutable: 'public, max-age=31536000, immutable', fresh: 'no-cache' } as const;

/** Headers of a manifest or blob. */
export const contentHeaders = (of: {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly size: number;
  readonly caching: string;
}): Record<string, string> => ({
  'Docker-Content-Digest': of.digest,
  'Content-Type': of.mediaType,
  'Content-Length': String(of.size),
  ETag: `"${of.digest}"`,
  'Cache-Control': of.caching,
});

/**
 * What a client shows whoever pulls, as the distribution specification 1.1 has it under "Warnings": code 299, no agent.
 * @param text printable ASCII
 */
export const warningHeader = (text: string): Record<string, string> => ({
  Warning: `299 - "${text.replace(/["\\]/g, '\\$&')}"`,
});

/** A JSON body. */
export function jsonReply(value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = Buffer.from(JSON.stringify(value));
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Content-Length': String(body.byteLength), ...headers },
    body,
  };
}

/** Whether the client already holds what has this digest. */
export const isHeld = (ifNoneMatch: string | undefined, digest: Digest): boolean =>
  ifNoneMatch !== undefined && ifNoneMatch.split(',').some((tag) => tag.trim() === `"${digest}"`);
