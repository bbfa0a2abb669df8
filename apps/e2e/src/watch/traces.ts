import type { ToldSpan } from '@quench/testing';

/** The spans of one trace, each once: what is sent again has the same id. In the order of their beginning. */
export const traceOf = (spans: readonly ToldSpan[], traceId: string): readonly ToldSpan[] =>
  [...new Map(spans.filter((span) => span.traceId === traceId).map((span) => [span.spanId, span])).values()].sort(
    (a, b) => a.startMs - b.startMs,
  );

/** The spans from the root cause to this one. */
export function leadingTo(trace: readonly ToldSpan[], last: ToldSpan): readonly ToldSpan[] {
  const parent = trace.find(({ spanId }) => spanId === last.parentId);
  return parent === undefined ? [last] : [...leadingTo(trace, parent), last];
}

/** Spans whose parent is in no span of the trace. */
export const orphansIn = (trace: readonly ToldSpan[]): readonly ToldSpan[] =>
  trace.filter(({ parentId }) => parentId !== undefined && !trace.some(({ spanId }) => spanId === parentId));
