import type { Command } from 'commander';
import { rootCommand } from './root.js';

/**
 * What `quench --help` says of each command, and the commands below it. The commands say it themselves; the spec holds
 * the two together: one that is new needs its line here.
 */
const COMMANDS: readonly (readonly [usage: string, about: string, below?: readonly string[]])[] = [
  ['up [options]', 'run the whole factory: build, test, sign and serve the catalog, and keep it up to date'],
  ['status [options]', 'the state of everything'],
  ['catalog', 'the folder of image definitions', ['check', 'apply']],
  ['image', 'the images of the catalog', ['list', 'lock', 'diff']],
  ['resolve [options] <package...>', 'the closure of packages as apt would install it on an empty system'],
  ['build [options] <image>', 'bring one image up to date now, ahead of the queue'],
  ['rebuild [options] <image>', 'build an image once more from its inputs only, and compare'],
  ['why [options] <ref>', 'the chain of causes of an image'],
  ['whynot [options] <release> [image]', 'what keeps a release out of an image'],
  ['history [options] <subject>', 'everything that happened to a thing, oldest first'],
  ['lag [options] [image]', 'how long releases take from archive to channel, and how far images are behind'],
  ['toil [options]', 'what persons had to decide per week, and which cascades went through without anybody'],
  ['cascade', 'one cause and everything that is looked at for it', ['list', 'show', 'pause', 'resume', 'cancel']],
  ['hold', 'updates that wait for a person or for a time', ['list', 'show', 'release', 'reject']],
  ['channel', 'tags and where they point', ['list', 'history', 'move', 'freeze', 'thaw']],
  ['test', 'the ladder of tests on an image', ['run', 'list', 'show']],
  ['verify [options] <ref>', 'check bytes, signatures, attestations, provenance and verdict of a published image'],
  ['queue', 'work that waits, runs or has died', ['list', 'retry', 'drop']],
  ['parked', 'events that a consumer could not digest', ['list', 'retry']],
  ['key', 'the keys that services sign with', ['list']],
  ['plugin', 'the ecosystems of packages that Quench knows', ['list', 'check']],
  ['doctor [options]', 'what is missing on this machine, and how to get it'],
  [
    'backup [options] <dir>',
    'write down events, work and keys as they are now, and which contents they need, while all goes on',
  ],
  ['restore [options] <dir>', 'make a factory of a backup'],
  [
    'service [options] <name>',
    'run one service over Kafka and PostgreSQL, as its own configuration file (--config) says',
  ],
  [
    'cluster',
    'all services as processes of their own on this host',
    ['up', 'scale', 'kill', 'prepare', 'status', 'down'],
  ],
  ['kafka', 'the brokers that carry events between services', ['topics']],
];

const ASKS = ['--help', '-h', 'help', '--version', '-V'];

/** The program as far as `--help` and `--version` need it: the commands themselves take long to load. */
export function overview(): Command {
  const root = rootCommand();
  for (const [usage] of COMMANDS) outline(root, nameIn(usage));
  return root;
}

/** Adds a command as far as others speak of it: what it is for, and the names below it. */
export function outline(root: Command, name: string): void {
  const known = COMMANDS.find(([usage]) => nameIn(usage) === name);
  if (known === undefined) throw new RangeError(`nothing is said of the command ${name}`);
  const [usage, about, below = []] = known;
  const command = root.command(usage).description(about);
  for (const child of below) command.command(child);
}

const nameIn = (usage: string): string => usage.split(' ', 1)[0] ?? '';

/** Whether a command line asks for the overview or the version only. */
export const asksOverview = (argv: readonly string[]): boolean => argv.length === 1 && ASKS.includes(argv[0] ?? '');
