import type { Health, Check } from '../endpoints/index.js';
import { LoopDelay } from '../endpoints/index.js';
import { unsequenced } from '../event-store/unsequenced.js';
import type { KafkaRelay } from '../kafka-feed/index.js';
import type { ServiceHost } from '../service-host/index.js';
import { WaitingTime } from './waiting-time.js';

/** Events that wait for longer have nobody who numbers them. */
const MAX_UNSEQUENCED_S = 30;

/** What a service says of itself. */
export class ServiceHealth implements Health {
  private readonly delay = new LoopDelay();
  private readonly waiting = new WaitingTime(() => performance.now());
  private leaving = false;

  constructor(
    private readonly host: Pick<ServiceHost, 'database' | 'runtime'>,
    private readonly relay: Pick<KafkaRelay, 'fault'>,
  ) {}

  live(): readonly Check[] {
    return [this.delay.check()];
  }

  async ready(): Promise<readonly Check[]> {
    return [this.staying(), ...this.consumers(), this.road(), await this.database()];
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

  private road(): Check {
    const { fault } = this.relay;
    const detail = fault === undefined ? 'the log goes to Kafka as it grows' : String(fault);
    return { name: 'relay', ok: fault === undefined, detail };
  }

  /** Whether it answers, and whether somebody numbers what is appended. */
  private async database(): Promise<Check> {
    try {
      const waiting = await unsequenced(this.host.database);
      const seconds = this.waiting.seconds(waiting);
      return {
        name: 'database',
        ok: seconds < MAX_UNSEQUENCED_S,
        detail: `${String(waiting.events)} events without a number, the first for ${String(Math.round(seconds))} s`,
      };
    } catch (fault) {
      return { name: 'database', ok: false, detail: String(fault) };
    }
  }
}
