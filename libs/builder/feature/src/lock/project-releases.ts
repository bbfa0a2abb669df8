import { placedLinks, type PlacedLinks } from '@quench/builder-domain';
import type { DefinedProject, LineDefinition, LockedRelease } from '@quench/contracts';
import { digest, ecosystemOf } from '@quench/kernel';
import type { Project, ProjectDependency, ProjectOptions } from '@quench/plugin-sdk';
import { ContentStore, ProjectEcosystems } from '@quench/ports';
import { Injectable } from '@nestjs/common';
import { inLanes } from './in-lanes.js';
import { isManifest } from './manifest-patterns.js';
import { ReleaseFiles } from './release-files.js';

/** Of a manifest or a lock file. */
const MAX_TEXT_BYTES = 16_000_000;

/** What the projects of a line come to on a platform. */
export interface Installed extends PlacedLinks {
  /** A release may be there in several projects. Their files are held. */
  readonly releases: readonly LockedRelease[];
}

/** The packages that projects name in their lock files. */
@Injectable()
export class ProjectReleases {
  constructor(
    private readonly ecosystems: ProjectEcosystems,
    private readonly files: ReleaseFiles,
    private readonly content: ContentStore,
  ) {}

  /**
   * What the lock files of a line's projects say; checked, and held afterwards.
   * @throws PluginError `malformed-input`, `unsupported`; Rejection `ecosystem-unknown`, `package-missing`; the host's errors
   */
  async resolve(definition: LineDefinition, platform: string, signal: AbortSignal): Promise<Installed> {
    const all = await Promise.all(
      (definition.projects ?? []).map((project) => this.project(project, definition, { platform, signal })),
    );
    return {
      releases: all.flatMap(({ releases }) => releases),
      links: Object.assign({}, ...all.map(({ links }) => links)) as Installed['links'],
      programs: all.flatMap(({ programs }) => programs),
    };
  }

  private async project(
    { path: folder, ecosystem: name }: DefinedProject,
    { files }: LineDefinition,
    { platform, signal }: { readonly platform: string; readonly signal: AbortSignal },
  ): Promise<Installed> {
    const { plugin, host } = this.ecosystems.get(name);
    // Images are of Debian, whose C library this is.
    const options: ProjectOptions = { platform, libc: 'glibc', withoutScripts: [] };
    const texts = await this.texts(folder, files, plugin.dependencies.manifests);
    const { dependencies, links } = await plugin.dependencies.resolve(texts, options, await host());
    const releases: LockedRelease[] = [];
    await inLanes(dependencies, signal, async (dependency) => {
      releases.push(await this.lock(dependency, folder));
    });
    return { releases, ...placedLinks(folder, links, files) };
  }

  private async texts(folder: string, files: LineDefinition['files'], patterns: readonly string[]): Promise<Project> {
    const texts = new Map<string, string>();
    for (const [path, { sha256 }] of Object.entries(files)) {
      const own = path.slice(folder.length + 1);
      if (!path.startsWith(`${folder}/`) || !isManifest(own, patterns)) continue;
      const bytes = await this.content.read(digest(sha256), { maxBytes: MAX_TEXT_BYTES });
      texts.set(own, new TextDecoder().decode(bytes));
    }
    return texts;
  }

  private async lock(dependency: ProjectDependency, folder: string): Promise<LockedRelease> {
    const { purl, name, version, checksums, url, places, requiredBy } = dependency;
    const held = await this.files.bring(dependency, this.ecosystems.get(ecosystemOf(purl)));
    return {
      ...{ purl, sha256: held.digest, size: held.size, name, version, checksums },
      ...(url !== undefined && { url }),
      places: places.map(({ path, programs }) => ({
        ...{ folder, path },
        programs: programs.map(({ path: at, target }) => ({ path: at, target })),
      })),
      chosen: { by: 'lock-file', ...(requiredBy !== undefined && { requiredBy }) },
    };
  }
}
