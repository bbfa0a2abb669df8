import { Command, Help, Option } from 'commander';
import { productVersion } from '@quench/platform/product-version';
import { ownData } from './places.js';

const DATA = 'where everything is kept';
const CONFIG = 'configuration (YAML)';
const JSON_ANSWER = 'answer with one JSON document';

/** The program before it has any commands: what is true of the whole command line. */
export const rootCommand = (): Command =>
  new Command('quench')
    .description('A hardened-image factory that anyone can run')
    .version(productVersion)
    .addOption(new Option('--data <dir>', DATA).default(ownData, '.quench in the checkout'))
    .option('--config <file>', CONFIG)
    .option('--json', JSON_ANSWER)
    .addHelpText('after', '\nIn a checkout also: quench check (the quick loop) · quench test (all tests)')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true, visibleGlobalOptions })
    // What is wrong with a command line is said where all errors are said.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();

/** Those that mean something behind a command, too. */
const visibleGlobalOptions = (command: Command): Option[] => {
  const help = new Help();
  help.showGlobalOptions = true;
  return help.visibleGlobalOptions(command).filter(({ long }) => long !== '--version');
};
