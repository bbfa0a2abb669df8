import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@quench/kernel';
import type { ArchivedEvent } from '@quench/historian-domain';
import { jsonProgress, logProgress, onlyAbout, terminalProgress, type ProgressView } from './progress.js';

const at = '2026-01-01T00:00:00.000Z';
const event = (type: string, data: object): ArchivedEvent => ({
  ...{ id: 'id', type, stream: 'x/y', version: 1, epoch: 1, globalSeq: 1, sequencedAt: at, occurredAt: at },
  ...{ commandId: 'x', causes: [], correlationId: 'x', producer: 'x/1', data },
  actor: { kind: 'service', id: 'x', authenticatedBy: 'process' },
});
const manifest = sha256('manifest');
const story = [
  event('builder.BuildStarted.v1', { recipe: sha256('recipe'), attempt: 1, fence: 1 }),
  event('builder.ImageBuilt.v1', { image: 'web', revision: 2, index: sha256('index'), platforms: [{ manifest }] }),
  event('tester.TestPassed.v1', { name: 'boot', manifest }),
];
const failed = { service: 'builder', kind: 'build', key: 'x', what: 'failed', reason: 'disk-full: no room' } as const;

const step = { cascade: '6f1d0c52a7be', origin: 'a\nb', phase: 'running', done: 13, lines: 32 } as const;
const ended = { changed: 1, unchanged: 31, failed: [], wallMs: 1 };
const fail = (): never => {
  throw new Error('no such event');
};

/** What a view writes of the story. */
function written(view: (output: { write(text: string): void; columns: number | undefined }) => ProgressView): string {
  let text = '';
  const shown = view({ write: (more) => (text += more), columns: 60 });
  shown.note('gateway 127.0.0.1:1');
  for (const fact of story) shown.happened(fact);
  shown.failed(failed);
  shown.rest();
  return text;
}
const short = (text: string): string => sha256(text).slice(7, 19);

describe('how long work is followed', () => {
  it('in a log is a line for each fact, in words', () =>
    expect(written(logProgress).split('\n')).toEqual([
      'gateway 127.0.0.1:1',
      `  web revision 2 is image ${short('index')}`,
      `  web: test boot passed on ${short('manifest')}`,
      '  build x is tried again: disk-full: no room',
      '',
    ]));

  it.each([['in a log', logProgress] as const, ['on a terminal', terminalProgress] as const])(
    '%s shows what a terminal would obey',
    (_where, progress) => {
      let text = '';
      const shown = progress({ write: (more) => (text += more), columns: 200 });
      const reason = 'net: \u001B[2J\u009B1m\u0007';
      shown.happened(
        event('watcher.ArchiveUnreachable.v1', { source: { origin: 'a\nb', suite: 'x' }, detail: reason }),
      );
      shown.failed({ ...failed, reason });
      shown.note(`web: ${reason}`);
      expect(text.replaceAll('\r\u001B[K', '')).not.toMatch(/(?!\n)\p{Cc}/u);
      expect(text).toContain(String.raw`a\nb x could not be reached: net: \x1b[2J\x9b1m\x07`);
    },
  );

  it('for programs is a JSON object in each line, of every fact', () => {
    const lines = written(jsonProgress).trim().split('\n');
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual([
      ...['note', 'fact', 'fact', 'fact', 'failed'],
    ]);
    expect(JSON.parse(lines[3] ?? '')).toMatchObject({
      fact: { type: 'tester.TestPassed.v1', at, data: { manifest } },
    });
  });

  it('on a terminal is one line that changes and fits, and is gone in the end', () => {
    const text = written(terminalProgress);
    const lines = text.split('\r\u001B[K');
    expect(lines[2]).toBe(`  1 built · web revision 2 is image ${short('index')}`);
    expect(lines[3]).toBe(`  1 built, 1 tested · web: test boot passed on ${short('manifest')}`.slice(0, 59));
    expect(lines[4]).toBe(`  build x is tried again: disk-full: no room\n${lines[3] ?? ''}`);
    expect(lines.at(-1)).toBe('');
  });

  it('on a terminal begins with a bar while a cascade goes on', () => {
    let text = '';
    const shown = terminalProgress({ write: (more) => (text += more), columns: 200 });
    shown.advanced({ ...step, leftMs: 40_000 });
    shown.happened(story[1] ?? fail());
    shown.happened(event('builder.CascadeFinished.v1', { cascade: step.cascade, ...ended }));
    const [, first, second, third] = text.split('\r\u001B[K');
    expect(first).toBe('  [####------] 13 of 32 lines, about 40 s left');
    expect(second).toMatch(/^ {2}\[####------\] 13 of 32 lines, about 40 s left · 1 built · web revision 2/);
    expect(third).not.toContain('[');
  });

  it('in a log names the cascade', () => {
    let text = '';
    logProgress({ write: (more) => (text += more), columns: undefined }).advanced(step);
    expect(text).toBe('  cascade 6f1d0c52a7be of a\\nb: [####------] 13 of 32 lines\n');
  });

  it('about some things leaves out what concerns others only, and keeps what is said', () => {
    const about = (...subjects: readonly string[]) =>
      written((output) => onlyAbout(new Set(subjects), logProgress(output)))
        .trim()
        .split('\n  ');
    expect(about('api')).toEqual(['gateway 127.0.0.1:1']);
    expect(about('web')).toEqual(['gateway 127.0.0.1:1', `web revision 2 is image ${short('index')}`]);
    expect(about('x')).toEqual(['gateway 127.0.0.1:1', 'build x is tried again: disk-full: no room']);
  });
});
