import { readFile } from 'node:fs/promises';
import { TransientFault } from '@quench/kernel';
import type { SecretPlace, UrlPlace } from '@quench/ports';

const MAX_CHARACTERS = 65_536;

/** How a place is named to people. */
export const placeName = (place: SecretPlace): string =>
  place.kind === 'file' ? `the file ${place.path}` : `the environment variable ${place.variable}`;

/**
 * The secret that is found in a place now, without white space around it.
 * @throws TransientFault `secret-missing`, which names the place: it may be there again soon
 */
export async function secretAt(place: SecretPlace): Promise<string> {
  const text = (await textAt(place)).trim();
  if (text !== '' && text.length <= MAX_CHARACTERS) return text;
  throw new TransientFault('secret-missing', `${placeName(place)} holds no secret`);
}

async function textAt(place: SecretPlace): Promise<string> {
  if (place.kind === 'environment') return process.env[place.variable] ?? '';
  try {
    return await readFile(place.path, 'utf8');
  } catch (cause) {
    throw new TransientFault('secret-missing', `${placeName(place)} cannot be read`, { cause });
  }
}

/** @throws TransientFault `secret-missing`, also for what is no URL of HTTP: what it is instead stays a secret */
export async function urlAt(place: UrlPlace): Promise<URL> {
  const text = place.kind === 'written' ? place.url : await secretAt(place);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  const where = place.kind === 'written' ? 'the configuration' : placeName(place);
  throw new TransientFault('secret-missing', `${where} holds no http or https URL`);
}
