import type { Recorded } from '@quench/kernel';
import type { TracingConfiguration } from '../configuration/index.js';
import { ServiceMetrics, type Clocks, type MetricSources } from '../endpoints/index.js';
import { tellAll, type Progress } from '../runtime/index.js';
import { openTracing, Tracing } from '../tracing/index.js';
import type { Closing } from './begin-service.js';

/** Who looks at a service, and where from. */
export interface ObservationInput {
  readonly service: string;
  readonly instance: string;
  /** Of the product. */
  readonly version: string;
  /** Not set: no traces. */
  readonly tracing: TracingConfiguration | undefined;
  readonly sources: Omit<MetricSources, 'droppedSpans'>;
}

/** Those who are told what a service does. */
export interface Observation {
  readonly metrics: ServiceMetrics;
  readonly progress: Progress;
  /** The broker acknowledged events. */
  onRelayed(events: readonly Recorded[]): void;
}

const CLOCKS: Clocks = { steadyMs: () => performance.now(), wallMs: () => Date.now() };

/** Opens metrics, and the way to the collector of traces if there is one. @param closing gets how to close it */
export async function openObservation(input: ObservationInput, closing: Closing): Promise<Observation> {
  const { service, instance, version, tracing, sources } = input;
  const sink = tracing === undefined ? undefined : await openTracing(tracing, { instance, version });
  if (sink !== undefined) closing.push(() => sink.close());
  const metrics = new ServiceMetrics(service, { ...sources, droppedSpans: () => sink?.dropped ?? 0 }, CLOCKS);
  const told = [metrics.observed, ...(sink === undefined ? [] : [new Tracing(service, sink, CLOCKS.wallMs)])];
  return {
    metrics,
    progress: tellAll(...told),
    onRelayed: (events) => {
      for (const one of told) one.relayed(events);
    },
  };
}
