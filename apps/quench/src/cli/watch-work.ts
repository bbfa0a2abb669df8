import { archived } from '@quench/historian-domain';
import type { Command } from 'commander';
import { lackingServices } from '../cluster/lacking-services.js';
import type { Factory } from '../factory/factory.js';
import type { FollowedFacts } from '../factory/follow-facts.js';
import type { CliContext, GlobalOptions } from './context.js';
import { lackingLine } from './lacking-line.js';
import { logProgress, silentProgress, terminalProgress, type ProgressOutput, type ProgressView } from './progress.js';

/** Progress goes to the error output: the answer is alone on the other. */
export function viewOf(
  context: CliContext,
  command: Command,
  forPrograms: (output: ProgressOutput) => ProgressView,
): ProgressView {
  const { isTTY, columns } = process.stderr;
  const output = { write: (text: string) => void process.stderr.write(text), columns: isTTY ? columns : undefined };
  const json = command.optsWithGlobals<Partial<GlobalOptions>>().json === true;
  const people = output.columns === undefined ? logProgress : terminalProgress;
  const view = json ? forPrograms(output) : people(output);
  return {
    happened: (event) => {
      view.happened(event);
    },
    failed: (work) => {
      view.failed(work);
    },
    advanced: (step) => {
      view.advanced(step);
    },
    note: (line) => {
      view.note(context.runnable(command, line));
    },
    rest: () => {
      view.rest();
    },
  };
}

/** Long work, and how it is followed. */
export interface Scene {
  readonly factory: Factory;
  readonly facts: FollowedFacts;
  readonly view: ProgressView;
  readonly signal: AbortSignal;
}

/** Until nothing is left to do and everything that happened was shown. */
export async function settle({ factory, facts, view, signal }: Scene): Promise<void> {
  await factory.converge(signal);
  await facts.caughtUp();
  view.rest();
}

/** Runs `use` while everything that happens is shown. */
export async function watched<T>(
  { factory, view, signal }: Omit<Scene, 'facts'>,
  use: (scene: Scene) => Promise<T>,
): Promise<T> {
  factory.onStep((work) => {
    if (work.what === 'failed') view.failed(work);
  });
  const facts = await factory.followFacts((fact) => view.happened(archived(fact)));
  try {
    return await use({ factory, facts, view, signal });
  } finally {
    facts.stop();
    view.rest();
  }
}

/**
 * Works with a factory until what `ask` began is done, while a person sees how that goes, and then answers.
 * @param ask what is wanted
 * @param answer what came of it
 */
export const workedOn = <Asked, Answer>(
  context: CliContext,
  command: Command,
  ask: (factory: Factory, signal: AbortSignal) => Promise<Asked>,
  answer: (factory: Factory, asked: Asked) => Promise<Answer>,
): Promise<Answer> =>
  context.withFactory(command, 'work', (factory, signal) =>
    watched({ factory, view: viewOf(context, command, silentProgress), signal }, async (scene) => {
      const asked = await ask(factory, signal);
      // It stays wanted, and goes on as soon as somebody does it.
      const note = (line: string): void => scene.view.note(line);
      for (const service of await lackingServices(factory.data, note)) note(lackingLine(service));
      await settle(scene);
      return answer(factory, asked);
    }),
  );
