import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, replaceFile, self, type ProcessIdentity } from '../data-directory/index.js';
import { unlessMissing } from '../node-errors/index.js';

/** Where the process that serves images says so, for commands beside it. */
const place = (data: string): string => join(data, 'gateway.json');

interface GatewayNote {
  readonly address: string;
  readonly process: ProcessIdentity;
}

/** `127.0.0.1:<port>` of a gateway that runs; undefined when none does. */
export async function readGateway(data: string): Promise<string | undefined> {
  const text = await readFile(place(data), 'utf8').catch(unlessMissing);
  if (text === undefined) return undefined;
  const { address, process } = JSON.parse(text) as GatewayNote;
  return isAlive(process) ? address : undefined;
}

/** Says where images are served. */
export const writeGateway = (data: string, address: string): Promise<void> =>
  replaceFile(place(data), JSON.stringify({ address, process: self() } satisfies GatewayNote));

/** Says that they are no longer. */
export const removeGateway = (data: string): Promise<void> => rm(place(data), { force: true });
