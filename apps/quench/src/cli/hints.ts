import { shellWord } from '@quench/kernel';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { GlobalOptions } from './context.js';
import { checkout, ownData } from './places.js';

/** How somebody who stands in a folder calls this factory. */
export interface Caller {
  /** `./quench` */
  readonly program: string;
  /** The options that say which factory is meant, each with a space before it; empty for the one in the checkout. */
  readonly options: string;
}

/** @param cwd absolute; where commands are typed */
export function callerOf({ data, config }: Pick<GlobalOptions, 'data' | 'config'>, cwd: string): Caller {
  const program = relative(cwd, join(checkout, 'quench'));
  const folder = resolve(cwd, data);
  return {
    program: shellWord(program.includes('/') ? program : `./${program}`),
    options: [
      folder === ownData ? '' : ` --data ${shellWord(folder)}`,
      config === undefined ? '' : ` --config ${shellWord(resolve(cwd, config))}`,
    ].join(''),
  };
}

/**
 * A text with the commands that it names such that they can be typed. Rules and messages name a command after a colon,
 * as if there were one factory: `See: quench image list`.
 * @param paths of all commands, such as `image list`
 */
export const runnable = (text: string, caller: Caller, paths: readonly string[]): string =>
  text.replace(/(?<=: +)quench((?: [a-z]+)*)( --help)?/g, (_found, words: string, help: string | undefined) =>
    typed(words, help ?? '', caller, paths),
  );

/** Fields of answers that are commands, or end with one. */
const COMMANDS = new Set(['remedy', 'see']);

/** An answer as JSON, with the commands in it such that they can be typed, as they can in its lines for people. */
export const runnableJson = (data: unknown, caller: Caller, paths: readonly string[]): string =>
  JSON.stringify(
    data,
    (key, value: unknown) =>
      COMMANDS.has(key) && typeof value === 'string'
        ? runnable(value.replace(/^quench /, ': quench '), caller, paths).replace(/^: /, '')
        : value,
    2,
  );

/** The options stand behind the words of the command: what follows them may be of any kind. */
function typed(words: string, help: string, { program, options }: Caller, paths: readonly string[]): string {
  const path = paths.find((one) => `${words} `.startsWith(` ${one} `));
  if (path === undefined || help !== '') return `${program}${words}${help}`;
  return `${program} ${path}${options}${words.slice(1 + path.length)}`;
}

/** The paths of all commands below one: `up`, `image list` … */
export const pathsBelow = (command: Command, above = ''): readonly string[] =>
  command.commands.flatMap((child) => {
    const path = `${above}${child.name()}`;
    return child.commands.length === 0 ? [path] : pathsBelow(child, `${path} `);
  });
