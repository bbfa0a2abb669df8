import type { Credential, SecretReference } from '@quench/plugin-sdk';
import type { Layer } from './layers.js';
import { variablesIn, type Setting } from './rc-text.js';

/** How a registry is asked: with what, or why not at all. */
export interface Access {
  readonly credential: Credential | undefined;
  /** Why nothing may be taken from it. */
  readonly refused: string | undefined;
}

/** A setting, and where it was found. */
interface Found {
  readonly setting: Setting;
  readonly file: string | undefined;
}

/**
 * What npm is configured to show to a base: that of the longest beginning of the base that has any, `//host/path/:_authToken`.
 * @param base ends in `/`
 */
export function accessTo(base: string, layers: readonly Layer[]): Access {
  const { host, pathname } = new URL(base);
  // Either what is behind a slash goes, or the slash itself.
  for (let key = `//${host}${pathname}`; key.length > 2; key = key.replace(/(?:[^/]+|\/)$/, '')) {
    const token = find(`${key}:_authToken`, layers);
    if (token !== undefined) return shown('Bearer', token);
    const basic = find(`${key}:_auth`, layers);
    if (basic !== undefined) return shown('Basic', basic);
    const other = ['_password', 'certfile'].find((name) => find(`${key}:${name}`, layers) !== undefined);
    if (other !== undefined) return refused(`${key}:${other} is not understood; expected ${key}:_authToken`);
  }
  return { credential: undefined, refused: undefined };
}

function find(key: string, layers: readonly Layer[]): Found | undefined {
  for (const { file, settings } of layers) {
    const setting = settings.findLast((one) => one.key === key);
    if (setting !== undefined) return { setting, file };
  }
  return undefined;
}

function shown(scheme: Credential['scheme'], found: Found): Access {
  const secret = referenceTo(found);
  if (secret !== undefined) return { credential: { scheme, secret }, refused: undefined };
  return refused(`${found.setting.key} is put together of several parts; expected the secret alone, or one variable`);
}

function referenceTo({ setting: { value, after }, file }: Found): SecretReference | undefined {
  if (after === undefined) return undefined;
  if (file === undefined) return { variable: after };
  const [variable, ...more] = variablesIn(value);
  if (variable === undefined) return { file, after };
  return more.length === 0 && /^\$\{[^}]+\}$/.test(value) ? { variable } : undefined;
}

const refused = (why: string): Access => ({ credential: undefined, refused: why });
