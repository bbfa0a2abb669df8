import type { TracingConfiguration } from '../configuration/index.js';
import type { SpanSink } from './tracing.js';

/** Where a process sends its spans. */
export interface OpenTracing extends SpanSink {
  /** Spans that nobody will see. */
  readonly dropped: number;
  close(): Promise<void>;
}

/** Opens the way to the collector; the library is loaded only for this. */
export async function openTracing(
  { url }: TracingConfiguration,
  process: { readonly version: string; readonly instance: string },
): Promise<OpenTracing> {
  const { SpanSender } = await import('./span-sender.js');
  return new SpanSender({ url, ...process });
}
