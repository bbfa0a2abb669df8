import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IntegrityFault, Rejection } from '@quench/kernel';
import { unlessMissing } from '../node-errors/index.js';

/** Files of a backup, by their names below its folder. */
export const MANIFEST = 'manifest.json';
export const CONTENTS = 'contents.txt';
export const KEYS = 'keys';

/** A higher one cannot be read by this version. */
const FORMAT = 1;

/** One table, as its rows were in the snapshot. */
export interface TableBackup {
  readonly table: string;
  /** In the order of a row's fields. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** Below the folder. */
  readonly file: string;
}

export interface SequenceBackup {
  readonly sequence: string;
  readonly lastValue: string;
  readonly isCalled: boolean;
}

/** One service's schema. */
export interface ServiceBackup {
  readonly service: string;
  /** The end of its log; events without a number come on top. */
  readonly epoch: number;
  readonly seq: number;
  /** Names of the migrations that made the schema. */
  readonly migrations: readonly string[];
  readonly tables: readonly TableBackup[];
  readonly sequences: readonly SequenceBackup[];
}

/** What is in a backup, and what it needs besides. */
export interface BackupManifest {
  readonly format: typeof FORMAT;
  /** Of Quench. */
  readonly version: string;
  readonly takenAt: string;
  readonly services: readonly ServiceBackup[];
  /** Names below `keys/`. */
  readonly keys: readonly string[];
  /** What the content store must have; `contents.txt` names each. */
  readonly contents: { readonly count: number; readonly bytes: number };
}

export const manifestText = (manifest: Omit<BackupManifest, 'format'>): string =>
  `${JSON.stringify({ format: FORMAT, ...manifest }, undefined, 2)}\n`;

/** @throws Rejection `backup-missing`, `backup-format-unknown`; IntegrityFault `backup-damaged` */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(unlessMissing);
  if (text === undefined) {
    throw new Rejection('backup-missing', `There is no backup in ${folder}: it has no ${MANIFEST}`);
  }
  const manifest = parsed(folder, text);
  if (manifest.format === FORMAT) return checkedNames(folder, manifest);
  throw new Rejection(
    'backup-format-unknown',
    `The backup in ${folder} has format ${String(manifest.format)}, this version reads ${String(FORMAT)}; ` +
      `it was made by Quench ${manifest.version}: restore it with that one`,
  );
}

function parsed(folder: string, text: string): BackupManifest {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'format' in value) return value as BackupManifest;
  } catch (cause) {
    throw new IntegrityFault('backup-damaged', `${MANIFEST} in ${folder} is not JSON: ${String(cause)}`, { cause });
  }
  throw new IntegrityFault('backup-damaged', `${MANIFEST} in ${folder} does not say its format`);
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/;
const KEY = /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.(?:key|pub)$/;

/** Names become paths and parts of statements. Whoever altered a backup must not lead them elsewhere. */
function checkedNames(folder: string, manifest: BackupManifest): BackupManifest {
  const { services, keys } = manifest;
  const lists = Array.isArray(services) && Array.isArray(keys);
  const wrong = lists
    ? [...keys.filter((name) => !KEY.test(name)), ...services.flatMap(oddNames)]
    : ['no services or no keys'];
  if (wrong.length === 0) return manifest;
  throw new IntegrityFault('backup-damaged', `${MANIFEST} in ${folder} names what it must not: ${wrong.join(', ')}`);
}

const oddNames = ({ service, tables, sequences }: ServiceBackup): readonly string[] => [
  ...[service, ...tables.map(({ table }) => table), ...sequences.map(({ sequence }) => sequence)].filter(
    (name) => !NAME.test(name),
  ),
  ...tables.filter(({ table, file }) => file !== `${service}/${table}.jsonl.gz`).map(({ file }) => file),
];
