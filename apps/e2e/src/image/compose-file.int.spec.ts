import { execFileSync } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { SERVICES } from '@quench/platform/service-process';
import { whenInstalled } from '@quench/testing';
import { composeServices, type ComposeService } from './compose-file.js';
import { initialising } from './given-servers.js';

const HANG_MS = 60_000;
const GIVEN = { POSTGRES_PASSWORD: 'of0the0file' };
const OTHERS = ['apache/kafka', 'grafana/grafana', 'prom/prometheus'];

/** What every container is held to. */
const HELD = { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges'], tmpfs: ['/tmp'] };
/** What one is let off, and why. */
const LET_OFF: Readonly<Record<string, object>> = {
  // Its start script writes among the program's own files.
  kafka: { read_only: undefined },
  // Its sandboxes make namespaces and mounts.
  tester: {
    security_opt: [...HELD.security_opt, 'seccomp=unconfined', 'apparmor=unconfined', 'systempaths=unconfined'],
  },
};

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
    'listens on loopback alone',
    async (tool) => {
      if (tool === undefined) return;
      const services = composeServices(tool, GIVEN);
      const places = Object.values(services).flatMap(listening);
      const addresses = places.flatMap((place) => place.match(/\d+\.\d+\.\d+\.\d+|\*|\[?::\]?/g) ?? []);
      expect(addresses.length).toBeGreaterThanOrEqual(6);
      expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']));
    },
    HANG_MS,
  );

  whenInstalled('docker-compose')(
    'holds every container to a root that it cannot write, without a capability and without a way to more',
    async (tool) => {
      if (tool === undefined) return;
      const services = Object.entries(composeServices(tool, GIVEN));
      expect(services.length).toBeGreaterThan(SERVICES.length);
      for (const [name, { read_only, cap_drop, security_opt, tmpfs }] of services) {
        const is = { name, read_only, cap_drop, security_opt, tmpfs };
        expect(is).toEqual({ name, ...HELD, ...LET_OFF[name] });
      }
    },
    HANG_MS,
  );

  whenInstalled('docker-compose')(
    'mounts what is there, and makes no path that an operator names',
    async (tool) => {
      if (tool === undefined) return;
      const services = composeServices(tool, GIVEN);
      const sources = Object.values(services).flatMap(({ volumes }) => volumes.filter(({ type }) => type === 'bind'));
      const shipped = sources.filter(({ source }) => /\/(?:deploy|catalog)(?:\/|$)/.test(source));
      expect(shipped.length).toBeGreaterThan(SERVICES.length);
      for (const { source } of shipped) await access(source);
      const made = sources.filter(({ bind }) => bind?.create_host_path === true);
      expect(made.filter(({ source }) => !source.includes('/deploy/'))).toEqual([]);
    },
    HANG_MS,
  );

  whenInstalled('docker-compose')(
    'makes a whole database in place of what an interrupted start left, and leaves one that is there',
    async (tool) => {
      const init = tool === undefined ? undefined : composeServices(tool, GIVEN)['postgresql-init'];
      if (init === undefined) return;
      const folder = await mkdtemp(join(tmpdir(), 'quench compose '));
      const { command, env } = initialising(init, folder);
      const [program = '', ...args] = command;
      const half = join(folder, 'postgresql.new');
      await mkdir(half);
      await writeFile(join(half, 'PG_VERSION'), '17\n');
      execFileSync(program, args, { env, stdio: 'pipe' });
      expect(await readdir(folder)).toEqual(['postgresql']);
      await access(join(folder, 'postgresql', 'global', 'pg_control'));
      await writeFile(join(folder, 'postgresql', 'mine'), '');
      execFileSync(program, args, { env, stdio: 'pipe' });
      expect(await readdir(join(folder, 'postgresql'))).toContain('mine');
      await rm(folder, { recursive: true });
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
