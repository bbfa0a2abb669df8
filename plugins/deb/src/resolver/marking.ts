import { isNegative, type Target } from './target.js';
import type { Group, Package, Version } from './universe.js';

/** What is decided about a package so far. */
export interface Mark {
  /** What will be installed. */
  install: Version | undefined;
  /** What may be installed; given up when it turns out that it cannot be. */
  candidate: Version | undefined;
  mode: 'keep' | 'install';
  /** Not to be changed by what others need. */
  fixed: boolean;
  /** Installed for another one's sake. */
  auto: boolean;
  /** When the relations that aim at the package were last looked at, and when the candidate was given up. */
  seenAt: number;
  discardedAt: number;
}

/**
 * The state of one resolution on an empty system, with apt's notion of what is satisfied.
 *
 * apt caches per relation whether a candidate would satisfy it, and refreshes that only when it changes what is to be
 * installed, not when it gives up a candidate. `seenAt` and `discardedAt` reproduce what it then believes.
 */
export class Marking {
  private readonly marks = new Map<Package, Mark>();
  private clock = 0;

  mark(of: Package): Mark {
    let mark = this.marks.get(of);
    if (mark === undefined) {
      mark = {
        install: undefined,
        candidate: of.candidate,
        mode: 'keep',
        fixed: false,
        auto: false,
        seenAt: 0,
        discardedAt: 0,
      };
      this.marks.set(of, mark);
    }
    return mark;
  }

  /** Of a package what is to be installed; does not read the package. */
  installOf(of: Package): Version | undefined {
    return this.marks.get(of)?.install;
  }

  /** What is to be installed, in the order in which it was first looked at. */
  installed(): readonly Version[] {
    return [...this.marks.values()].flatMap((mark) => (mark.install === undefined ? [] : [mark.install]));
  }

  /** Whether what is to be installed hits a relation: satisfies it, or is what it forbids. */
  hits(target: Target): boolean {
    return target.matches.some((version) => this.marks.get(version.package)?.install === version);
  }

  /** Whether apt believes that a candidate hits a relation. */
  couldHit(target: Target): boolean {
    const seenAt = this.marks.get(target.package)?.seenAt ?? 0;
    return target.matches.some((version) => {
      const { candidate } = version.package;
      const mark = this.marks.get(version.package);
      if (mark === undefined) return candidate === version;
      return (mark.candidate ?? (mark.discardedAt > seenAt ? candidate : undefined)) === version;
    });
  }

  /** Whether a group holds with what is to be installed. */
  holds(group: Group): boolean {
    return group.alternatives.some((target) => this.hits(target)) !== isNegative(group);
  }

  broken(of: Package): boolean {
    return this.marks.get(of)?.install?.groups.some((group) => !this.holds(group)) ?? false;
  }

  /** Marks the candidate for installation. */
  select(of: Package, auto: boolean): void {
    const mark = this.mark(of);
    if (mark.fixed && mark.install === mark.candidate) return;
    mark.mode = 'install';
    mark.install = mark.candidate;
    mark.auto = auto;
    this.look(of);
  }

  /** Takes a mark back. False when the package may not be changed. */
  keep(of: Package): boolean {
    const mark = this.mark(of);
    if (mark.mode === 'keep') return true;
    if (mark.fixed) return false;
    this.clear(of);
    return true;
  }

  /** Like {@link keep}, but refuses what somebody asked for and what is essential. */
  remove(of: Package): boolean {
    const mark = this.mark(of);
    if (of.versions.length === 0 || mark.fixed || of.candidate?.essential === true) return false;
    if (of.candidate?.important === true) return false;
    if (mark.install === undefined) return true;
    if (!mark.auto) return false;
    this.clear(of);
    return true;
  }

  /** Takes the mark back and never tries again. */
  giveUp(of: Package): void {
    this.clear(of);
    this.discard(of);
  }

  discard(of: Package): void {
    const mark = this.mark(of);
    mark.candidate = mark.install;
    if (mark.candidate === undefined) mark.discardedAt = ++this.clock;
  }

  /** Gives up a candidate without a look at what aims at it. */
  drop(of: Package): void {
    const mark = this.mark(of);
    mark.candidate = undefined;
    mark.discardedAt = ++this.clock;
    mark.mode = 'keep';
  }

  private clear(of: Package): void {
    const mark = this.mark(of);
    mark.mode = 'keep';
    mark.install = undefined;
    this.look(of);
  }

  private look(of: Package): void {
    const mark = this.mark(of);
    mark.seenAt = ++this.clock;
    for (const provided of mark.candidate?.provides ?? []) this.mark(provided.package).seenAt = this.clock;
  }
}
