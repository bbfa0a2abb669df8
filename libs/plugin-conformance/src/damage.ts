import type { ArchiveEntry, HeldFile } from '@quench/plugin-sdk';
import type { ReplayHost } from './replay-host.js';

/** A file with another byte, which the host holds from now on. @param at beyond its end begins at its beginning again */
export async function damagedFile(host: ReplayHost, file: HeldFile, at: number, byte: number): Promise<HeldFile> {
  const whole = await host.read(file.digest, { maxBytes: file.size });
  return host.keep(whole.with(at % whole.length, byte));
}

/** What somebody packed who wanted to be somebody else. */
export const withSetId = (entry: ArchiveEntry): ArchiveEntry => ({ ...entry, mode: entry.mode | 0o6000 });
