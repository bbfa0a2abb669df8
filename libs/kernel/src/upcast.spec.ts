import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { upcast, type Upcasters } from './upcast.js';

/** A test-local event that changed its shape three times. */
const chain: Upcasters = {
  'test.Measured.v1': (data: { readonly seconds: number }) => ({
    type: 'test.Measured.v2',
    data: { ms: data.seconds * 1_000 },
  }),
  'test.Measured.v2': (data: { readonly ms: number }) => ({ type: 'test.Measured.v3', data: { durationMs: data.ms } }),
  'test.Measured.v3': (data: { readonly durationMs: number }) => ({
    type: 'test.Measured.v4',
    data: { durationMs: data.durationMs, by: 'unknown' },
  }),
};

describe('upcast', () => {
  it('lifts one version at a time to the newest', () => {
    expect(upcast({ type: 'test.Measured.v1', data: { seconds: 2 } }, chain)).toEqual({
      type: 'test.Measured.v4',
      data: { durationMs: 2_000, by: 'unknown' },
    });
  });

  it('gives the same from any version that means the same, and changes nothing twice', () => {
    fc.assert(
      fc.property(fc.nat(), (seconds) => {
        const forms = [
          { type: 'test.Measured.v1', data: { seconds } },
          { type: 'test.Measured.v2', data: { ms: seconds * 1_000 } },
          { type: 'test.Measured.v3', data: { durationMs: seconds * 1_000 } },
        ].map((event) => upcast(event, chain));
        expect(new Set(forms.map((event) => JSON.stringify(event))).size).toBe(1);
        for (const event of forms) expect(upcast(event, chain)).toBe(event);
      }),
    );
  });

  it('leaves an event of the newest version or of no chain as it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (type, data) => {
        fc.pre(!Object.hasOwn(chain, type));
        const event = { type, data };
        expect(upcast(event, chain)).toBe(event);
      }),
    );
  });
});
