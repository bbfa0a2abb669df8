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
  type PlacedCandidate,
  type WantedRelease,
} from '@quench/builder-domain';
import type { DefinedPlace, LockedRelease, UpdateRules } from '@quench/contracts';
import { Rejection, TransientFault, ecosystemOf } from '@quench/kernel';
import { ProjectEcosystems, type ProjectEcosystem } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import type { PlacedLook } from '../policy/placed-records.js';
import { placedOffers, spellings } from './placed-offers.js';
import { ReleaseFiles } from './release-files.js';

/** What a line asks for on a platform. */
export interface PlacedInput {
  readonly places: readonly DefinedPlace[];
  readonly platform: string;
  /** All that the line has. */
  readonly platforms: readonly string[];
  readonly rules: UpdateRules | undefined;
  /** What the line has on that platform. */
  readonly before: readonly LockedRelease[];
  /** What its parent has on that platform, which is taken as it is there. */
  readonly inherited: readonly LockedRelease[];
  /** The same for all platforms: what registries list, and what was decided before. */
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
   * The newest allowed release of each place, as the registry lists them for all platforms; checked, and held afterwards.
   * @throws Rejection `release-missing`, `release-waits`, `platforms-differ`, `release-withdrawn`, `place-without-platform`,
   *   `ecosystem-unknown`; IntegrityFault `release-altered`; PluginError and the host's errors
   */
  async resolve(input: PlacedInput, signal: AbortSignal): Promise<Placed> {
    const { places, platform } = input;
    const releases: LockedRelease[] = [];
    for (const wanted of wantedReleases(places, platform, spellings(this.ecosystems))) {
      if (signal.aborted) throw new TransientFault('work-aborted', 'The work was stopped');
      const ecosystem = this.ecosystems.get(ecosystemOf(wanted.purl));
      releases.push(await this.lock(wanted, ecosystem, input));
    }
    return { releases, parts: this.parts(places, releases) };
  }

  /**
   * The leading numbers of the versions of what is at some places, by their names and in their order; none where nothing is.
   * @throws Rejection `ecosystem-unknown`
   */
  parts(places: readonly DefinedPlace[], releases: readonly LockedRelease[]): ReadonlyMap<string, readonly number[]> {
    const found = places.flatMap(({ name, path }) => {
      const release = releases.find((one) => one.places.some((place) => 'from' in place && place.path === path));
      if (release === undefined) return [];
      const { plugin } = this.ecosystems.get(ecosystemOf(release.purl));
      return [[name, plugin.versions.parts(release.version)] as const];
    });
    return new Map(found);
  }

  private async lock(
    wanted: WantedRelease,
    ecosystem: ProjectEcosystem,
    { rules, before, inherited, platforms, look }: PlacedInput,
  ): Promise<LockedRelease> {
    const { plugin } = ecosystem;
    const { name } = plugin.naming.parse(wanted.purl);
    const [place] = wanted.places;
    const places = wanted.places.map(({ path, from }) => ({ path, from }));
    const given = releaseAt(inherited, { name, path: place.path });
    if (given?.chosen.by === 'range' && given.chosen.constraint === wanted.constraint) return { ...given, places };
    const last = keptRelease(releaseAt(before, { name, path: place.path }), wanted.constraint, plugin.versions);
    try {
      return { ...(await this.newest({ name, wanted, rules, last, platforms, look }, ecosystem)), places };
    } catch (error) {
      // What cannot be had now delays no fix of what comes from elsewhere. When the registry was asked last stays in the lock.
      if (last !== undefined && cannotBeHad(error)) return { ...last, places };
      throw error;
    }
  }

  private async newest(
    { name, wanted, rules, last, platforms, look }: Choosing,
    ecosystem: ProjectEcosystem,
  ): Promise<Omit<LockedRelease, 'places'>> {
    const { plugin } = ecosystem;
    const { lists } = look;
    const now = lists.at;
    const { purl, constraint } = wanted;
    const known = look.updates.find(({ paths }) => paths.includes(wanted.places[0].path));
    // A platform that is new to a line gets what the others have.
    const has = last?.version ?? known?.has;
    const { offers, names } = await placedOffers(wanted, platforms, { lists, ecosystem });
    const line = { rules, names, has, state: known?.state ?? hold.initialState, now };
    const choose = (mayTake: (candidate: PlacedCandidate) => boolean): OfferedRelease =>
      chooseRelease({ purl, constraint, has }, offers, plugin.versions, mayTake);
    const chosen = choose((candidate) => judgePlaced(line, candidate, plugin.versions).kind === 'pass');
    const { version, publishedAt, file } = chosen;
    refuseAltered(last, { version, checksums: file.checksums });
    const named = { purl: plugin.naming.describe({ name, version }), name, version, ...file };
    const held = await this.files.bring(releaseDependency(named), ecosystem).catch((error: unknown) => {
      // What was withdrawn does not come back because something newer cannot be had.
      if (last !== undefined) choose(() => false);
      throw error;
    });
    // The same by name, where the registry changed the algorithm.
    refuseAltered(last, { version, checksums: [held.digest] });
    const when = { listedAt: now, ...(publishedAt !== undefined && { publishedAt }) };
    return { ...named, sha256: held.digest, size: held.size, chosen: { by: 'range', constraint, ...when } };
  }
}

/** What a release is to be chosen for. */
interface Choosing extends Pick<PlacedInput, 'rules' | 'platforms' | 'look'> {
  readonly name: string;
  readonly wanted: WantedRelease;
  /** What the line has, where the range allows it. */
  readonly last: LockedRelease | undefined;
}

/** A registry that is down, or a mirror that has the list before it has the file. */
const cannotBeHad = (error: unknown): boolean =>
  error instanceof TransientFault || (error instanceof Rejection && error.code === 'package-missing');
