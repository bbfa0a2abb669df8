import { randomUUID } from 'node:crypto';
import type { Channel } from '@quench/contracts';
import {
  ChannelHistory,
  Channels,
  FreezeChannel,
  MoveChannel,
  ThawChannel,
  type ChannelOutcome,
} from '@quench/distributor-feature';
import { reference } from '@quench/historian-feature';
import { Rejection } from '@quench/kernel';
import { requestContext, type CommandContext } from '@quench/ports';
import type { Factory } from '../../factory/factory.js';
import type { Command } from 'commander';
import type { CliContext, Register } from '../context.js';
import { shortDigest, table } from '../output.js';

function channelOf(text: string): Channel {
  const named = reference(text);
  if (named.kind === 'channel') return { repository: named.repository, tag: named.tag };
  throw new Rejection('reference-malformed', `"${text}" names no channel. Expected nginx:1.26`);
}

const contextOf = (factory: Factory): CommandContext =>
  requestContext({ id: randomUUID(), actor: factory.actor, at: new Date().toISOString() });

const outcomeLines = (channel: string, events: ChannelOutcome): readonly string[] =>
  events.length === 0
    ? [`nothing to do: ${channel} is there already`]
    : events.map(({ type }) => `${channel}: ${type}`);

/** Runs a change, and waits until what follows from it is done. */
const settled = (
  context: CliContext,
  command: Command,
  change: (factory: Factory) => Promise<ChannelOutcome>,
): Promise<ChannelOutcome> =>
  context.withFactory(command, 'work', async (factory, signal) => {
    const events = await change(factory);
    await factory.converge(signal);
    return events;
  });

const listCommand: Register = (parent, context) => {
  parent
    .command('list')
    .argument('[image]')
    .action(async (image: string | undefined, _options, command) => {
      const rows = await context.withFactory(command, 'look', (factory) =>
        factory.query('distributor', new Channels(image)),
      );
      const cells = rows.map((row) => [
        `${row.repository}:${row.tag}`,
        shortDigest(row.index),
        row.revision,
        row.frozen ? `frozen: ${row.reason}` : '',
      ]);
      context.write(command, { data: rows, lines: table(['channel', 'digest', 'revision', 'frozen'], cells) });
    });
};

const historyCommand: Register = (parent, context) => {
  parent
    .command('history')
    .argument('<channel>')
    .action(async (name: string, _options, command) => {
      const steps = await context.withFactory(command, 'look', (factory) =>
        factory.query('distributor', new ChannelHistory(channelOf(name))),
      );
      const cells = steps.map((step) => [
        step.at,
        step.what,
        step.to ? shortDigest(step.to) : '-',
        step.by.id,
        step.reason ?? '',
      ]);
      context.write(command, { data: steps, lines: table(['at', 'what', 'to', 'by', 'reason'], cells) });
    });
};

const moveCommand: Register = (parent, context) => {
  parent
    .command('move')
    .argument('<channel>')
    .argument('<digest>', 'an image that the channel has pointed at before')
    .requiredOption('--reason <text>', 'why, for whoever asks later')
    .description('roll a channel back to an older image; it stays there until it is thawed')
    .action(async (name: string, digest: string, options: { readonly reason: string }, command) => {
      const events = await settled(context, command, (factory) =>
        factory.command('distributor', new MoveChannel(channelOf(name), digest, options.reason, contextOf(factory))),
      );
      context.write(command, { data: events, lines: outcomeLines(name, events) });
    });
};

const freezeCommand: Register = (parent, context) => {
  parent
    .command('freeze')
    .argument('<channel>')
    .requiredOption('--reason <text>', 'why, for whoever asks later')
    .action(async (name: string, options: { readonly reason: string }, command) => {
      const events = await settled(context, command, (factory) =>
        factory.command('distributor', new FreezeChannel(channelOf(name), options.reason, contextOf(factory))),
      );
      context.write(command, { data: events, lines: outcomeLines(name, events) });
    });
};

const thawCommand: Register = (parent, context) => {
  parent
    .command('thaw')
    .argument('<channel>')
    .description('let a channel follow the newest revision again')
    .action(async (name: string, _options, command) => {
      const events = await settled(context, command, (factory) =>
        factory.command('distributor', new ThawChannel(channelOf(name), contextOf(factory))),
      );
      context.write(command, { data: events, lines: outcomeLines(name, events) });
    });
};

/** `channel list|history|move|freeze|thaw` */
export const channelCommands: Register = (program, context) => {
  const channel = program.command('channel').description('tags and where they point');
  for (const register of [listCommand, historyCommand, moveCommand, freezeCommand, thawCommand])
    register(channel, context);
};
