import type { ImageAttested, ImageEvent, ImageSigned, PublicationRefused } from '@quench/contracts';
import type { Decider } from '@quench/kernel';

/** What may be recorded of an image. */
export type ImageCommand =
  | { readonly type: 'Sign'; readonly signed: ImageSigned }
  | { readonly type: 'Attest'; readonly attested: ImageAttested }
  | { readonly type: 'Refuse'; readonly refused: PublicationRefused };

/** What was recorded of an image. */
export interface ImageState {
  readonly signed: boolean;
  /** Envelopes whose statements the image carries. */
  readonly envelopes: ReadonlySet<string>;
  /** What it was refused for last; undefined once it was signed. */
  readonly refusal: string | undefined;
}

/** An image is signed once, attested when there is something new to attest, and refused once per reason. */
export const imageDecider: Decider<ImageState, ImageCommand, ImageEvent> = {
  initialState: { signed: false, envelopes: new Set(), refusal: undefined },

  decide(command, state) {
    switch (command.type) {
      case 'Sign':
        return state.signed ? [] : [{ type: 'distributor.ImageSigned.v1', data: command.signed }];
      case 'Attest':
        return command.attested.envelopes.every((envelope) => state.envelopes.has(envelope))
          ? []
          : [{ type: 'distributor.ImageAttested.v1', data: command.attested }];
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
        return { ...state, envelopes: new Set([...state.envelopes, ...event.data.envelopes]) };
      case 'distributor.PublicationRefused.v1':
        return { ...state, refusal: refusal(event.data) };
    }
  },
};

const refusal = ({ code, detail }: PublicationRefused): string => `${code}: ${detail}`;
