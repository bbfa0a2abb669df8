import type { Command } from 'commander';
import type { Factory } from '../factory/factory.js';
import type { Output } from './output.js';

/** Options that every command has. */
export interface GlobalOptions {
  readonly data: string;
  readonly json: boolean;
  readonly config?: string;
}

/**
 * What a command does with its factory. `look`: ask, or leave work to others. `work`: work, too, unless another process
 * works on the same data already. `up`: insist on being the one that works; a factory is begun where there is none.
 * `anywhere`: ask what needs no factory; without one, a passing one answers and leaves nothing behind.
 */
export type FactoryMode = 'look' | 'work' | 'up' | 'anywhere';

/** What commands are given by the program. */
export interface CliContext {
  /** Opens the factory, runs `use` and closes it again. @throws Rejection `factory-missing` */
  withFactory<T>(
    command: Command,
    mode: FactoryMode,
    use: (factory: Factory, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** A text whose commands can be typed as they stand there: with the options that say which factory is meant. */
  runnable(command: Command, text: string): string;
  /** Writes a command's answer in the form that was asked for; its lines such that a terminal only shows them. */
  write(command: Command, output: Output): void;
}

/** A group of commands adds itself to the program. */
export type Register = (program: Command, context: CliContext) => void;
