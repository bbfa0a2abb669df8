import type { Channel } from '@quench/contracts';
import {
  ChannelHistory,
  Channels,
  FreezeChannel,
  MoveChannel,
  ThawChannel,
  type ChannelOutcome,
} from '@quench/distributor-feature';
import { tell } from '@quench/historian-domain';
import { ExpectName, FindDigest, reference } from '@quench/historian-feature';
import { Rejection } from '@quench/kernel';
import type { Factory } from '../../factory/factory.js';
import type { Command } from 'commander';
import type { CliContext, Register } from '../context.js';
import { shortDigest, table } from '../output.js';
import { ownRequest } from '../own-request.js';
import { reasonIn } from '../reason.js';

function channelOf(text: string): Channel {
  const named = reference(text);
  if (named.kind === 'channel') return { repository: named.repository, tag: named.tag };
  throw new Rejection('reference-malformed', `"${text}" names no channel. Expected nginx:1.26`);
}

const REASON = 'why, in your words; must be given. `channel list`, `channel history`, `history` and `whynot` tell it';

/** What a change came to, in words. */
export const outcomeLines = (channel: string, events: ChannelOutcome): readonly string[] =>
  events.length === 0 ? [`nothing to do: ${channel} is so already`] : events.map(tell);

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
    .argument('[image]', 'all by default')
    .description('the channels in use, and where they point')
    .action(async (image: string | undefined, _options, command) => {
      const rows = await context.withFactory(command, 'look', async (factory) => {
        const found = await factory.query('distributor', new Channels(image));
        if (found.length === 0 && image !== undefined) await factory.query('historian', new ExpectName(image));
        return found;
      });
      const cells = rows.map((row) => [
        `${row.repository}:${row.tag}`,
        shortDigest(row.index),
        row.revision,
        row.frozen ? `frozen: ${row.reason}` : '',
      ]);
      const lines =
        rows.length === 0
          ? [`${image ?? 'the catalog'} has no channel in use`]
          : table(['channel', 'digest', 'revision', 'frozen'], cells);
      context.write(command, { data: rows, lines });
    });
};

const historyCommand: Register = (parent, context) => {
  parent
    .command('history')
    .argument('<channel>', 'nginx:1.26')
    .description('where a channel pointed, since when, and who moved it')
    .action(async (name: string, _options, command) => {
      const steps = await context.withFactory(command, 'look', async (factory) => {
        const channel = channelOf(name);
        const found = await factory.query('distributor', new ChannelHistory(channel));
        if (found.length === 0)
          await factory.query('historian', new ExpectName(`${channel.repository}:${channel.tag}`));
        return found;
      });
      const cells = steps.map((step) => [
        step.at,
        step.what,
        step.to ? shortDigest(step.to) : '-',
        step.by.id,
        step.reason ?? '',
      ]);
      const lines =
        steps.length === 0 ? [`${name} has not moved yet`] : table(['at', 'what', 'to', 'by', 'reason'], cells);
      context.write(command, { data: steps, lines });
    });
};

const moveCommand: Register = (parent, context) => {
  parent
    .command('move')
    .argument('<channel>', 'nginx:1.26')
    .argument('<digest>', 'an image that the channel has pointed at before; 12 hex digits or more')
    .requiredOption('--reason <text>', REASON, reasonIn)
    .description('roll a channel back to an older image; it stays there until it is thawed')
    .action(async (name: string, digest: string, options: { readonly reason: string }, command) => {
      const events = await settled(context, command, async (factory) => {
        const channel = channelOf(name);
        const to = (await factory.query('historian', new FindDigest(digest)))?.digest;
        if (to === undefined)
          throw new Rejection('reference-malformed', `"${digest}" is no digest. See: quench channel history ${name}`);
        return factory.command('distributor', new MoveChannel(channel, to, options.reason, ownRequest(factory)));
      });
      context.write(command, { data: events, lines: outcomeLines(name, events) });
    });
};

const freezeCommand: Register = (parent, context) => {
  parent
    .command('freeze')
    .argument('<channel>', 'nginx:1.26')
    .description('keep a channel where it is until it is thawed')
    .requiredOption('--reason <text>', REASON, reasonIn)
    .action(async (name: string, options: { readonly reason: string }, command) => {
      const events = await settled(context, command, (factory) =>
        factory.command('distributor', new FreezeChannel(channelOf(name), options.reason, ownRequest(factory))),
      );
      context.write(command, { data: events, lines: outcomeLines(name, events) });
    });
};

const thawCommand: Register = (parent, context) => {
  parent
    .command('thaw')
    .argument('<channel>', 'nginx:1.26')
    .description('let a channel follow the newest revision again')
    .action(async (name: string, _options, command) => {
      const events = await settled(context, command, (factory) =>
        factory.command('distributor', new ThawChannel(channelOf(name), ownRequest(factory))),
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
