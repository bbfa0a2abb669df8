import type { Progress } from '@quench/platform/runtime';
import { Tracing, type OpenTracing } from '@quench/platform/tracing';
import type { Feed } from '@quench/ports';

/** Who is told what a service of this process does, so that it becomes spans: nobody where no collector is named. */
export function traceService(service: string, feed: Feed, spans: OpenTracing | undefined): readonly Progress[] {
  if (spans === undefined) return [];
  const tracing = new Tracing(service, spans, () => Date.now());
  feed.subscribe(service, (events) => {
    tracing.relayed(events);
  });
  return [tracing];
}
