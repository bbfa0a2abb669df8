import { randomUUID } from 'node:crypto';
import { requestContext, type CommandContext } from '@quench/ports';
import type { Factory } from '../factory/factory.js';

/** A command that somebody types: asked once, whatever it was asked before. */
export const ownRequest = ({ actor }: Pick<Factory, 'actor'>): CommandContext =>
  requestContext({ id: randomUUID(), actor, at: new Date().toISOString() });
