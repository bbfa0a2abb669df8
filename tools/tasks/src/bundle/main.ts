import { join } from 'node:path';
import { root } from '../run-program.js';
import { bundle } from './bundle.js';

await bundle(join(root, 'apps/quench/dist/main.js'), join(root, '.toolchain/bundle'));
