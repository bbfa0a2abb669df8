import { lineOf } from '@quench/contracts';
import { Clock, NOTHING, workContext, type Claim, type Completion, type Moot, type Worker } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { AcceptedLines } from '../catalog/accepted-lines.js';
import { retired } from '../retired.js';
import { LineImage } from './line-image.js';

/** Puts the image of a line's head lock together once all its manifests exist. */
@Injectable()
export class ImageWorker implements Worker {
  readonly kind = 'image';
  readonly concurrency = 2;
  readonly leaseMs = 60_000;
  readonly maxAttempts = 8;

  constructor(
    private readonly lines: AcceptedLines,
    private readonly clock: Clock,
    private readonly images: LineImage,
  ) {}

  async work(claim: Claim): Promise<Completion | Moot> {
    const line = lineOf(claim.key);
    if ((await this.lines.get(line)) === undefined) return retired(line);
    const whole = await this.images.whole(line);
    // The manifest that is still missing will ask again.
    if (whole === undefined) return NOTHING;
    const context = workContext({ service: 'builder', claim, at: this.clock.now(), part: 'image' });
    return (tx) => this.images.record(whole, context, tx);
  }
}
