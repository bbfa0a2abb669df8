import { freePort } from '@quench/platform/keeper';
import type { SlotName } from '@quench/platform/supervisor';

/** Where the instances of a cluster listen: each always at the same port, for as long as nobody else takes it. */
export class InstancePorts {
  private readonly ports = new Map<SlotName, number>();

  /** 0 when it has not got one yet. */
  of(slot: SlotName): number {
    return this.ports.get(slot) ?? 0;
  }

  /**
   * The port of an instance that does not run now, and whether it is another one than before.
   * @throws as `freePort`
   */
  async take(slot: SlotName): Promise<{ readonly port: number; readonly moved: boolean }> {
    const before = this.ports.get(slot);
    const port = await freePort(before);
    this.ports.set(slot, port);
    return { port, moved: before !== undefined && before !== port };
  }
}
