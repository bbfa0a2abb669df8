import { afterAll, beforeAll, expect } from '@jest/globals';
import { whenInstalled } from '@quench/testing';
import { FactoryWorld, helloDefinition } from '../factory/factory-world.js';
import { helloPackage, helloProgram } from '../factory/hello-program.js';
import { sandboxPackage } from '../factory/sandbox-package.js';
import { dynamicClient } from './dynamic-client.js';

/** Longer than several rounds of a factory on a slow machine. */
const HANG_MS = 400_000;

const story = whenInstalled('gcc', 'apt-get', 'dpkg-deb');

let world: FactoryWorld;

beforeAll(async () => {
  // The sandbox's package has the C library too.
  const packages = [helloPackage('1.0-1', { program: helloProgram() }), sandboxPackage(), dynamicClient('bubblewrap')];
  world = await FactoryWorld.start(packages);
}, HANG_MS);
afterAll(() => world.close());

/** A question of a program beside the image, with the packages that the test brings. */
const asks = (name: string, exec: readonly string[], packages: readonly string[]) => ({
  probe: { name, packages, exec, timeoutMs: 5_000, expect: { output: '^HTTP/1.0 200' } },
});

/** Builds an image that is asked so. @returns its manifest, and how each question ended */
async function asked(...tests: readonly object[]) {
  await world.write('hello.yaml', helloDefinition('hello', { tests }));
  await world.upOnce();
  const { runs } = await world.quench.json<{ readonly runs: readonly { name: string; outcome: string }[] }>(
    'test',
    'list',
    'hello',
  );
  const outcomes = runs.filter(({ name }) => name !== 'structure').map(({ name, outcome }) => [name, outcome]);
  return { digest: (await world.image('hello')).digest, outcomes: Object.fromEntries(outcomes) };
}

story(
  'a client that a test brings finds the libraries that come with it, and the image is the same without',
  async () => {
    const brought = await asked(
      asks('client', ['/test/usr/bin/ask'], ['ask']),
      asks('script', ['/test/usr/bin/ask-by-script'], ['ask']),
      // What the test brings is in no place where the image's own programs are.
      asks('elsewhere', ['/usr/bin/ask'], ['ask']),
    );
    expect(brought.outcomes).toStrictEqual({ client: 'passed', script: 'passed', elsewhere: 'failed' });
    const bare = await asked(asks('client', ['/test/usr/bin/ask'], []));
    expect(bare.outcomes).toStrictEqual({ client: 'failed' });
    expect(bare.digest).toBe(brought.digest);
  },
  HANG_MS,
);
