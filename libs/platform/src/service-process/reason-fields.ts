import { types } from 'node:util';
import { QuenchError } from '@quench/kernel';
import { PluginError } from '@quench/plugin-sdk';
import type { LogFields } from '@quench/ports';

/** What a log says of a fault: its code and its sentence; what nobody thought of is told with where it came from. */
export function reasonFields(fault: unknown): LogFields {
  if (fault instanceof QuenchError || fault instanceof PluginError) return { code: fault.code, reason: fault.message };
  return {
    code: 'unexpected-error',
    reason: String(fault),
    stack: types.isNativeError(fault) ? fault.stack : undefined,
  };
}
