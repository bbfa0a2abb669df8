import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@quench/kernel';
import fc from 'fast-check';
import { attributesOf, recordedOf, sequenceOf } from './cloud-event.js';
import { full, without } from './recorded.fixture.js';

const again = (event: Recorded): Recorded =>
  recordedOf('builder', { attributes: attributesOf('builder', event), data: event.data });

describe('an event as a CloudEvent', () => {
  it('comes back whole', () => {
    expect(again(full)).toStrictEqual(full);
  });

  it('comes back without what it does not have', () => {
    const root = { ...without(without(full, 'traceparent'), 'priority'), causes: [] };
    expect(again(root)).toStrictEqual(root);
  });

  it('has names that the specification allows, and text alone', () => {
    for (const [name, value] of Object.entries(attributesOf('builder', full))) {
      expect(name).toMatch(/^[a-z0-9]{1,20}$/);
      expect(typeof value).toBe('string');
    }
  });

  it('has a sequence that sorts as text as places do', () => {
    const place = fc.record({ epoch: fc.nat(), seq: fc.maxSafeNat() });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const byPlace = Math.sign(a.epoch - b.epoch || a.seq - b.seq);
        const [x, y] = [sequenceOf(a), sequenceOf(b)];
        expect(x < y ? -1 : x > y ? 1 : 0).toBe(byPlace);
      }),
    );
  });

  it.each(['id', 'type', 'subject', 'time', 'sequence', 'streamversion', 'commandid', 'actorid', 'producer'])(
    'is refused without %s',
    (name) => {
      const attributes = without(attributesOf('builder', full), name);
      expect(() => recordedOf('builder', { attributes, data: {} })).toThrow(`attribute-missing: ${name}`);
    },
  );

  it.each([
    ['specversion', '0.3', 'attribute-malformed'],
    ['source', '/quench/tester', 'source-other'],
    ['sequence', '7', 'attribute-malformed'],
    ['sequence', '0000000001.9999999999999999', 'attribute-malformed'],
    ['streamversion', '0', 'attribute-malformed'],
    ['streamversion', '1e3', 'attribute-malformed'],
    ['actorkind', 'root', 'attribute-malformed'],
    ['causes', '', 'attribute-missing'],
    ['priority', '', 'attribute-missing'],
    ['priority', '0', 'attribute-malformed'],
    ['priority', '11', 'attribute-malformed'],
    ['priority', '-1', 'attribute-malformed'],
  ])('is refused with %s %j', (name, value, because) => {
    const attributes = { ...attributesOf('builder', full), [name]: value };
    expect(() => recordedOf('builder', { attributes, data: {} })).toThrow(expect.objectContaining({ because }));
  });
});
