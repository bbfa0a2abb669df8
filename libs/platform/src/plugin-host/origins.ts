import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Rejection } from '@quench/kernel';
import type { Credential, Registry } from '@quench/plugin-sdk';
import { isPrivateAddress } from './private-address.js';

type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Where a plugin may fetch: below the bases of its registries, and at no address that turned private meanwhile. */
export class Origins {
  private readonly bases: readonly URL[];
  /** By base; of two that a URL is below, the longer one counts. */
  private readonly credentials: readonly (readonly [URL, Credential])[];
  /** Whether a base's host was private when it was first looked up. Its operator meant that address. */
  private readonly private = new Map<string, boolean>();

  /** @param resolve names, as `dns.lookup` does */
  constructor(
    registries: readonly Registry[],
    private readonly resolve: Resolve = lookup,
  ) {
    this.bases = registries.map(({ base }) => new URL(base));
    this.credentials = registries
      .flatMap(({ base, credential }) => (credential === undefined ? [] : [[new URL(base), credential] as const]))
      .sort(([a], [b]) => b.href.length - a.href.length);
  }

  /**
   * The URL, when it is below a base.
   * @throws Rejection `origin-not-allowed`
   */
  allow(text: string, from?: URL): URL {
    const url = URL.canParse(text, from?.href) ? new URL(text, from?.href) : undefined;
    if (url === undefined || !this.bases.some((base) => isBelow(url, base))) {
      throw notAllowed(
        `${(url?.href ?? text).slice(0, 300)} is below the base of no configured registry` +
          (from === undefined ? '' : ` (redirected from ${from.href})`),
      );
    }
    return url;
  }

  /** The base that an allowed URL is below. */
  baseOf(url: URL): URL {
    return this.bases.find((base) => isBelow(url, base)) ?? url;
  }

  /** What the registry that a URL is below is asked with. */
  credentialOf(url: URL): Credential | undefined {
    return this.credentials.find(([base]) => isBelow(url, base))?.[1];
  }

  /** A lookup for sockets that refuses a public base whose name leads to a private address (DNS rebinding). */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const isPrivate = addresses.some(({ address }) => isPrivateAddress(address));
      if (isPrivate && !this.mayBePrivate(hostname, isPrivate)) {
        return callback(notAllowed(`${hostname} leads to a private address now`), []);
      }
      this.mayBePrivate(hostname, isPrivate);
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      callback(null, first?.address ?? '', first?.family);
    });
  };

  /** Hosts of no base are proxies, which the operator named as well. */
  private mayBePrivate(hostname: string, isPrivate: boolean): boolean {
    if (!this.bases.some((base) => base.hostname === hostname)) return true;
    const first = this.private.get(hostname);
    if (first === undefined) this.private.set(hostname, isPrivate);
    return first ?? isPrivate;
  }
}

function isBelow(url: URL, base: URL): boolean {
  if (url.username !== '' || url.password !== '') return false;
  // `%2e%2e%2f` survives the URL parser and may not survive the server.
  if (/%(?:2f|5c|2e%2e)/i.test(url.pathname)) return false;
  return url.protocol === base.protocol && url.host === base.host && url.pathname.startsWith(base.pathname);
}

const notAllowed = (what: string): Rejection =>
  new Rejection(
    'origin-not-allowed',
    `${what}. Add the registry to the ecosystem's client configuration or to Quench's own.`,
  );
