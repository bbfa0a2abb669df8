export { openTracing, type OpenTracing } from './open-tracing.js';
export { traceIdOf, type SpanFacts } from './spans.js';
export { Tracing, type SpanSink } from './tracing.js';
