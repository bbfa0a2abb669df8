import type { Recorded } from '@quench/kernel';
import type { Claim } from '@quench/ports';
import { WorkTimes, type Digested, type Progress, type WorkOutcome } from '../runtime/index.js';
import { digestSpans, eventSpan, workSpan, type SpanFacts } from './spans.js';

/** Takes spans, and loses them rather than anybody's time. */
export interface SpanSink {
  send(service: string, span: SpanFacts): void;
}

/** Tells what a service does as spans. */
export class Tracing implements Required<Progress> {
  private readonly times = new WorkTimes();

  /** @param nowMs milliseconds of the epoch */
  constructor(
    private readonly service: string,
    private readonly sink: SpanSink,
    private readonly nowMs: () => number,
  ) {}

  /** The service's own events are on their way to others. */
  relayed(events: readonly Recorded[]): void {
    for (const event of events) this.sink.send(this.service, eventSpan(event, this.nowMs()));
  }

  digested(digested: Digested): void {
    for (const span of digestSpans(this.service, digested, this.nowMs())) this.sink.send(this.service, span);
  }

  claimed(claim: Claim): void {
    this.times.begin(claim, this.nowMs());
  }

  ended(claim: Claim, outcome: WorkOutcome): void {
    const startMs = this.times.end(claim);
    if (startMs === undefined) return;
    this.sink.send(this.service, workSpan(this.service, claim, outcome, { startMs, endMs: this.nowMs() }));
  }
}
