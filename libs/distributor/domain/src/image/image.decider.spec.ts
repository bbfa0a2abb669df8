import 'reflect-metadata';
import { describe, it } from '@jest/globals';
import type { ImageAttested, ImageEvent, ImageSigned, PublicationRefused } from '@quench/contracts';
import { given } from '@quench/testing';
import { imageDecider, type ImageCommand } from './image.decider.js';

const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;
const index = digestOf('a');

const signed: ImageSigned = {
  repository: 'nginx',
  index,
  keyId: 'f'.repeat(64),
  manifests: [{ subject: index, signatures: [digestOf('b'), digestOf('c')] }],
};
const attested = (...envelopes: readonly string[]): ImageAttested => ({
  repository: 'nginx',
  index,
  attestations: [{ subject: index, predicateType: 'https://slsa.dev/provenance/v1', bundle: digestOf('d') }],
  legacy: [{ subject: index, manifest: digestOf('e') }],
  envelopes: [...envelopes],
});
const refused = (detail: string): PublicationRefused => ({ image: 'nginx', index, code: 'signature-invalid', detail });

const events = {
  signed: { type: 'distributor.ImageSigned.v1', data: signed },
  attested: (...envelopes: readonly string[]) => ({
    type: 'distributor.ImageAttested.v1',
    data: attested(...envelopes),
  }),
  refused: (detail: string) => ({ type: 'distributor.PublicationRefused.v1', data: refused(detail) }),
} as const satisfies Record<string, ImageEvent | ((...of: never[]) => ImageEvent)>;

const seal = (...envelopes: readonly string[]): ImageCommand => ({
  type: 'Seal',
  seal: { signed, attested: attested(...envelopes) },
});

describe('an image', () => {
  it('is signed and attested', () =>
    given(imageDecider, [])
      .when(seal(digestOf('1')))
      .then(events.signed, events.attested(digestOf('1'))));

  it('is not sealed twice', () =>
    given(imageDecider, [events.signed, events.attested(digestOf('1'))])
      .when(seal(digestOf('1')))
      .thenNothing());

  it('is attested again for a new verdict, and not signed again', () =>
    given(imageDecider, [events.signed, events.attested(digestOf('1'))])
      .when(seal(digestOf('2')))
      .then(events.attested(digestOf('2'))));

  it('with nothing made for it stays as it is', () =>
    given(imageDecider, [events.signed]).when({ type: 'Seal', seal: {} }).thenNothing());

  it('is refused once for a reason', () => {
    given(imageDecider, [])
      .when({ type: 'Refuse', refused: refused('x') })
      .then(events.refused('x'));
    given(imageDecider, [events.refused('x')])
      .when({ type: 'Refuse', refused: refused('x') })
      .thenNothing();
    given(imageDecider, [events.refused('x')])
      .when({ type: 'Refuse', refused: refused('y') })
      .then(events.refused('y'));
  });
});
