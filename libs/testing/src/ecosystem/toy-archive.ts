import { canonicalJson, sha256, TransientFault, type Digest } from '@quench/kernel';
import type { SnapshotSource } from '@quench/plugin-sdk';
import { RegistryThrottled } from '@quench/ports';
import { toyBytes } from '../image/toy-plugin.js';
import { toyFile } from '../image/toy-recipe.js';

/** One release of a package, as its maintainer hands it in. */
export interface ToyRelease {
  readonly name: string;
  readonly version: string;
  /** Names. */
  readonly depends?: readonly string[];
  /** CVE ids that the changelog names. */
  readonly fixes?: readonly string[];
  /** What its file has that people look at, by the lists of a difference. */
  readonly brings?: ToyContents;
  /** The platform that it is for; for all where it says none. */
  readonly only?: string;
  /** What it was built from; itself where it says nothing. */
  readonly source?: string;
}

/** Names of scripts, and paths. */
export interface ToyContents {
  readonly scripts?: readonly string[];
  readonly setuid?: readonly string[];
  readonly listeners?: readonly string[];
}

/** One release as the archive's index names it. */
export interface ToyIndexEntry {
  readonly name: string;
  readonly version: string;
  readonly depends: readonly string[];
  readonly only?: string | undefined;
  readonly source?: string | undefined;
  readonly path: string;
  readonly sha256: Digest;
  readonly size: number;
}

/** What the signed text of a suite says. */
export interface ToySuite extends SnapshotSource {
  readonly date: string;
  readonly validUntil?: string | undefined;
  readonly index: Digest;
}

/** How the archive answers now. */
export type ToyAnswer =
  | { readonly type: 'well' }
  | { readonly type: 'unreachable' }
  | { readonly type: 'throttled'; readonly retryAfterMs: number }
  /** Somebody else signed what it serves. */
  | { readonly type: 'forged' };

export const TOY_KEY = 'toy key';
export const TOY_BASE = 'http://archive.example/';

/** Good enough to tell who signed; nobody is kept from signing. */
export const toySigned = (text: string, key: string): Uint8Array =>
  Buffer.from(`${sha256(`${key}\n${text}`)}\n${text}`);

/** A package archive in memory, with what can go wrong with one. */
export class ToyArchive {
  answer: ToyAnswer = { type: 'well' };
  private readonly files = new Map<string, Uint8Array>();

  /** Serves exactly these releases in a suite from now on. Files of earlier ones stay in the pool. */
  publish(suite: SnapshotSource & Omit<ToySuite, 'index'>, releases: readonly ToyRelease[]): void {
    const index = Buffer.from(canonicalJson(releases.map((release) => ({ ...this.entry(release) }))));
    const { origin, suite: name, date, validUntil } = suite;
    const signed = { origin, suite: name, date, ...(validUntil && { validUntil }), index: sha256(index) };
    this.files.set(`${name}/index`, index);
    this.files.set(`${name}/signed`, toySigned(canonicalJson(signed), TOY_KEY));
  }

  /** Takes a file out of the pool, although the index goes on naming it. */
  lose(name: string, version: string): void {
    this.files.delete(poolPath({ name, version }));
  }

  /** The bytes below {@link TOY_BASE}; undefined for what is not there. */
  get(path: string): Uint8Array | undefined {
    const { answer } = this;
    if (answer.type === 'unreachable') throw new TransientFault('registry-unreachable', 'connection refused');
    if (answer.type === 'throttled') throw new RegistryThrottled('too many requests', answer.retryAfterMs);
    const bytes = this.files.get(path);
    if (answer.type === 'forged' && bytes !== undefined && path.endsWith('/signed')) {
      return toySigned(Buffer.from(bytes).toString().split('\n').slice(1).join('\n'), 'key of a stranger');
    }
    return bytes;
  }

  private entry({ name, version, depends = [], fixes = [], brings, only, source }: ToyRelease): ToyIndexEntry {
    const text = only === undefined ? version : `${version} ${only}`;
    const content = {
      entries: [toyFile(`usr/lib/${name}`, Buffer.from(text).toString('base64'))],
      fixes,
      ...(brings && { brings }),
    };
    const bytes = toyBytes(content);
    const path = poolPath({ name, version, ...(only !== undefined && { only }) });
    this.files.set(path, bytes);
    return {
      name,
      version,
      depends,
      ...(only !== undefined && { only }),
      ...(source !== undefined && { source }),
      path,
      sha256: sha256(bytes),
      size: bytes.length,
    };
  }
}

const poolPath = ({ name, version, only }: Pick<ToyRelease, 'name' | 'version' | 'only'>): string =>
  `pool/${name}_${version}${only === undefined ? '' : `_${toyArchitecture(only)}`}`;

/** The architecture of a release in a purl, and in the name of its file. */
export const toyArchitecture = (only: string | undefined): string => only?.split('/')[1] ?? 'all';
