import type { Digest } from '@quench/plugin-sdk';
import { bytesOf, toyArchive, TOY_KEY, toySigned, toyTools } from './toy-tools.fixture.js';

/** A package as its maintainer hands it in. */
export interface ToyPackage {
  readonly name: string;
  readonly version: string;
  readonly depends?: readonly string[];
  /** CVE ids. */
  readonly fixes?: readonly string[];
}

/** Where everything is. */
export const TOY_BASE = 'https://toy.example/';

/** Below the base. */
export const poolPath = ({ name, version }: ToyPackage): string => `pool/${name}-${version}`;

/** Of a package. */
export const toyFile = ({ name, version, fixes = [] }: ToyPackage): Uint8Array =>
  toyArchive({ [`usr/bin/${name}`]: version, [`usr/share/doc/${name}`]: fixes.join(',') });

/** All answers of an archive with one suite, by URL. */
export function toyAnswers(
  suite: string,
  date: string,
  packages: readonly ToyPackage[],
): ReadonlyMap<string, Uint8Array> {
  const index = bytesOf(packages.map(lineOf).join(''));
  const digest = toyTools.hash(index);
  const words = `origin Toy\nsuite ${suite}\ndate ${date}\nindex ${digest} ${index.length}\n`;
  return new Map([
    [`${TOY_BASE}${suite}/signed`, toySigned(words, TOY_KEY)],
    [`${TOY_BASE}${suite}/index`, index],
    ...packages.map((one) => [TOY_BASE + poolPath(one), toyFile(one)] as const),
  ]);
}

const lineOf = (one: ToyPackage): string => {
  const file = toyFile(one);
  const digest: Digest = toyTools.hash(file);
  return `${one.name} ${one.version} ${digest} ${file.length} ${(one.depends ?? []).join(',')}\n`;
};
