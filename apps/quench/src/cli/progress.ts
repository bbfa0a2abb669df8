import { isOfType, subjectsOf, tell, type ArchivedEvent } from '@quench/historian-domain';
import type { WorkStep } from '../factory/factory.js';
import { barText, type CascadeStep } from './cascade-step.js';
import { fact } from './fact.js';
import { printable } from './printable.js';

/** How somebody follows long work: what happened, what is tried again, and what else there is to say. */
export interface ProgressView {
  happened(event: ArchivedEvent): void;
  failed(work: WorkStep): void;
  /** A cascade has come further. */
  advanced(step: CascadeStep): void;
  note(line: string): void;
  /** The work is over for now. */
  rest(): void;
}

/** Where a view is written. */
export interface ProgressOutput {
  write(text: string): void;
  /** Undefined for what is no terminal. */
  readonly columns: number | undefined;
}

const lineOf = ({ kind, key, reason }: WorkStep): string =>
  printable(`${kind} ${key} is tried again: ${reason ?? 'it failed'}`);

/** For programs: a JSON object in each line. */
export const jsonProgress = ({ write }: ProgressOutput): ProgressView => {
  const line = (value: object): void => write(`${JSON.stringify(value)}\n`);
  return {
    happened: (event) => line({ fact: fact(event) }),
    failed: ({ service, kind, key, reason = '' }) => line({ failed: { service, kind, key, reason } }),
    advanced: (cascade) => line({ cascade }),
    note: (text) => line({ note: text }),
    rest: () => undefined,
  };
};

/** For programs that only want the answer, and whatever else there is to say. */
export const silentProgress = (output: ProgressOutput): ProgressView => ({
  ...{ happened: () => undefined, failed: () => undefined, advanced: () => undefined },
  note: jsonProgress(output).note,
  rest: () => undefined,
});

/** Of all that happens only what concerns some things. @param subjects names, digests and keys of work */
export function onlyAbout(subjects: ReadonlySet<string>, view: ProgressView): ProgressView {
  return {
    happened: (event) => {
      if (subjectsOf(event).some((subject) => subjects.has(subject))) view.happened(event);
    },
    failed: (work) => {
      if (subjects.has(work.key)) view.failed(work);
    },
    advanced: () => undefined,
    note: (line) => {
      view.note(line);
    },
    rest: () => {
      view.rest();
    },
  };
}

/** For a log: a line for each thing that people want to know. */
export function logProgress({ write }: ProgressOutput): ProgressView {
  const words = new Words();
  return {
    happened: (event) => {
      const text = words.of(event);
      if (text !== undefined) write(`  ${text}\n`);
    },
    failed: (work) => write(`  ${lineOf(work)}\n`),
    advanced: (step) => write(`  ${printable(`cascade ${step.cascade} of ${step.origin}: ${barText(step)}`)}\n`),
    note: (text) => write(`${printable(text)}\n`),
    rest: () => undefined,
  };
}

/** For a terminal: one line that changes, with a bar, counts and the newest fact; notes and failures stay above it. */
export function terminalProgress({ write, columns = 80 }: ProgressOutput): ProgressView {
  const words = new Words();
  const counts = new Counts();
  let [shown, bar, newest] = ['', '', ''];
  const show = (line: string): void => {
    shown = line;
    write(`\r\u001B[K${line}`);
  };
  const showAll = (): void => {
    const parts = [bar, counts.line(), newest].filter((part) => part !== '');
    show([...`  ${parts.join(' · ')}`].slice(0, columns - 1).join(''));
  };
  const above = (line: string): void => {
    write(`\r\u001B[K${line}\n${shown}`);
  };
  return {
    happened: (event) => {
      counts.add(event);
      if (isOfType(event, 'builder.CascadeFinished.v1', 'builder.CascadeCancelled.v1')) bar = '';
      const text = words.of(event);
      if (text === undefined) return;
      newest = text;
      showAll();
    },
    failed: (work) => above(`  ${lineOf(work)}`),
    advanced: (step) => {
      bar = barText(step);
      showAll();
    },
    note: (text) => above(printable(text)),
    rest: () => {
      bar = newest = '';
      if (shown !== '') show('');
    },
  };
}

/** Facts that say what another one says, too, or that concern nobody who watches. */
const UNSAID: ReadonlySet<string> = new Set([
  'builder.BuildStarted.v1',
  'builder.CatalogApplied.v1',
  'builder.CatalogRefused.v1',
  'builder.DefinitionAccepted.v1',
  'builder.KeyIntroduced.v1',
  'builder.TestPlanLocked.v1',
  'distributor.ImageAttested.v1',
  'distributor.KeyIntroduced.v1',
  'historian.KeyIntroduced.v1',
  'tester.KeyIntroduced.v1',
  'watcher.KeyIntroduced.v1',
]);

/** Facts in words that a terminal only shows; a test is told with the image whose manifest was tested, where that is known. */
class Words {
  private readonly images = new Map<string, string>();

  /** Undefined for what is not worth a line. */
  of(event: ArchivedEvent): string | undefined {
    if (isOfType(event, 'builder.ImageBuilt.v1')) {
      for (const { manifest } of event.data.platforms) this.images.set(manifest, event.data.image);
    }
    if (UNSAID.has(event.type)) return undefined;
    const tested = isOfType(event, 'tester.TestPassed.v1', 'tester.TestFailed.v1', 'tester.TestNotRun.v1');
    const image = tested ? this.images.get(event.data.manifest) : undefined;
    return printable(image === undefined ? tell(event) : `${image}: ${tell(event)}`);
  }
}

/** How much of each kind happened so far. */
class Counts {
  private readonly found = { locked: 0, built: 0, tested: 0, approved: 0, published: 0 };

  add(event: ArchivedEvent): void {
    if (isOfType(event, 'builder.LockResolved.v1')) this.found.locked++;
    if (isOfType(event, 'builder.ImageBuilt.v1')) this.found.built++;
    if (isOfType(event, 'tester.TestPassed.v1', 'tester.TestFailed.v1', 'tester.TestNotRun.v1')) this.found.tested++;
    if (isOfType(event, 'tester.ImageApproved.v1')) this.found.approved++;
    if (isOfType(event, 'distributor.ImageSigned.v1')) this.found.published++;
  }

  line(): string {
    return Object.entries(this.found)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${String(count)} ${what}`)
      .join(', ');
  }
}
