import type { Command } from 'commander';
import { rootCommand } from './root.js';

/**
 * What `quench --help` says of each command. The commands say it themselves; the spec holds the two together: one
 * that is new needs its line here.
 */
const COMMANDS: readonly (readonly [usage: string, about: string])[] = [
  ['up [options]', 'run the whole factory: build, test, sign and serve the catalog, and keep it up to date'],
  ['status [options]', 'the state of everything'],
  ['catalog', 'the folder of image definitions'],
  ['image', 'the images of the catalog'],
  ['resolve [options] <package...>', 'the closure of packages as apt would install it on an empty system'],
  ['build [options] <image>', 'bring one image up to date now, ahead of the queue'],
  ['rebuild [options] <image>', 'build an image once more from its inputs only, and compare'],
  ['why [options] <ref>', 'the chain of causes of an image'],
  ['whynot [options] <release> [image]', 'what keeps a release out of an image'],
  ['history [options] <subject>', 'everything that happened to a thing, oldest first'],
  ['lag [options] [image]', 'how long releases take from archive to channel, and how far images are behind'],
  ['toil [options]', 'what persons had to decide per week, and which cascades went through without anybody'],
  ['cascade', 'one cause and everything that is looked at for it'],
  ['hold', 'updates that wait for a person or for a time'],
  ['channel', 'tags and where they point'],
  ['test', 'the ladder of tests on an image'],
  ['verify [options] <ref>', 'check bytes, signatures, attestations, provenance and verdict of a published image'],
  ['queue', 'work that waits, runs or has died'],
  ['parked', 'events that a consumer could not digest'],
  ['key', 'the keys that services sign with'],
  ['plugin', 'the ecosystems of packages that Quench knows'],
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
  ['cluster', 'all services as processes of their own on this host'],
  ['kafka', 'the brokers that carry events between services'],
];

const ASKS = ['--help', '-h', 'help', '--version', '-V'];

/** The program as far as `--help` and `--version` need it: the commands themselves take long to load. */
export function overview(): Command {
  const root = rootCommand();
  for (const [usage, about] of COMMANDS) root.command(usage).description(about);
  return root;
}

/** Whether a command line asks for the overview or the version only. */
export const asksOverview = (argv: readonly string[]): boolean => argv.length === 1 && ASKS.includes(argv[0] ?? '');
