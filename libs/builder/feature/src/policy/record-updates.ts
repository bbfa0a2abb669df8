import {
  askedSince,
  bringsSecurityFixes,
  hold,
  platformsTold,
  shared,
  type HoldRow,
  type HoldState,
  type SettledOutcome,
  type SourceUpdate,
} from '@quench/builder-domain';
import { holdStream, type FirstSeen, type UpdateHeld } from '@quench/contracts';
import type { Dependency } from '@quench/plugin-sdk';
import { Injectable } from '@nestjs/common';
import { ChangeEvidence } from '../lock/change-evidence.js';
import { DISTRIBUTION_ECOSYSTEM } from '../lock/checked-snapshots.js';
import type { LineInput } from '../lock/resolve-line.js';
import { ContentEvidence } from './content-evidence.js';
import type { RecordedUpdate, StoppedUpdate } from './gate.js';
import { StandingUpdates } from './standing-updates.js';

const DAY_MS = 86_400_000;

/** What both events about an update say. */
export type Said = Omit<UpdateHeld, 'owner' | 'asked' | 'deadline' | 'fixed'>;

/** Puts together what is recorded of updates that wait, and of those that do so no more. */
@Injectable()
export class RecordUpdates {
  constructor(
    private readonly evidence: ChangeEvidence,
    private readonly contents: ContentEvidence,
    private readonly standing: StandingUpdates,
  ) {}

  /** A command for each update that waits. */
  async stops(input: LineInput, stopped: readonly StoppedUpdate[], now: string): Promise<readonly RecordedUpdate[]> {
    const commands = stopped.map(async (one): Promise<readonly RecordedUpdate[]> => {
      const { judgement, name } = one;
      const stream = holdStream(name);
      const said = this.said(input, one);
      if (judgement.kind === 'rejected') return [];
      if (judgement.kind === 'wait') {
        return [{ stream, command: { type: 'Delay', data: { ...said, until: judgement.until } } }];
      }
      return [{ stream, command: { type: 'Hold', data: await this.held(input, { one, said, now }) } }];
    });
    return (await Promise.all(commands)).flat();
  }

  /** What stood open and does not any longer: the line takes it, or nobody offers it. */
  settled(
    { line }: LineInput,
    found: {
      readonly stopped: readonly StoppedUpdate[];
      /** Of every update that there is. */
      readonly updates: readonly SourceUpdate[];
      /** What will be locked, of all platforms. */
      readonly packages: readonly Dependency[];
      readonly rows: readonly HoldRow[];
    },
  ): readonly RecordedUpdate[] {
    const waiting = new Set(found.stopped.map(({ name }) => name.purl));
    return found.rows
      .filter(({ purl }) => !waiting.has(purl))
      .map(({ purl, name, update: { packages } }) => {
        const taken = found.updates.find((one) => one.name === name);
        // What the line has may be built from another source than the newer version.
        const isThere = found.packages.some(
          (one) => one.source.name === name || packages.some((own) => own.name === one.name),
        );
        const update = { ...line, purl, name };
        return { stream: holdStream(update), command: { type: 'Settle', update, outcome: outcomeOf(taken, isThere) } };
      });
  }

  /** Where nothing is left of what the line had. */
  dropped({ line }: LineInput, rows: readonly HoldRow[]): readonly RecordedUpdate[] {
    return rows.map(({ purl, name }) => {
      const update = { ...line, purl, name };
      return { stream: holdStream(update), command: { type: 'Settle', update, outcome: { kind: 'dropped' } } };
    });
  }

  private said(input: LineInput, { update, name, judgement, seen }: StoppedUpdate): Said {
    const { from, to, step, packages } = update;
    return {
      ...name,
      ...{ from, to, step: step === 'same' || step === 'backwards' ? 'unknown' : step },
      urgent: packages.some(({ after }) => bringsSecurityFixes(after.from)),
      seen,
      packages: shared(packages).map(({ name: own, before, after, platforms }) => ({
        ...{ name: own, from: before.version, to: after.version, fromBytes: before.size, toBytes: after.size },
        sha256: after.sha256,
        ...(after.requiredBy !== undefined && { requiredBy: after.requiredBy }),
        ...platformsTold(platforms, input.definition.platforms),
      })),
      rule: judgement.rule,
      definition: input.definitionDigest,
    };
  }

  /** What packages say and have in them is read once, when the hold is new: newer and new ones have to be fetched for it. */
  private async held(
    input: LineInput,
    { one, said, now }: { readonly one: StoppedUpdate; readonly said: Said; readonly now: string },
  ): Promise<UpdateHeld> {
    const { definition, line, snapshots, signal } = input;
    const { owner } = definition;
    const { state } = await this.standing.of(line, said.purl);
    const looked = one.looked && shared(one.looked);
    const additions = looked?.map(({ name, after: { version, sha256 }, platforms }) => ({
      ...{ name, to: version, sha256 },
      ...platformsTold(platforms, definition.platforms),
    }));
    const shown = { ...said, ...(additions !== undefined && { additions }) };
    const asked = askedBy(input, { state, said: shown, now });
    const data = { ...shown, ...(owner !== undefined && { owner }), ...asked, fixed: [] };
    if (hold.decide({ type: 'Hold', data }, state).length === 0) return data;
    const packages = shared(one.update.packages);
    const brought = await this.contents.of([...packages, ...(looked ?? [])], snapshots, signal);
    const contents = brought.map(({ platforms, ...changed }) => ({
      ...changed,
      ...platformsTold(platforms, definition.platforms),
    }));
    return { ...data, fixed: await this.evidence.fixedBy(packages), contents };
  }
}

/** Since when a person is asked about an update, and until when they should decide: another rule does not begin that anew. */
export function askedBy(
  { definition }: Pick<LineInput, 'definition'>,
  { state, said, now }: { readonly state: HoldState; readonly said: Said; readonly now: string },
): Pick<UpdateHeld, 'asked' | 'deadline'> {
  const asked = askedSince(state, said) ?? now;
  const withinMs = definition.policy.updates?.decideWithinMs ?? 14 * DAY_MS;
  return { asked, deadline: new Date(Date.parse(asked) + withinMs).toISOString() };
}

function outcomeOf(taken: SourceUpdate | undefined, isThere: boolean): SettledOutcome {
  if (taken !== undefined) return { kind: 'taken', version: taken.to };
  return { kind: isThere ? 'withdrawn' : 'dropped' };
}

/** Of the snapshots that bring an update now, the youngest: before it not all could be had. */
export function firstSeen({ snapshots }: Pick<LineInput, 'snapshots'>, { packages }: SourceUpdate): FirstSeen {
  const all = packages.map(({ after: { from } }): FirstSeen => {
    const source = { ecosystem: DISTRIBUTION_ECOSYSTEM, origin: from.origin, suite: from.suite };
    const snapshot = snapshots.find((one) => one.source.origin === source.origin && one.source.suite === source.suite);
    return { source, snapshot: snapshot?.signed ?? '', date: snapshot?.date ?? '' };
  });
  return all.reduce((a, b) => (Date.parse(b.date) > Date.parse(a.date) ? b : a));
}
