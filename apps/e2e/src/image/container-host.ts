import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@quench/testing';
import type { ComposeService, Mount } from './compose-file.js';
import type { OwnNetwork, RunningProgram } from './own-network.js';

/** What an image says of how it is started. */
export interface ImageConfig {
  readonly Entrypoint: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly User: string;
  readonly WorkingDir?: string;
}

/** A file system to start containers from, and what its image says. */
export interface UnpackedImage {
  readonly root: string;
  readonly config: ImageConfig;
}

/** The places that containers find in a network and on a disk of their own, as an engine has them on a machine. */
export class ContainerHost {
  private readonly started: string[] = [];

  constructor(
    private readonly podman: Client,
    private readonly network: OwnNetwork,
    private readonly folder: string,
  ) {}

  /** Starts a service as the compose file has it, from an image that lies here. */
  async run(name: string, service: ComposeService, { config, root }: UnpackedImage): Promise<RunningProgram> {
    const [uid = '', gid = uid] = config.User.split(':');
    const mounts = await Promise.all(service.volumes.map((mount) => this.mount(mount, [Number(uid), Number(gid)])));
    const options = [
      ...['run', '--rm', '--name', this.nameOf(name), '--runtime', 'runc', '--network', `ns:${this.network.path}`],
      ...['--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096'],
      ...optionsOf(service, config),
      ...mounts.flatMap((mount) => ['--volume', mount]),
    ];
    const command = [...(service.entrypoint ?? config.Entrypoint), ...(service.command ?? config.Cmd ?? [])];
    this.started.push(name);
    return this.network.start([...this.engine, ...options, '--rootfs', root, ...command]);
  }

  /** Whether what the service's health check runs in its container ends well. */
  async isHealthy(name: string, { healthcheck }: ComposeService): Promise<boolean> {
    const [, ...command] = healthcheck?.test ?? [];
    return (await this.exec(name, ...command).ended).code === 0;
  }

  exec(name: string, ...command: readonly string[]): RunningProgram {
    return this.network.start([...this.engine, 'exec', this.nameOf(name), ...command]);
  }

  /** Asks a container to end, as the engine does. */
  async end(name: string): Promise<void> {
    await this.network.start([...this.engine, 'kill', '--signal', 'TERM', this.nameOf(name)]).ended;
  }

  /** Removes what still runs. */
  async close(): Promise<void> {
    for (const name of this.started) {
      await this.network.start([...this.engine, 'rm', '--force', '--time', '0', this.nameOf(name)]).ended;
    }
  }

  private get engine(): readonly string[] {
    const own = ['--root', join(this.folder, 'podman'), '--runroot', join(this.folder, 'podman-run')];
    return [this.podman.path, ...own, '--storage-driver', 'vfs'];
  }

  private nameOf(service: string): string {
    return `${service}-${String(process.pid)}`;
  }

  /** A new volume belongs to the image's user, as the folder does that it takes the place of. */
  private async mount({ type, source, target, read_only }: Mount, [uid, gid]: [number, number]): Promise<string> {
    const mode = read_only === true ? ':ro' : '';
    if (type === 'bind') return `${source}:${target}${mode}`;
    const volume = join(this.folder, 'volumes', source);
    if ((await mkdir(volume, { recursive: true, mode: 0o750 })) !== undefined) await chown(volume, uid, gid);
    return `${volume}:${target}${mode}`;
  }
}

function optionsOf(service: ComposeService, config: ImageConfig): readonly string[] {
  const { environment = {}, cap_drop = [], security_opt = [], tmpfs = [] } = service;
  const env = Object.entries(environment).flatMap(([key, value]) => (value === null ? [] : [`${key}=${value}`]));
  return [
    ...['--user', config.User, '--workdir', config.WorkingDir ?? '/'],
    ...(service.read_only === true ? ['--read-only'] : []),
    ...cap_drop.flatMap((name) => ['--cap-drop', name]),
    ...security_opt.flatMap((option) => ['--security-opt', option]),
    ...tmpfs.flatMap((path) => ['--tmpfs', path]),
    ...[...(config.Env ?? []), ...env].flatMap((pair) => ['--env', pair]),
  ];
}
