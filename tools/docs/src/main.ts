import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reference, root } from './reference.js';

const folder = join(root, 'docs/reference');
rmSync(join(folder, 'cli'), { recursive: true, force: true });
mkdirSync(join(folder, 'cli'), { recursive: true });
for (const [path, text] of await reference()) writeFileSync(join(folder, path), text);
process.stdout.write('wrote docs/reference\n');
