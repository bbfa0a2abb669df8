import { describe, expect, it } from '@jest/globals';
import { untilConverged, type Busy } from './converged.js';

/** A service that does something each time it is looked at, for so many looks, and then has work for so many questions. */
class Service implements Busy {
  asked = 0;
  private looks = 0;

  constructor(
    private readonly happens: number,
    private readonly working = 0,
  ) {}

  get activity(): number {
    return Math.min(this.looks++, this.happens);
  }

  works(): Promise<boolean> {
    return Promise.resolve(this.asked++ < this.working);
  }

  idle(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

describe('a factory that is waited for', () => {
  it('is asked nothing while something happens in it', async () => {
    const service = new Service(4);
    await untilConverged([service], new AbortController().signal);
    expect(service.asked).toBe(1);
  });

  it('is asked again while it works without a sign', async () => {
    const service = new Service(0, 2);
    await untilConverged([service], new AbortController().signal);
    expect(service.asked).toBe(3);
  });

  it('is waited for no longer than somebody wants', async () => {
    const stop = new AbortController();
    const waited = untilConverged([new Service(0, Number.POSITIVE_INFINITY)], stop.signal);
    stop.abort(new Error('enough'));
    await expect(waited).rejects.toThrow('enough');
  });
});
