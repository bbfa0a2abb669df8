import type { ImageAttested, ImageEvent, ImageSigned, PublicationRefused } from '@quench/contracts';
import type { Decider } from '@quench/kernel';

/** What was made for an image. A part that there was nothing new for is left out. */
export interface Seal {
  readonly signed?: ImageSigned | undefined;
  readonly attested?: ImageAttested | undefined;
}

/** What may be recorded of an image. */
export type ImageCommand =
  { readonly type: 'Seal'; readonly seal: Seal } | { readonly type: 'Refuse'; readonly refused: PublicationRefused };

/** A manifest with attestations, and the pack with it and its blobs; without one each lies by itself. */
export interface LegacyManifest {
  readonly manifest: string;
  readonly packed: string | undefined;
}

/** What was recorded of an image. */
export interface ImageState {
  readonly signed: boolean;
  /** Envelopes whose statements the image carries. */
  readonly envelopes: ReadonlySet<string>;
  /** By subject, the newest manifest with its attestations in the legacy form. */
  readonly legacy: ReadonlyMap<string, LegacyManifest>;
  /** What it was refused for last; undefined once it was sealed. */
  readonly refusal: string | undefined;
}

/** An image is signed once, attested when there is something new to attest, and refused once per reason. */
export const imageDecider: Decider<ImageState, ImageCommand, ImageEvent> = {
  initialState: { signed: false, envelopes: new Set(), legacy: new Map(), refusal: undefined },

  decide(command, state) {
    switch (command.type) {
      case 'Seal':
        return sealed(command.seal, state);
      case 'Refuse':
        return state.refusal === refusal(command.refused)
          ? []
          : [{ type: 'distributor.PublicationRefused.v1', data: command.refused }];
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'distributor.ImageSigned.v1':
        return { ...state, signed: true, refusal: undefined };
      case 'distributor.ImageAttested.v1':
        return {
          ...state,
          envelopes: new Set([...state.envelopes, ...event.data.envelopes]),
          legacy: new Map([...state.legacy, ...legacyOf(event.data)]),
          refusal: undefined,
        };
      case 'distributor.PublicationRefused.v1':
        return { ...state, refusal: refusal(event.data) };
    }
  },
};

const legacyOf = ({ legacy, packed }: ImageAttested): readonly (readonly [string, LegacyManifest])[] =>
  legacy.map(({ subject, manifest }) => [subject, { manifest, packed }]);

function sealed({ signed, attested }: Seal, state: ImageState): readonly ImageEvent[] {
  const isNew = attested?.envelopes.some((envelope) => !state.envelopes.has(envelope)) ?? false;
  return [
    ...(signed === undefined || state.signed ? [] : [{ type: 'distributor.ImageSigned.v1', data: signed } as const]),
    ...(attested === undefined || !isNew ? [] : [{ type: 'distributor.ImageAttested.v1', data: attested } as const]),
  ];
}

const refusal = ({ code, detail }: PublicationRefused): string => `${code}: ${detail}`;
