import {
  chooseRelease,
  hold,
  judgePlaced,
  keptRelease,
  refuseAltered,
  releaseDependency,
  releaseAt,
  wantedReleases,
  type OfferedRelease,
  type PlacedLine,
  type WantedRelease,
} from '@quench/builder-domain';
import type { LineDefinition, LockDocument, LockedRelease } from '@quench/contracts';
import { Rejection, TransientFault, ecosystemOf } from '@quench/kernel';
import { ProjectEcosystems, type ProjectEcosystem } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import type { PlacedLook } from '../policy/placed-records.js';
import type { Base } from './base.js';
import { cannotBeHad } from './missing-files.js';
import { placedOffers, spellings, type PlacedOffers } from './placed-offers.js';
import { ReleaseFiles } from './release-files.js';

/** What a line asks for. */
export interface PlacedInput {
  readonly definition: Pick<LineDefinition, 'places' | 'platforms' | 'policy'>;
  /** What the line has. */
  readonly before: LockDocument | undefined;
  /** What its parent has is taken as it is there. */
  readonly base: Base | undefined;
  /** What registries list, what could not be had of it, and what was decided before. */
  readonly look: PlacedLook;
}

/** What a line places on a platform. */
export interface Placed {
  /** A release may be there twice, of two ranges. Their files are held. */
  readonly releases: readonly LockedRelease[];
  /** The leading numbers of versions by the names of places, in the order of the definition. */
  readonly parts: ReadonlyMap<string, readonly number[]>;
}

/** Releases of packages that are published one by one, of which images take files. */
@Injectable()
export class PlacedReleases {
  constructor(
    private readonly ecosystems: ProjectEcosystems,
    private readonly files: ReleaseFiles,
  ) {}

  /**
   * The newest allowed release of each place that all platforms can have; checked, and held afterwards.
   * @param platforms all that the line has
   * @throws Rejection `release-missing`, `release-waits`, `platforms-differ`, `release-withdrawn`, `package-missing`,
   *   `place-without-platform`, `ecosystem-unknown`; IntegrityFault `release-altered`; PluginError and the host's errors
   */
  async resolve<Platform extends { readonly platform: string }>(
    platforms: readonly Platform[],
    input: PlacedInput,
    signal: AbortSignal,
  ): Promise<readonly (Platform & { readonly placed: Placed })[]> {
    const { missing } = input.look;
    for (;;) {
      const known = missing.size;
      const found: (Platform & { readonly placed: Placed })[] = [];
      for (const one of platforms) found.push({ ...one, placed: await this.on(one.platform, input, signal) });
      // A platform may have been given what another one turned out not to have.
      if (missing.size === known) return found;
    }
  }

  private async on(platform: string, input: PlacedInput, signal: AbortSignal): Promise<Placed> {
    const { places = [] } = input.definition;
    const releases: LockedRelease[] = [];
    const parts = new Map(places.map(({ name }): [string, readonly number[]] => [name, []]));
    for (const wanted of wantedReleases(places, platform, spellings(this.ecosystems))) {
      if (signal.aborted) throw new TransientFault('work-aborted', 'The work was stopped');
      const ecosystem = this.ecosystems.get(ecosystemOf(wanted.purl));
      const locked = await this.lock(wanted, ecosystem, { ...input, platform });
      releases.push(locked);
      for (const { name } of wanted.places) parts.set(name, ecosystem.plugin.versions.parts(locked.version));
    }
    return { releases, parts };
  }

  private async lock(wanted: WantedRelease, ecosystem: ProjectEcosystem, input: OnPlatform): Promise<LockedRelease> {
    const { plugin } = ecosystem;
    const { platform, before, base } = input;
    const { name } = plugin.naming.parse(wanted.purl);
    const [place] = wanted.places;
    const places = wanted.places.map(({ path, from }) => ({ path, from }));
    const given = releaseAt(base?.platforms.get(platform)?.releases ?? [], { name, path: place.path });
    if (given?.chosen.by === 'range' && given.chosen.constraint === wanted.constraint) return { ...given, places };
    const last = keptRelease(
      releaseAt(lockedOn(before, platform), { name, path: place.path }),
      wanted.constraint,
      plugin.versions,
    );
    try {
      return { ...(await this.newest({ ...input, name, wanted, last }, ecosystem)), places };
    } catch (error) {
      // What cannot be had now delays no fix of what comes from elsewhere. When the registry was asked last stays in the lock.
      if (last !== undefined && cannotBeHad(error)) return { ...last, places };
      throw error;
    }
  }

  /** The newest that can be had. */
  private async newest(choosing: Choosing, ecosystem: ProjectEcosystem): Promise<Omit<LockedRelease, 'places'>> {
    const { name, wanted, last, platform, definition, look } = choosing;
    const { lists, missing } = look;
    const told = await placedOffers(wanted, definition.platforms, { lists, ecosystem });
    const known = look.updates.find(({ paths }) => paths.includes(wanted.places[0].path));
    // A platform that is new to a line gets what the others have.
    const has = last?.version ?? known?.has;
    for (;;) {
      const chosen = choose(choosing, { ...told, has, state: known?.state ?? hold.initialState }, ecosystem);
      try {
        return await this.taken(choosing, chosen, ecosystem);
      } catch (error) {
        if (chosen.version === has || !cannotBeHad(error)) throw error;
        missing.add({ name, version: chosen.version, platform, error });
      }
    }
  }

  private async taken(
    { name, wanted: { constraint }, last, look: { lists } }: Choosing,
    { version, publishedAt, file }: OfferedRelease,
    ecosystem: ProjectEcosystem,
  ): Promise<Omit<LockedRelease, 'places'>> {
    refuseAltered(last, { version, checksums: file.checksums });
    const named = { purl: ecosystem.plugin.naming.describe({ name, version }), name, version, ...file };
    const held = await this.files.bring(releaseDependency(named), ecosystem);
    // The same by name, where the registry changed the algorithm.
    refuseAltered(last, { version, checksums: [held.digest] });
    const when = { listedAt: lists.at, ...(publishedAt !== undefined && { publishedAt }) };
    return { ...named, sha256: held.digest, size: held.size, chosen: { by: 'range', constraint, ...when } };
  }
}

const lockedOn = (before: LockDocument | undefined, platform: string): readonly LockedRelease[] =>
  before?.platforms.find((one) => one.platform === platform)?.releases ?? [];

interface OnPlatform extends PlacedInput {
  readonly platform: string;
}

/** What a release is to be chosen for. */
interface Choosing extends OnPlatform {
  readonly name: string;
  readonly wanted: WantedRelease;
  /** What the line has, where the range allows it. */
  readonly last: LockedRelease | undefined;
}

/** @throws as `chooseRelease`, and what it was that a newer release could not be had by, where nothing else may be taken */
function choose(
  { wanted: { purl, constraint }, definition, look: { lists, missing } }: Choosing,
  { offers, packages, names, has, state }: PlacedOffers & Pick<PlacedLine, 'has' | 'state'>,
  { plugin: { versions } }: ProjectEcosystem,
): OfferedRelease {
  const line = { rules: definition.policy.updates, names, has, state, now: lists.at };
  try {
    return chooseRelease(
      { purl, constraint, has },
      offers,
      versions,
      (candidate) =>
        missing.allows(packages, candidate.version) && judgePlaced(line, candidate, versions).kind === 'pass',
    );
  } catch (error) {
    throw error instanceof Rejection ? (missing.why(packages) ?? error) : error;
  }
}
