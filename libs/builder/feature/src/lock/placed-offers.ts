import { packagesElsewhere, type Offers, type WantedRelease } from '@quench/builder-domain';
import type { Purl, Release } from '@quench/plugin-sdk';
import type { ProjectEcosystem } from '@quench/ports';
import type { ReleaseLists } from './release-lists.js';

/** What registries list of a release that a line wants, and what rules may call it by. */
export interface PlacedOffers {
  readonly offers: Offers;
  /** Its places, and its package on each platform. */
  readonly names: readonly string[];
}

/** @param platforms all that the line has; @throws PluginError and the host's errors */
export async function placedOffers(
  wanted: WantedRelease,
  platforms: readonly string[],
  { lists, ecosystem }: { readonly lists: ReleaseLists; readonly ecosystem: ProjectEcosystem },
): Promise<PlacedOffers> {
  const { naming } = ecosystem.plugin;
  // Its own spelling of the purl, which may have been written otherwise.
  const own = naming.parse(wanted.purl).name;
  const others = packagesElsewhere(wanted, platforms).map((purl) => naming.parse(purl).name);
  const list = (name: string): Promise<readonly Release[]> => lists.of(plain(name), ecosystem);
  const plain = (name: string): Purl => naming.describe({ name });
  const elsewhere: (readonly Release[])[] = [];
  for (const name of others) elsewhere.push(await list(name));
  const names = [...wanted.places.map(({ name }) => name), own, ...others];
  return { offers: { listed: await list(own), elsewhere }, names: [...new Set(names)] };
}
