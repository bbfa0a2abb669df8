import type { Health, Check } from '../endpoints/index.js';
import { LoopDelay } from '../endpoints/index.js';
import { unsequenced } from '../event-store/unsequenced.js';
import type { ServiceHost } from '../service-host/index.js';

/** Events that wait for longer have nobody who numbers them. */
const MAX_UNSEQUENCED_S = 30;

/** What a service says of itself. */
export class ServiceHealth implements Health {
  private readonly delay = new LoopDelay();
  private leaving = false;

  constructor(private readonly host: Pick<ServiceHost, 'database' | 'runtime'>) {}

  live(): readonly Check[] {
    return [this.delay.check()];
  }

  async ready(): Promise<readonly Check[]> {
    return [this.staying(), ...this.consumers(), await this.database()];
  }

  /** From now on it is not ready: it is about to end. */
  leave(): void {
    this.leaving = true;
  }

  close(): void {
    this.delay.close();
  }

  private staying(): Check {
    return {
      name: 'staying',
      ok: !this.leaving,
      detail: this.leaving ? 'it is about to end' : 'it is not asked to end',
    };
  }

  private consumers(): readonly Check[] {
    return this.host.runtime
      .consumerStates()
      .flatMap(({ consumer, stopped }) =>
        stopped === undefined ? [] : [{ name: `consumer ${consumer}`, ok: false, detail: stopped }],
      );
  }

  /** Whether it answers, and whether somebody numbers what is appended. */
  private async database(): Promise<Check> {
    try {
      const { events, oldestSeconds } = await unsequenced(this.host.database);
      return {
        name: 'database',
        ok: oldestSeconds < MAX_UNSEQUENCED_S,
        detail: `${String(events)} events without a number, the oldest for ${String(Math.round(oldestSeconds))} s`,
      };
    } catch (fault) {
      return { name: 'database', ok: false, detail: String(fault) };
    }
  }
}
