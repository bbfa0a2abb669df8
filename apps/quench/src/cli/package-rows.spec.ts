import { expect, it } from '@jest/globals';
import { packageRows } from './package-rows.js';

const libz = { name: 'libz', from: '1.0', to: '2.0', fromBytes: 5, toBytes: 7, sha256: `sha256:${'ab'.repeat(32)}` };
const [amd64, arm64] = [{ platforms: ['linux/amd64'] }, { platforms: ['linux/arm64', 'linux/riscv64'] }];
const cells = (...told: Parameters<typeof packageRows>) =>
  packageRows(...told).map((line) => line.trim().split(/\s{2,}/));

it('a file that all platforms of a line have names none', () =>
  expect(cells([libz], false)).toEqual([
    ['package', 'from', 'to', 'bytes', 'file', 'needed by'],
    ['libz', '1.0', '2.0', '5 → 7', 'abababababab', 'the definition'],
  ]));

it('files name their platforms where those differ', () =>
  expect(
    cells(
      [
        { ...libz, ...amd64 },
        { ...libz, ...arm64 },
        { ...libz, name: 'libz-data', requiredBy: 'libz' },
      ],
      true,
    ),
  ).toEqual([
    ['package', 'platform', 'from', 'to', 'bytes', 'file', 'needed by'],
    ['libz', 'linux/amd64', '1.0', '2.0', '5 → not known', 'abababababab', 'the definition'],
    ['libz', 'linux/arm64 linux/riscv64', '1.0', '2.0', '5 → not known', 'abababababab', 'the definition'],
    ['libz-data', 'all', '1.0', '2.0', '5 → not known', 'abababababab', 'libz'],
  ]));
