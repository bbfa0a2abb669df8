import { Rejection } from '@quench/kernel';
import { SERVICES, type FeedConfiguration, type ServiceName } from './service-configuration.js';

/**
 * Where each feed can be pulled: every other service exactly once, since a feed that nobody can repair looks like one
 * that is silent. The own one may be there, so that all services can be given the same list; it is not asked.
 * @throws Rejection `configuration-invalid`
 */
export function feedUrls(own: ServiceName, feeds: readonly FeedConfiguration[]): ReadonlyMap<string, string> {
  const named = (service: ServiceName): number => feeds.filter((feed) => feed.service === service).length;
  const twice = SERVICES.filter((service) => named(service) > 1);
  const missing = SERVICES.filter((service) => service !== own && named(service) === 0);
  if (twice.length + missing.length > 0) {
    const wrong = [...missing.map((name) => `${name} is missing`), ...twice.map((name) => `${name} is there twice`)];
    throw new Rejection('configuration-invalid', `feeds: name every other service once; ${wrong.join(', ')}`);
  }
  return new Map(feeds.map(({ service, url }) => [service, url]));
}
