import { SpanKind, SpanStatusCode, TraceFlags, type HrTime, type SpanContext } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { SpanFacts } from './spans.js';
import type { SpanSink } from './tracing.js';

/** Where spans go, and who says them. */
export interface SpanSenderOptions {
  readonly url: string;
  /** Of the product. */
  readonly version: string;
  /** Which process: `builder.2`. */
  readonly instance: string;
}

/** Some 10 MB. */
const MAX_WAITING = 8_192;
const BATCH = 512;
const EVERY_MS = 1_000;
/** A collector that does not answer for longer has lost the batch. */
const TIMEOUT_MS = 5_000;
/** How long a process that ends waits for a collector. */
const CLOSE_MS = 2_000;

/** Sends spans in batches over OTLP. What does not fit while the collector is away, or was not taken, is counted. */
export class SpanSender implements SpanSink {
  /** Spans that nobody will see. */
  dropped = 0;
  private waiting = 0;
  private readonly processor: BatchSpanProcessor;
  private readonly resources = new Map<string, Resource>();

  constructor(private readonly options: SpanSenderOptions) {
    const exporter = new OTLPTraceExporter({ url: options.url, timeoutMillis: TIMEOUT_MS });
    this.processor = new BatchSpanProcessor({
      exporter: this.counting(exporter),
      maxQueueSize: MAX_WAITING,
      maxExportBatchSize: BATCH,
      scheduledDelayMillis: EVERY_MS,
      exportTimeoutMillis: 2 * TIMEOUT_MS,
    });
  }

  send(service: string, span: SpanFacts): void {
    // The processor would drop it too, and tell nobody.
    if (this.waiting >= MAX_WAITING) {
      this.dropped++;
      return;
    }
    this.waiting++;
    this.processor.onEnd(readable(span, this.resourceOf(service)));
  }

  /** Sends what waits, for two seconds; the rest is dropped. */
  async close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([this.processor.shutdown().catch(() => undefined), over]);
    clearTimeout(timer);
  }

  private counting(exporter: SpanExporter): SpanExporter {
    return {
      export: (spans, told) => {
        this.waiting -= spans.length;
        exporter.export(spans, (result) => {
          if (result.error !== undefined) this.dropped += spans.length;
          told(result);
        });
      },
      shutdown: () => exporter.shutdown(),
    };
  }

  private resourceOf(service: string): Resource {
    const known = this.resources.get(service);
    if (known !== undefined) return known;
    const { version, instance } = this.options;
    const resource = resourceFromAttributes({
      'service.namespace': 'quench',
      'service.name': service,
      'service.version': version,
      'service.instance.id': instance,
    });
    this.resources.set(service, resource);
    return resource;
  }
}

const KINDS = { event: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER, work: SpanKind.INTERNAL } as const;

function readable(span: SpanFacts, resource: Resource): ReadableSpan {
  const { traceId, spanId, parentId, name, kind, startMs, endMs, attributes, failure } = span;
  const context: SpanContext = { traceId, spanId, traceFlags: TraceFlags.SAMPLED };
  return {
    name,
    kind: KINDS[kind],
    spanContext: () => context,
    ...(parentId !== undefined && { parentSpanContext: { ...context, spanId: parentId, isRemote: true } }),
    startTime: hrTime(startMs),
    endTime: hrTime(endMs),
    duration: hrTime(endMs - startMs),
    status: failure === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: failure },
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value]),
    ),
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'quench' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Seconds and nanoseconds. */
const hrTime = (ms: number): HrTime => [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)];
