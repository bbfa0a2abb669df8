import { ecosystemOf } from '@quench/kernel';
import {
  changeReasons,
  DERIVED_LAYOUT_VERSION,
  document,
  expandChannels,
  imageVersion,
  LAYOUT_VERSION,
  lockedSnapshot,
  recipe,
  versionOfAll,
  type LockState,
  type PlatformVersion,
} from '@quench/builder-domain';
import {
  lineName,
  type ImageLine,
  type LineDefinition,
  type LockDocument,
  type LockedPlatform,
  type LockResolved,
  type Recipe,
} from '@quench/contracts';
import type { Resolution, Snapshot } from '@quench/plugin-sdk';
import { Documents } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { checkedOn, heldOn, namesOn, refusedOn, type Base } from './base.js';
import { ChangeEvidence } from './change-evidence.js';
import { CheckedSnapshots, DISTRIBUTION_ECOSYSTEM } from './checked-snapshots.js';
import type { Gate } from '../policy/gate.js';
import { OwnFormats, type WrittenFormats } from './own-formats.js';
import { ProjectReleases } from './project-releases.js';
import { together } from './together.js';
import { PlacedReleases, type PlacedInput } from './placed-releases.js';
import { PackageClosure, type HeldBack } from './package-closure.js';

export interface LineInput {
  readonly line: ImageLine;
  readonly definition: LineDefinition;
  /** That of `prod` of its version stream, which says what the image is about. */
  readonly prod: LineDefinition;
  readonly definitionDigest: string;
  readonly snapshots: readonly Snapshot[];
  /** Where the line stands now. */
  readonly head: LockState;
  /** The lock of the head; undefined where there is none, as its formats are. */
  readonly before: LockDocument | undefined;
  readonly formats: WrittenFormats | undefined;
  /** What it is made on; undefined where it is derived from no line. */
  readonly base: Base | undefined;
  readonly signal: AbortSignal;
}

/** One platform of it. */
interface ResolvedPlatform extends PlatformVersion {
  readonly locked: LockedPlatform;
  readonly recipe: Recipe;
  /** Older snapshots that vouch for what is held back. */
  readonly kept: readonly Snapshot[];
}

/** Resolves one line of an image into the lock that would be its next revision. */
@Injectable()
export class ResolveLine {
  constructor(
    private readonly snapshots: CheckedSnapshots,
    private readonly closure: PackageClosure,
    private readonly placed: PlacedReleases,
    private readonly projects: ProjectReleases,
    private readonly evidence: ChangeEvidence,
    private readonly documents: Documents,
    private readonly formats: OwnFormats,
  ) {}

  /** The lock as a fact. Documents and packages are held afterwards. @param gate what stays as it is */
  async resolve(input: LineInput, gate: Gate): Promise<LockResolved> {
    const { line, definition, snapshots, before, formats } = input;
    const resolved: ResolvedPlatform[] = [];
    for (const platform of definition.platforms) resolved.push(await this.platform(platform, input, gate));
    const { version, channels } = versionOfAll(lineName(line), resolved);
    for (const { recipe: made } of resolved) await this.documents.write(made);
    const after = this.lockDocument(input, resolved, gate);
    const changes = await this.evidence.between(before, after);
    return {
      ...line,
      revision: after.revision,
      definition: input.definitionDigest,
      lock: await this.documents.write(after),
      recipes: after.platforms.map(({ platform, recipe: digest }) => ({ platform, recipe: digest })),
      version,
      channels,
      packages: resolved[0]?.recipe.packages.length ?? 0,
      snapshots: snapshots.map(({ signed }) => signed),
      changes,
      reasons: changeReasons({
        before,
        definition: input.definitionDigest,
        packagesDiffer: changes.length > 0,
        versionDiffers: formats !== undefined && formats.recipe.image.version !== version,
        formatsDiffer: formats !== undefined && formats.age !== 'same',
        parent: after.from?.lock,
      }),
      plugin: after.plugin,
      ...(after.from !== undefined && { from: after.from }),
    };
  }

  /** One platform of the lock. Its packages are held afterwards. */
  private async platform(
    platform: string,
    { definition, prod, snapshots, before, base, signal }: LineInput,
    { pins, keep, placed: look }: Gate,
  ): Promise<ResolvedPlatform> {
    const { parts } = this.snapshots.ecosystem.plugin.versions;
    const held = heldOn(base, platform, { pins: pins.get(platform) ?? [], keep });
    const resolution = await this.onBase(base, platform, { definition, snapshots, held });
    const { dependencies } = resolution;
    const pinned = dependencies.filter(({ name }) => held.pins.some((pin) => pin.name === name));
    const kept = await this.closure.vouchers(pinned, snapshots, held.keep.checked);
    await this.closure.hold(dependencies, [...snapshots, ...kept], signal);
    const placed = await this.placed.resolve(placedInput(definition, platform, { before, base, look }), signal);
    const installed = await this.projects.resolve(definition, platform, signal);
    const releases = together([...placed.releases, ...installed.releases]);
    const version = imageVersion({ definition, prod }, dependencies, parts, placed.parts);
    const channels = expandChannels(definition.channels, (name) => {
      const found = dependencies.find((dependency) => dependency.name === name);
      return placed.parts.get(name) ?? (found && parts(found.version));
    });
    const layout = base === undefined ? LAYOUT_VERSION : DERIVED_LAYOUT_VERSION;
    const versions = this.formats.versions(
      releases.map(({ purl }) => ecosystemOf(purl)),
      layout,
    );
    const own = { definition, platform, versions, imageVersion: version };
    const parent = base?.platforms.get(platform)?.recipe;
    const made = recipe({ ...own, resolution, releases, placed: installed, parent });
    const locked = { ...this.lockedPlatform(platform, made, resolution), ...(releases.length > 0 && { releases }) };
    return { platform, version, channels, placed: placed.parts, locked, recipe: made, kept };
  }

  private async onBase(
    base: Base | undefined,
    platform: string,
    asked: Pick<LineInput, 'definition' | 'snapshots'> & { readonly held: HeldBack },
  ): Promise<Resolution> {
    const names = namesOn(base, platform, asked.definition.packages);
    const resolution = await this.closure
      .resolve(names, platform, asked.snapshots, asked.held)
      .catch((error: unknown) => {
        throw refusedOn(base, error);
      });
    return { ...resolution, dependencies: checkedOn(base, platform, resolution.dependencies) };
  }

  private lockedPlatform(platform: string, made: Recipe, resolution: Resolution): LockedPlatform {
    const reasons = new Map(this.snapshots.ecosystem.plugin.install.unneeded.map(({ name, reason }) => [name, reason]));
    return {
      platform,
      recipe: document(made).digest,
      packages: this.closure.locked(resolution),
      dropped: resolution.dropped.map(({ name, wantedBy }) => ({ name, wantedBy, reason: reasons.get(name) ?? '' })),
    };
  }

  private lockDocument(input: LineInput, resolved: readonly ResolvedPlatform[], { evidence }: Gate): LockDocument {
    const { plugin } = this.snapshots.ecosystem;
    const locked = (all: readonly Snapshot[]) => all.map((one) => lockedSnapshot(DISTRIBUTION_ECOSYSTEM, one));
    const kept = [...new Set(resolved.flatMap((one) => one.kept))];
    return {
      format: 1,
      ...input.line,
      revision: input.head.revision + 1,
      definition: input.definitionDigest,
      ...(input.base !== undefined && { from: input.base.parent }),
      platforms: resolved.map((one) => one.locked),
      snapshots: locked(input.snapshots),
      ...(kept.length > 0 && { kept: locked(kept) }),
      ...(evidence.length > 0 && { pins: evidence }),
      plugin: `${plugin.ecosystem}/${plugin.version}`,
    };
  }
}

const placedInput = (
  { places = [], platforms, policy }: LineDefinition,
  platform: string,
  { before, base, look }: Pick<LineInput, 'before' | 'base'> & Pick<PlacedInput, 'look'>,
): PlacedInput => ({
  ...{ places, platform, platforms, rules: policy.updates },
  before: before?.platforms.find((one) => one.platform === platform)?.releases ?? [],
  inherited: base?.platforms.get(platform)?.releases ?? [],
  look,
});
