import { lockedPackage } from '@quench/builder-domain';
import type { LockedPackage } from '@quench/contracts';
import { allInOrder, IntegrityFault, Rejection } from '@quench/kernel';
import { ContentStore, type Ecosystem } from '@quench/ports';
import {
  PluginError,
  type Artifact,
  type Dependency,
  type Pin,
  type Resolution,
  type ResolveOptions,
  type Snapshot,
} from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { CheckedSnapshots, NO_OLDER, type OlderSnapshots } from './checked-snapshots.js';
import { inLanes } from './in-lanes.js';
import { Vouched } from './vouched.js';

/** What a resolution holds back. */
export interface HeldBack {
  readonly pins: readonly Pin[];
  /** For versions that the newest snapshots list no more. */
  readonly keep: OlderSnapshots;
}

/** Packages that a plugin is asked for in one message. */
const CHECKED_AT_ONCE = 100;
const NOTHING_HELD: HeldBack = { pins: [], keep: NO_OLDER };

/** Resolves names into exact packages, and holds their bytes. */
@Injectable()
export class PackageClosure {
  private readonly vouched = new Vouched();

  constructor(
    private readonly snapshots: CheckedSnapshots,
    private readonly content: ContentStore,
  ) {}

  /**
   * What `names` need in an image: packages that only maintainer scripts need are left out.
   * @throws PluginError `unsatisfiable`, `malformed-response`
   */
  resolve(
    names: readonly string[],
    platform: string,
    snapshots: readonly Snapshot[],
    held: HeldBack = NOTHING_HELD,
  ): Promise<Resolution> {
    const { plugin } = this.snapshots.ecosystem;
    return this.resolveWithout(
      plugin.install.unneeded.map(({ name }) => name),
      { names, platform, snapshots, held },
    );
  }

  /** As `resolve`, with what is named itself, whatever an image does without: it is there to be run. Throws the same. */
  resolveNamed(names: readonly string[], platform: string, snapshots: readonly Snapshot[]): Promise<Resolution> {
    const { unneeded } = this.snapshots.ecosystem.plugin.install;
    return this.resolveWithout(
      unneeded.map(({ name }) => name).filter((name) => !names.includes(name)),
      { names, platform, snapshots, held: NOTHING_HELD },
    );
  }

  /** What `names` need where everything is installed, as the ecosystem's own client answers. */
  resolveAll(names: readonly string[], platform: string, snapshots: readonly Snapshot[]): Promise<Resolution> {
    return this.resolveWithout([], { names, platform, snapshots, held: NOTHING_HELD });
  }

  private async resolveWithout(
    without: readonly string[],
    request: Pick<ResolveOptions, 'platform' | 'snapshots'> & {
      readonly names: readonly string[];
      readonly held: HeldBack;
    },
  ): Promise<Resolution> {
    const { plugin, host } = this.snapshots.ecosystem;
    const [manifest = ''] = plugin.dependencies.manifests;
    const project = new Map([[manifest, `${request.names.join('\n')}\n`]]);
    const { platform, snapshots, held } = request;
    const { pins, keep } = held;
    const options = { platform, snapshots, without, pins, keep: keep.checked };
    try {
      return await plugin.dependencies.resolve(project, options, host);
    } catch (error) {
      throw withRefused(error, held);
    }
  }

  /** Checks packages as {@link vouch} does, then holds them as {@link bring} does. */
  async hold(dependencies: readonly Dependency[], snapshots: readonly Snapshot[], signal: AbortSignal): Promise<void> {
    await this.vouch(dependencies, snapshots);
    await this.bring(dependencies, signal);
  }

  /**
   * Checks that the snapshots vouch for every package; what they were found to vouch for is not asked about again.
   * @throws PluginError and IntegrityFault `not-authentic` when a snapshot names another file, or none names it
   */
  async vouch(dependencies: readonly Dependency[], snapshots: readonly Snapshot[]): Promise<void> {
    const unknown = this.vouched.unknown(dependencies, snapshots);
    await verify(unknown.dependencies, snapshots, this.snapshots.ecosystem);
    unknown.add();
  }

  /** As `vouch`, whatever was found before; a fault ends what was believed. Throws the same. */
  async vouchAnew(
    dependencies: readonly Dependency[],
    snapshots: readonly Snapshot[],
    ecosystem: Ecosystem,
  ): Promise<void> {
    try {
      await verify(dependencies, snapshots, ecosystem);
    } catch (fault) {
      this.vouched.forget();
      throw fault;
    }
  }

  /** Those of older snapshots without which nobody would vouch for some of the packages. */
  async vouchers(
    dependencies: readonly Dependency[],
    snapshots: readonly Snapshot[],
    older: readonly Snapshot[],
  ): Promise<readonly Snapshot[]> {
    const { plugin, host } = this.snapshots.ecosystem;
    const vouches = async (dependency: Dependency, by: readonly Snapshot[]): Promise<boolean> =>
      (await plugin.artifacts.verify(dependency, by, host).catch(unlessOther)).length > 0;
    const needed = new Set<Snapshot>();
    for (const dependency of dependencies) {
      if (await vouches(dependency, [...snapshots, ...needed])) continue;
      for (const one of older) if (!needed.has(one) && (await vouches(dependency, [one]))) needed.add(one);
    }
    return [...needed];
  }

  /**
   * Brings the bytes of packages that are not held yet into the content store: what is held is built again without
   * asking anybody.
   * @throws Rejection `package-missing` when the archive no longer has a file that its index names, or nobody says where it is
   * @throws TransientFault `work-aborted`
   */
  async bring(dependencies: readonly Dependency[], signal: AbortSignal): Promise<void> {
    const { plugin, host } = this.snapshots.ecosystem;
    const held = await this.content.statMany(dependencies.map(({ sha256 }) => sha256));
    const missing = dependencies.filter((_dependency, index) => held[index] === undefined);
    if (missing.length === 0) return;
    await this.download(located(missing, await plugin.artifacts.locate(missing, host)), signal);
  }

  private async download(artifacts: readonly Artifact[], signal: AbortSignal): Promise<void> {
    const { host } = this.snapshots.ecosystem;
    await inLanes(artifacts, signal, async (artifact) => {
      if ((await host.store(artifact)) !== undefined) return;
      throw new Rejection('package-missing', `The archive's index names ${artifact.purl}, but the file is not there`);
    });
  }

  /** Packages as a lock keeps them. */
  locked(resolution: Resolution): readonly LockedPackage[] {
    return resolution.dependencies.map(lockedPackage).sort((a, b) => (a.purl < b.purl ? -1 : 1));
  }
}

async function verify(
  dependencies: readonly Dependency[],
  snapshots: readonly Snapshot[],
  { plugin, host }: Ecosystem,
): Promise<void> {
  const check = async (dependency: Dependency): Promise<void> => {
    if ((await plugin.artifacts.verify(dependency, snapshots, host)).length > 0) return;
    throw new IntegrityFault('not-authentic', `No snapshot of the lock vouches for ${dependency.purl}`);
  };
  for (let at = 0; at < dependencies.length; at += CHECKED_AT_ONCE) {
    // What is told is of the first one in their order, whichever is found first, and nothing goes on when it is.
    await allInOrder(dependencies.slice(at, at + CHECKED_AT_ONCE).map(check));
  }
}

/** A newer snapshot may name another file of the same version. */
function unlessOther(error: unknown): readonly [] {
  if (error instanceof PluginError && error.code === 'not-authentic') return [];
  throw error;
}

/** A version that is held back may be listed only where nobody may look any more. */
function withRefused(error: unknown, { pins, keep: { refused } }: HeldBack): unknown {
  if (!(error instanceof PluginError) || error.code !== 'unsatisfiable') return error;
  if (pins.length === 0 || refused.length === 0) return error;
  const { code, message, chain, known } = error;
  const text = `${message}; older snapshots that are not to be used any more: ${refused.join('; ')}`;
  return new PluginError(code, text, { chain, known });
}

/** The file of each dependency, by what was asked for and not by what was answered. */
function located(dependencies: readonly Dependency[], answered: readonly Artifact[]): readonly Artifact[] {
  return dependencies.map(({ purl, sha256 }) => {
    const artifact = answered.find((one) => one.purl === purl && one.checksums.includes(sha256));
    if (artifact !== undefined) return artifact;
    throw new Rejection('package-missing', `The plugin does not say where the file ${sha256} of ${purl} is`);
  });
}
