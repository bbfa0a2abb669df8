import { packagesElsewhere, type Canonical, type Offers, type WantedRelease } from '@quench/builder-domain';
import { ecosystemOf } from '@quench/kernel';
import type { Purl, Release } from '@quench/plugin-sdk';
import type { ProjectEcosystem, ProjectEcosystems } from '@quench/ports';
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
  const others = packagesElsewhere(wanted, platforms, spelling(ecosystem));
  const list = (purl: Purl): Promise<readonly Release[]> => lists.of(purl, ecosystem);
  const elsewhere: (readonly Release[])[] = [];
  for (const purl of others) elsewhere.push(await list(purl));
  const packages = [wanted.purl, ...others].map((purl) => naming.parse(purl).name);
  const names = [...wanted.places.map(({ name }) => name), ...packages];
  return { offers: { listed: await list(wanted.purl), elsewhere }, names: [...new Set(names)] };
}

/** How an ecosystem spells the purl of a package, which may be written otherwise. */
export const spelling =
  ({ plugin: { naming } }: ProjectEcosystem): Canonical =>
  (purl) =>
    naming.describe({ name: naming.parse(purl as Purl).name });

/** The same for purls of any ecosystem. It throws PluginError `malformed-input`, Rejection `ecosystem-unknown`. */
export const spellings =
  (ecosystems: ProjectEcosystems): Canonical =>
  (purl) =>
    spelling(ecosystems.get(ecosystemOf(purl)))(purl);
