import type { Command } from 'commander';
import type { Factory } from '../factory/factory.js';
import type { Output } from './output.js';

/** Options that every command has. */
export interface GlobalOptions {
  readonly data: string;
  readonly json: boolean;
  readonly config?: string;
}

/** What commands are given by the program. */
export interface CliContext {
  /**
   * Opens the factory, runs `use` and closes it again. With `work`, the factory also works while `use` runs, unless
   * another process works on the same data already; `up` insists on being the one that works.
   */
  withFactory<T>(
    command: Command,
    mode: 'look' | 'work' | 'up',
    use: (factory: Factory, signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Writes a command's answer in the form that was asked for. */
  write(command: Command, output: Output): void;
}

/** A group of commands adds itself to the program. */
export type Register = (program: Command, context: CliContext) => void;
