import type { ClientConfiguration, Coordinates, Purl, Registry } from '@quench/plugin-sdk';

/** At least one. */
export type Some<Item> = readonly [Item, ...Item[]];

/**
 * What the author of a plugin gives: the kit has the laws. Recorded or made once and plain data, so that it can be
 * shipped beside the plugin. Hosts in it are names that nobody has, such as `archive.example`.
 */
export interface EcosystemSamples {
  readonly registries: RegistrySamples;
  readonly naming: NamingSamples;
  readonly versions: VersionSamples;
  readonly recorded: Recorded;
}

/** How the ecosystem's own client may be configured on a machine. */
export interface RegistrySamples {
  /** Each with the bases that the client would ask, in its order. */
  readonly configurations: Some<{ readonly client: ClientConfiguration; readonly bases: readonly string[] }>;
  /** What the client itself would refuse; empty where it takes everything. */
  readonly malformed: readonly ClientConfiguration[];
  /** Secrets that stand in the texts of the configurations. Empty where the client knows none. */
  readonly secrets: readonly string[];
}

/** Names as people write them, and their purls. */
export interface NamingSamples {
  /** Of each package all spellings that people use, of which there may be one. At least two packages. */
  readonly packages: Some<Some<Coordinates>>;
  /** Of each purl all spellings, the canonical one first. */
  readonly purls: Some<Some<Purl>>;
  readonly malformed: { readonly coordinates: Some<Coordinates>; readonly purls: Some<Purl> };
}

/** Versions as the ecosystem's own implementation sees them. */
export interface VersionSamples {
  /** Oldest first; those that the implementation calls equal stand together. */
  readonly ascending: Some<Some<string>>;
  readonly malformed: Some<string>;
}

/** A registry as it once was. */
export interface Recorded {
  /** What the host says that they are. */
  readonly registries: Some<Registry>;
  /** Bodies by URL. Whatever is not here is 404. */
  readonly answers: ReadonlyMap<string, Uint8Array>;
}
