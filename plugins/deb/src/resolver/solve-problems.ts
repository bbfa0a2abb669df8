import type { Marking } from './marking.js';
import { markInstall } from './mark-install.js';
import { weigh } from './scores.js';
import { isNegative, type Target } from './target.js';
import type { Group, Package } from './universe.js';

const MOST_ROUNDS = 20;
const ALONE = { asked: false, deep: false, depth: 0 };

/**
 * Tries to repair what marking left broken, as apt's problem resolver does: from the weightiest package down, either the
 * broken package or what stands in its way is taken back. False when something stays broken.
 */
export function solveProblems(marking: Marking, roots: readonly Package[]): boolean {
  const isBroken = (): boolean => marking.installed().some((version) => marking.broken(version.package));
  if (!isBroken()) return true;
  new ProblemSolver(marking, roots).run();
  return !isBroken();
}

class ProblemSolver {
  private readonly scores: Map<Package, number>;
  private readonly tried = new Set<Package>();
  private changed = false;

  constructor(
    private readonly marking: Marking,
    private readonly roots: readonly Package[],
  ) {
    this.scores = weigh(marking, roots);
  }

  run(): void {
    const order = this.byScore();
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.changed = false;
      for (const of of [...order, ...this.byScore().filter((one) => !order.includes(one))]) {
        if (this.marking.broken(of)) this.repair(of, round);
      }
      if (!this.changed) return;
    }
  }

  private byScore(): Package[] {
    const installed = this.marking.installed().map((version) => version.package);
    return installed.sort((a, b) => this.score(b) - this.score(a) || a.rank - b.rank);
  }

  private score(of: Package): number {
    return this.scores.get(of) ?? 0;
  }

  private repair(of: Package, round: number): void {
    const inTheWay: Package[] = [];
    for (const group of this.marking.mark(of).install?.groups ?? []) {
      if (this.marking.mark(of).install === undefined && group.alternatives.length < 2) break;
      if (this.repairGroup(of, group, inTheWay) === 'stop') break;
    }
    if (this.marking.mark(of).install === undefined) return;
    for (const other of inTheWay) this.takeBack(other, of, round);
  }

  /** `stop` when the package itself was decided about. */
  private repairGroup(of: Package, group: Group, inTheWay: Package[]): 'stop' | 'on' {
    const inOr = group.alternatives.length > 1;
    const before = inTheWay.length;
    let keptBack = false;
    for (const target of group.alternatives) {
      if (this.marking.holds(group)) return 'on';
      const decided = this.repairTarget(of, target, inTheWay);
      if (decided === 'open') continue;
      if (!inOr) return 'stop';
      keptBack = true;
      // Another alternative may still do.
      markInstall(of, ALONE, this.marking);
    }
    if (inOr && inTheWay.length === before && !this.marking.mark(of).fixed) {
      if (keptBack) this.marking.keep(of);
      else this.marking.remove(of);
      this.changed = true;
    }
    return 'on';
  }

  private repairTarget(of: Package, target: Target, inTheWay: Package[]): 'kept-back' | 'open' {
    const negative = isNegative(target.group);
    const fixed = this.marking.mark(of).fixed;
    const versions = target.matches;
    if (versions.length === 0 && !negative && !fixed) return this.keepBack(of);
    for (const version of versions) {
      const other = version.package;
      const chosen = this.marking.mark(other);
      if (negative && chosen.install !== version) continue;
      if (!negative || this.score(of) <= this.score(other)) {
        if (!fixed) return this.keepBack(of);
        if (!this.upgrade(other)) continue;
        this.scores.set(other, Math.min(this.score(other), this.score(of)));
        break;
      }
      if (chosen.fixed) continue;
      inTheWay.push(other);
    }
    return 'open';
  }

  private keepBack(of: Package): 'kept-back' {
    this.marking.keep(of);
    this.changed = true;
    return 'kept-back';
  }

  private takeBack(other: Package, by: Package, round: number): void {
    const kept = this.marking.keep(other);
    if (kept) this.changed = true;
    if (kept && round <= 1) return;
    if (this.score(by) > this.score(other)) {
      this.scores.set(other, this.score(by));
      this.changed = true;
    }
  }

  /** Installs a package after all, with what it needs, if nothing fixed is in the way. Each is tried once. */
  private upgrade(of: Package): boolean {
    if (this.tried.has(of) || this.roots.includes(of) || this.marking.mark(of).candidate === undefined) return false;
    this.tried.add(of);
    const kept = this.marking.mark(of).mode === 'keep';
    if (!markInstall(of, ALONE, this.marking)) return false;
    const works = (this.marking.mark(of).install?.groups ?? []).every((group) => this.upgradeFor(group));
    if (works) return true;
    if (kept) this.marking.keep(of);
    else this.marking.remove(of);
    return false;
  }

  private upgradeFor(group: Group): boolean {
    if (isNegative(group)) {
      return this.marking.holds(group) || !group.alternatives.some(({ package: one }) => this.marking.mark(one).fixed);
    }
    if (this.marking.holds(group)) return true;
    return group.alternatives.some((target) => {
      const other = smartTarget(target);
      return !this.marking.mark(other).fixed && this.marking.couldHit(target) && this.upgrade(other);
    });
  }
}

/** The package of the name, or the first that provides it. */
const smartTarget = (target: Target): Package =>
  target.package.candidate === undefined ? (target.package.providers[0]?.package ?? target.package) : target.package;
