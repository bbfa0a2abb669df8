import { Clock, type Claim } from '@quench/ports';
import {
  nextPollMs,
  packagePolicy,
  type ArchiveAnswer,
  type PackageAnswer,
  type PollPolicy,
} from '@quench/watcher-domain';
import { Injectable } from '@nestjs/common';

/** How often archives are asked, and with them registries; bound by the process. */
export abstract class PollSettings {
  abstract readonly policy: PollPolicy;
}

const GOOD: ReadonlySet<string> = new Set(['Changed', 'Unchanged', 'Listed'] satisfies (
  ArchiveAnswer | PackageAnswer
)['type'][]);

/** When archives and registries are asked again. What it remembers is lost on restart, which only asks sooner. */
@Injectable()
export class Pace {
  /** Answers in a row that were trouble, by archive or package. */
  private readonly troubles = new Map<string, number>();
  /** Before when an archive or a registry wants no question, where it said so. */
  private readonly quiet = new Map<string, string>();

  constructor(
    private readonly settings: PollSettings,
    private readonly clock: Clock,
  ) {}

  /** The instant before which an archive or a registry does not want to be asked, whoever needs it; undefined when it may be. */
  quietUntil(key: string): string | undefined {
    const until = this.quiet.get(key);
    return until !== undefined && Date.parse(until) > Date.parse(this.clock.now()) ? until : undefined;
  }

  /** The instant of the next question, now that an archive has answered. */
  next(claim: Claim, answer: ArchiveAnswer): string {
    return this.after(this.settings.policy, claim, answer);
  }

  /** The instant of the next question for a package, now that its registry has answered. */
  nextOfPackage(claim: Claim, answer: PackageAnswer): string {
    return this.after(packagePolicy(this.settings.policy), claim, answer);
  }

  private after(policy: PollPolicy, { key, generation }: Claim, answer: ArchiveAnswer | PackageAnswer): string {
    const troubles = GOOD.has(answer.type) ? 0 : (this.troubles.get(key) ?? 0) + 1;
    this.troubles.set(key, troubles);
    const waitMs = nextPollMs(policy, {
      troubles,
      ...(answer.type === 'Throttled' && { retryAfterMs: answer.retryAfterMs }),
      seed: `${key} ${String(generation)}`,
    });
    const at = new Date(Date.parse(this.clock.now()) + waitMs).toISOString();
    if (answer.type === 'Throttled') this.quiet.set(key, at);
    else this.quiet.delete(key);
    return at;
  }
}
