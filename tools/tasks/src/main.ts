import { bench } from './bench.js';
import { check } from './check.js';
import { pack } from './pack/pack.js';
import { runScript } from './run-program.js';
import { test } from './test.js';

const [task, ...args] = process.argv.slice(2);

switch (task) {
  case 'bench':
    process.exitCode = await bench(args);
    break;
  case 'check':
    process.exitCode = await check();
    break;
  case 'docs':
    process.exitCode = await runScript('tools/docs/dist/main.js', args);
    break;
  case 'pack':
    process.exitCode = await pack(args);
    break;
  case 'test':
    process.exitCode = await test(args);
    break;
  default:
    process.stderr.write(`No task "${String(task)}". Known: bench, check, docs, pack, test\n`);
    process.exitCode = 2;
}
