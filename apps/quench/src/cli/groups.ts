import type { Register } from './context.js';

/** Commands that one file registers. */
export interface Group {
  /** In the order in which they are registered. */
  readonly commands: readonly string[];
  /** Brings what the commands need. */
  readonly load: () => Promise<Register>;
}

/** All commands, in the order of the help. A command line brings only those that it names: most of what others need is much. */
export const groups: readonly Group[] = [
  { commands: ['up'], load: async () => (await import('./commands/up.command.js')).upCommand },
  { commands: ['status'], load: async () => (await import('./commands/status.command.js')).statusCommand },
  { commands: ['catalog'], load: async () => (await import('./commands/catalog.command.js')).catalogCommands },
  { commands: ['image'], load: async () => (await import('./commands/image.command.js')).imageCommands },
  {
    commands: ['resolve', 'build', 'rebuild'],
    load: async () => (await import('./commands/build.command.js')).buildCommands,
  },
  {
    commands: ['why', 'whynot', 'history'],
    load: async () => (await import('./commands/explain.command.js')).explainCommands,
  },
  { commands: ['lag', 'toil'], load: async () => (await import('./commands/report.command.js')).reportCommands },
  { commands: ['cascade'], load: async () => (await import('./commands/cascade.command.js')).cascadeCommands },
  { commands: ['hold'], load: async () => (await import('./commands/hold.command.js')).holdCommands },
  { commands: ['channel'], load: async () => (await import('./commands/channel.command.js')).channelCommands },
  { commands: ['test'], load: async () => (await import('./commands/test.command.js')).testCommands },
  { commands: ['verify'], load: async () => (await import('./commands/verify.command.js')).verifyCommand },
  { commands: ['queue'], load: async () => (await import('./commands/queue.command.js')).queueCommands },
  { commands: ['parked'], load: async () => (await import('./commands/parked.command.js')).parkedCommands },
  { commands: ['key'], load: async () => (await import('./commands/key.command.js')).keyCommands },
  { commands: ['plugin'], load: async () => (await import('./commands/plugin.command.js')).pluginCommands },
  { commands: ['doctor'], load: async () => (await import('./commands/doctor.command.js')).doctorCommand },
  { commands: ['backup', 'restore'], load: async () => (await import('./commands/backup.command.js')).backupCommands },
  { commands: ['service'], load: async () => (await import('./commands/service.command.js')).serviceCommand },
  { commands: ['cluster'], load: async () => (await import('./commands/cluster.command.js')).clusterCommands },
  { commands: ['kafka'], load: async () => (await import('./commands/kafka.command.js')).kafkaCommand },
];
