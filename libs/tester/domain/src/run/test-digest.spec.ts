import { describe, expect, it } from '@jest/globals';
import type { LockedPackage, PlannedTest, TestPlan } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { testDigest } from './test-digest.js';

const locked = (name: string): LockedPackage => ({
  ...{ purl: `pkg:deb/debian/${name}@1`, sha256: sha256(name), size: 1, name, version: '1' },
  ...{ architecture: 'amd64', source: { name, version: '1' }, path: `pool/${name}` },
  from: { origin: 'Debian', suite: 'trixie' },
});
const run = { entrypoint: ['/bin/a'], cmd: [], user: 'nonroot', uid: 1, gid: 1, ports: [], stopSignal: 'SIGTERM' };
const plan: TestPlan = {
  ...{ format: 1, image: 'a', run, env: {}, workdir: '/', volumes: [], tests: [], runner: [locked('bubblewrap')] },
};
const boots: PlannedTest = {
  spec: { name: 'boots', rung: 'boot', packages: [], expect: { exit: 0 }, timeoutMs: 1 },
  mounts: [],
};
const structure: PlannedTest = { spec: { name: 'structure', rung: 'structure', packages: [] }, mounts: [] };

describe('the question of an image that is emulated', () => {
  const by = (emulator: string, platform = 'linux/arm64', test = boots) =>
    testDigest(test, { ...plan, emulator: [locked(emulator)] }, platform);

  it('is another one for each emulator, and for that of the host', () =>
    expect(new Set([by('qemu'), by('qemu-mended'), testDigest(boots, plan, 'linux/arm64')]).size).toBe(3));

  it('is the same wherever nothing of the image is emulated', () => {
    expect(by('qemu', 'linux/amd64')).toBe(testDigest(boots, plan, 'linux/amd64'));
    expect(by('qemu', 'linux/arm64', structure)).toBe(testDigest(structure, plan, 'linux/arm64'));
  });
});
