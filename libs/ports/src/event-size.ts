import { Rejection } from '@quench/kernel';

/**
 * The longest event that a store takes: its JSON in UTF-8. Consumers that pull a feed take 32 MiB for one event with its
 * signature, and one beyond that would keep all of them from what comes after it for ever. What is longer than this is a
 * document, which belongs into the content store.
 */
export const MAX_EVENT_BYTES = 8 * 1024 * 1024;

/**
 * @param texts what the event takes as JSON, in one part or several
 * @throws Rejection `event-too-large`
 */
export function checkEventSize(event: { readonly stream: string; readonly type: string }, ...texts: string[]): void {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes <= MAX_EVENT_BYTES) return;
  const size = `${String(bytes)} bytes as JSON; at most ${String(MAX_EVENT_BYTES)} are appended`;
  throw new Rejection('event-too-large', `${event.stream}: ${event.type} has ${size}`);
}
