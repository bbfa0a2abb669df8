import { access } from 'node:fs/promises';
import { describe, expect } from '@jest/globals';
import { SERVICES } from '@quench/platform/service-process';
import { whenInstalled } from '@quench/testing';
import { composeServices, type ComposeService } from './compose-file.js';

const HANG_MS = 60_000;
const GIVEN = { POSTGRES_PASSWORD: 'of0the0file' };
const OTHERS = ['apache/kafka', 'grafana/grafana', 'prom/prometheus'];

/** What of a service's settings names a place to listen at. */
const listening = ({ command, environment = {} }: ComposeService): readonly string[] =>
  [...(command ?? []), ...Object.entries(environment).map(([name, value]) => `${name}=${String(value)}`)].filter(
    (word) => /listen|http_addr/i.test(word),
  );

describe('the compose file', () => {
  whenInstalled('docker-compose')(
    'is read by the tool, and starts Quench from its own images and the rest in versions that it names',
    async (tool) => {
      if (tool === undefined) return;
      const services = composeServices(tool, { ...GIVEN, QUENCH_IMAGES: 'images.example' });
      const images = [...new Set(Object.values(services).map(({ image }) => image))].sort();
      const own = images.filter((image) => image.startsWith('images.example/'));
      expect(own.map((image) => image.slice('images.example/'.length))).toEqual([
        'postgresql:17',
        'postgresql:17-dev',
        'quench:latest',
      ]);
      const others = images.filter((image) => !own.includes(image)).map((image) => image.split(':'));
      expect(others.map(([name]) => name)).toEqual(OTHERS);
      for (const [, version] of others) expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
      for (const name of SERVICES) expect(services[name]).toMatchObject({ image: 'images.example/quench:latest' });
    },
    HANG_MS,
  );

  whenInstalled('docker-compose')(
    'listens on loopback alone, takes no capability for Quench, and mounts what is there',
    async (tool) => {
      if (tool === undefined) return;
      const services = composeServices(tool, GIVEN);
      const places = Object.values(services).flatMap(listening);
      const addresses = places.flatMap((place) => place.match(/\d+\.\d+\.\d+\.\d+|\*|\[?::\]?/g) ?? []);
      expect(addresses.length).toBeGreaterThanOrEqual(6);
      expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']));
      for (const { image, cap_drop, read_only, security_opt } of Object.values(services)) {
        if (!image.includes('/quench:')) continue;
        expect({ cap_drop, read_only }).toEqual({ cap_drop: ['ALL'], read_only: true });
        expect(security_opt).toContain('no-new-privileges');
      }
      const sources = Object.values(services).flatMap(({ volumes }) => volumes.filter(({ type }) => type === 'bind'));
      const shipped = sources.filter(({ source }) => /\/(?:deploy|catalog)(?:\/|$)/.test(source));
      expect(shipped.length).toBeGreaterThan(SERVICES.length);
      for (const { source } of shipped) await access(source);
    },
    HANG_MS,
  );

  whenInstalled('docker-compose')(
    'is refused by the tool without a password for the database, which it asks for',
    async (tool) => {
      if (tool === undefined) return;
      expect(() => composeServices(tool, {})).toThrow('POSTGRES_PASSWORD');
    },
    HANG_MS,
  );
});
