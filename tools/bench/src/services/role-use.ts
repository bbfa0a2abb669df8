import { processesOf, TICKS_PER_SECOND } from '../processes.js';
import { byRole, type Role } from './roles.js';

/** CPU time of the parts of a cluster over one or several windows. Programs that end within one are not counted. */
export class RoleUse {
  private readonly ticks = new Map<Role, number>();
  private before = new Map<number, number>();

  /** @param mark a text that all their commands contain, such as the data directory */
  constructor(private readonly mark: string) {}

  async begin(): Promise<void> {
    this.before = new Map((await processesOf(this.mark)).map(({ pid, ticks }) => [pid, ticks]));
  }

  async end(): Promise<void> {
    for (const [role, processes] of byRole(await processesOf(this.mark))) {
      const used = processes.reduce((sum, { pid, ticks }) => sum + ticks - (this.before.get(pid) ?? 0), 0);
      this.ticks.set(role, (this.ticks.get(role) ?? 0) + used);
    }
  }

  /** Over all windows. */
  cpuSeconds(role: Role): number {
    return (this.ticks.get(role) ?? 0) / TICKS_PER_SECOND;
  }
}
