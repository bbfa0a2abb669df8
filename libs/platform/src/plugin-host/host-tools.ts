import { sha256 } from '@quench/kernel';
import { decompress, unpackArchive } from '../archives/index.js';
import { fulfils } from './checksums.js';
import { verifyClearsigned } from './clearsigned.js';

/** What the host of a plugin does without network, store and cache, for whoever replays such a host. */
export const hostTools = { decompress, unpack: unpackArchive, verifyClearsigned, hash: sha256, fulfils } as const;
