import {
  archiveKey,
  catalog,
  catalogStanding,
  definition,
  isOfTheFolder,
  editionChanges,
  problemLine,
  readCatalog,
  type Acceptance,
  type CatalogCommand,
  type CatalogFolder,
  type CatalogFolderPlace,
  type EditionChanges,
} from '@quench/builder-domain';
import {
  catalogStream,
  definedLines,
  definitionStream,
  lineKey,
  policyFormat,
  type AcceptedLine,
  type ArchiveSource,
  type CatalogApplied,
  type CatalogEvent,
  type DefinedLine,
  type DefinitionAccepted,
  type DefinitionEvent,
  type Distribution,
  type ImageDefinition,
} from '@quench/contracts';
import { commandId, didYouMean, sha256, type Actor, type Appended } from '@quench/kernel';
import {
  Documents,
  Clock,
  ContentStore,
  EventStore,
  followContext,
  handle,
  requestContext,
  Transactor,
  VersionConflict,
  type CommandContext,
  type Tx,
} from '@quench/ports';
import { PluginError } from '@quench/plugin-sdk';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ownCertificate } from './own-certificate.js';
import { ReleaseRules } from './release-rules.js';
import { CheckedSnapshots } from '../lock/checked-snapshots.js';

/** The files of a catalog folder: texts of definitions, and everything that they may copy. */
export interface CatalogFiles {
  /** YAML texts by path relative to the folder. */
  readonly definitions: ReadonlyMap<string, string>;
  /** All other files. */
  readonly assets: ReadonlyMap<string, Uint8Array>;
  /** Paths of links and the like, which are neither files nor folders. */
  readonly others: readonly string[];
}

/** How a catalog was applied; what an edition changed is empty where there is no new one. */
export interface CatalogOutcome extends EditionChanges {
  /** Lines for people; the catalog was applied only when there are none. */
  readonly problems: readonly string[];
  /** The edition that holds now. */
  readonly edition: number;
  readonly changed: boolean;
  readonly images: readonly string[];
}

/** Makes a folder the catalog. */
export class ApplyCatalog extends Command<CatalogOutcome> {
  constructor(
    readonly files: CatalogFiles,
    readonly options: {
      readonly idempotencyKey: string;
      readonly actor: Actor;
      readonly expectEdition?: number | undefined;
      readonly retire: readonly string[];
      /** Undefined for files that are in no folder. */
      readonly folder?: CatalogFolderPlace | undefined;
      readonly sourceCommit?: string | undefined;
    },
  ) {
    super();
  }
}

const NOTHING: EditionChanges = { added: [], updated: [], retired: [] };
const ATTEMPTS = 5;
const NO_FILE = 'neither a file nor a folder; expected one of both, since links are not followed';
/** Of one file that definitions copy; whoever reads the folder has refused larger ones. */
const MAX_ASSET_BYTES = 16_000_000;

@CommandHandler(ApplyCatalog)
export class ApplyCatalogHandler implements ICommandHandler<ApplyCatalog> {
  constructor(
    private readonly store: EventStore,
    private readonly transactor: Transactor,
    private readonly content: ContentStore,
    private readonly clock: Clock,
    private readonly documents: Documents,
    private readonly snapshots: CheckedSnapshots,
    private readonly releases: ReleaseRules,
  ) {}

  async execute({ files, options }: ApplyCatalog): Promise<CatalogOutcome> {
    const context = requestContext({ id: options.idempotencyKey, actor: options.actor, at: this.clock.now() });
    const { definitions, problems } = this.read(files);
    if (problems.length > 0) return this.refuse(problems, options.folder, context);
    for (const bytes of files.assets.values()) await this.content.write(bytes, { maxBytes: MAX_ASSET_BYTES });
    const accepted = await Promise.all(definitions.map((one) => this.accepted(one)));
    const command = {
      type: 'ApplyCatalog',
      definitions: accepted.map(({ image, definition: digest }) => ({ image, definition: digest })),
      expectEdition: options.expectEdition,
      retire: options.retire,
      folder: options.folder,
      sourceCommit: options.sourceCommit,
    } as const;
    const applied = await this.apply(command, accepted, context).catch(async (error: unknown) => {
      // The answer is what is wrong with the folder, also where that cannot be recorded.
      if (isOfTheFolder(error)) await this.refuse([error.message], options.folder, context).catch(() => undefined);
      throw error;
    });
    const edition = applied?.data.edition ?? (await this.edition());
    const images = accepted.map(({ image }) => image);
    return { problems: [], edition, changed: applied !== undefined, images, ...(await this.changes(applied)) };
  }

  /** Applied whole or not at all. A lost race is decided again on what the winner left. */
  private async apply(
    command: CatalogCommand,
    accepted: readonly Omit<Acceptance, 'edition'>[],
    context: CommandContext,
  ): Promise<Applied | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.transactor.run(async (tx) => {
          const target = { stream: catalogStream, decider: catalog, tx };
          const applied = (await handle(this.store, target, command, context)).filter(isApplied);
          for (const event of applied) await this.spread(event, accepted, { context, tx });
          return applied[0];
        });
      } catch (fault) {
        if (!(fault instanceof VersionConflict) || attempt === ATTEMPTS) throw fault;
      }
    }
  }

  /** Everything that is wrong with a folder, and what is right. */
  read(files: CatalogFiles): {
    readonly definitions: readonly ImageDefinition[];
    readonly problems: readonly string[];
  } {
    const { definitions, problems } = readCatalog(folderOf(files), {
      unknown: (distribution) => this.unknown(distribution),
      project: (ecosystem) => this.releases.unknown(ecosystem),
      release: (purl, constraint) => this.releases.mistake(purl, constraint),
      certificate: (path) => ownCertificate(files.assets.get(path) ?? new Uint8Array(), this.clock.now()),
      reserved: this.snapshots.ecosystem.plugin.install.reserved,
    });
    const others = files.others.map((file) => problemLine({ file, line: undefined, message: NO_FILE }));
    return { definitions, problems: [...problems.map(problemLine), ...others] };
  }

  private unknown(distribution: Distribution): string | undefined {
    try {
      this.snapshots.sources(distribution);
      return undefined;
    } catch (error) {
      if (error instanceof PluginError) return error.message + didYouMean(distribution.release, error.known);
      throw error;
    }
  }

  private async refuse(
    problems: readonly string[],
    folder: CatalogFolderPlace | undefined,
    context: CommandContext,
  ): Promise<CatalogOutcome> {
    const target = { stream: catalogStream, decider: catalog };
    await handle(this.store, target, { type: 'RefuseCatalog', problems, folder }, refusalContext(context, problems));
    return { problems, edition: await this.edition(), changed: false, images: [], ...NOTHING };
  }

  private async edition(): Promise<number> {
    const { events } = await this.store.read<CatalogEvent>(catalogStream);
    return catalogStanding(events).edition;
  }

  private async changes(applied: Applied | undefined): Promise<EditionChanges> {
    if (applied === undefined) return NOTHING;
    const { events } = await this.store.read<CatalogEvent>(catalogStream);
    const before = events.filter(isApplied).find(({ data }) => data.edition === applied.data.edition - 1);
    return editionChanges(before?.data, applied.data);
  }

  private async accepted(one: ImageDefinition): Promise<Omit<Acceptance, 'edition'>> {
    return {
      image: one.image,
      definition: await this.documents.write(one),
      policy: await this.documents.write({ format: policyFormat(one.policy.waive), waive: one.policy.waive }),
      distribution: one.distribution.release,
      pockets: one.distribution.pockets,
      platforms: one.platforms,
      archives: this.archives(one),
      ...packagesOf(one),
      ...(one.owner !== undefined && { owner: one.owner }),
      ...acceptedLines(one),
    };
  }

  /** Of all of its lines, each once. */
  private archives(one: ImageDefinition): readonly ArchiveSource[] {
    const read = definedLines(one).flatMap(({ distribution }) => this.snapshots.sources(distribution));
    return [...new Map(read.map((source) => [archiveKey(source), source])).values()];
  }

  private async spread(
    event: Applied,
    accepted: readonly Omit<Acceptance, 'edition'>[],
    { context, tx }: { readonly context: CommandContext; readonly tx: Tx },
  ): Promise<void> {
    const { edition, retired } = event.data;
    const streams = accepted.map(({ image }) => definitionStream(image));
    const known = await this.store.readMany<DefinitionEvent>(streams, { tx });
    for (const data of accepted) {
      const stream = definitionStream(data.image);
      const target = { stream, decider: definition, known: known.get(stream), tx };
      const command = { type: 'Accept', data: { ...data, edition } } as const;
      await handle(this.store, target, command, followContext(context, event, data.image));
    }
    for (const image of retired) {
      const target = { stream: definitionStream(image), decider: definition, tx };
      await handle(this.store, target, { type: 'Retire', image, edition }, followContext(context, event, image));
    }
  }
}

/** Of the platforms that it is for. */
function packagesOf(one: ImageDefinition): Pick<DefinitionAccepted, 'packages'> {
  const places = definedLines(one).flatMap((line) => line.places ?? []);
  const purls = places.flatMap(({ packages }) => one.platforms.flatMap((platform) => packages[platform] ?? []));
  return purls.length === 0 ? {} : { packages: [...new Set(purls)].sort() };
}

const acceptedLines = (one: ImageDefinition): Pick<DefinitionAccepted, 'lines'> =>
  one.lines === undefined && one.from === undefined ? {} : { lines: definedLines(one).map(acceptedLine) };

const acceptedLine = ({ versionStream, variant, owner, endOfLife, replacement, from }: DefinedLine): AcceptedLine => ({
  versionStream,
  variant,
  ...(owner !== undefined && { owner }),
  ...(endOfLife !== undefined && { endOfLife }),
  ...(replacement !== undefined && { replacement }),
  ...(from !== undefined && { from: lineKey(from) }),
});

type Applied = Appended<{ readonly type: 'builder.CatalogApplied.v1'; readonly data: CatalogApplied }>;

const isApplied = (event: Appended<CatalogEvent>): event is Applied => event.type === 'builder.CatalogApplied.v1';

/** What was refused has decided nothing: asked with the same key and a mended folder, it may be applied. */
const refusalContext = (context: CommandContext, problems: readonly string[]): CommandContext => ({
  ...context,
  commandId: commandId('refuse', context.commandId, ...problems),
});

const folderOf = ({ definitions, assets }: CatalogFiles): CatalogFolder => ({
  definitions,
  assets: new Map([...assets].map(([path, bytes]) => [path, { sha256: sha256(bytes), size: bytes.byteLength }])),
});
