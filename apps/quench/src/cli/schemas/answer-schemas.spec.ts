import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Command } from 'commander';
import { program } from '../program.js';
import { answerSchemas, errorSchema, progressSchema } from './answer-schemas.js';
import { cascadeAnswers } from './cascade-answers.fixture.js';
import { holdAnswers } from './hold-answers.fixture.js';
import { fact, historyAnswers } from './history-answers.fixture.js';
import { imageAnswers, row } from './image-answers.fixture.js';
import { operatorAnswers, status } from './operator-answers.fixture.js';
import { pluginAnswers } from './plugin-answers.fixture.js';
import { reportAnswers } from './report-answers.fixture.js';

const ajv = new Ajv2020({ strict: true, allErrors: true });
const samples: Readonly<Record<string, readonly unknown[]>> = {
  ...imageAnswers,
  ...historyAnswers,
  ...operatorAnswers,
  ...pluginAnswers,
  ...cascadeAnswers,
  ...holdAnswers,
  ...reportAnswers,
};

/** What is wrong with an answer, as it would be printed. */
function problems(schema: object, answer: unknown): readonly unknown[] {
  const validate = ajv.compile(schema);
  validate(JSON.parse(JSON.stringify(answer)));
  return validate.errors ?? [];
}

const leaves = (command: Command, above: string): readonly string[] =>
  command.commands.flatMap((child) => {
    const path = `${above} ${child.name()}`.trim();
    return child.commands.length === 0 ? [path] : leaves(child, path);
  });

const commands = async (): Promise<readonly string[]> =>
  leaves(
    await program({
      withFactory: () => Promise.reject(new Error('not run')),
      runnable: (_command, text) => text,
      write: () => undefined,
    }),
    '',
  );

describe('answers as data', () => {
  it('have a schema for every command and for no other, but for a service, which answers nothing', async () =>
    expect([...Object.keys(answerSchemas), 'service'].sort()).toEqual([...(await commands())].sort()));

  it.each(Object.keys(answerSchemas))('fit their schema: %s', (command) => {
    const found = samples[command] ?? [];
    expect(found).not.toEqual([]);
    for (const answer of found)
      expect([command, problems(answerSchemas[command] ?? {}, answer)]).toEqual([command, []]);
  });

  it('have no field that their schema does not tell', () => {
    expect(problems(answerSchemas['image list'] ?? {}, [{ ...row, extra: 1 }])).not.toEqual([]);
    expect(problems(answerSchemas['status'] ?? {}, { ...status, converged: undefined })).not.toEqual([]);
  });

  it('are preceded by lines of progress, each in its shape', () => {
    const failed = { service: 'builder', kind: 'build', key: 'x', reason: 'y' };
    const cascade = { cascade: '6f1d0c52a7be', origin: 'edition 2', phase: 'running', done: 1, lines: 2 };
    const error = { code: 'stopped', message: 'x' };
    for (const line of [
      { fact },
      { failed },
      { cascade },
      { cascade: { ...cascade, leftMs: 3 } },
      { note: 'x' },
      { error },
    ])
      expect(problems(progressSchema, line)).toEqual([]);
    expect(problems(progressSchema, { fact, note: 'x' })).not.toEqual([]);
  });

  it('name the code and the message when a command fails', () =>
    expect(problems(errorSchema, { error: { code: 'image-unknown', message: 'x' } })).toEqual([]));
});
