import { Socket } from 'node:net';

/**
 * Makes sockets that are destroyed when nothing goes either way for so long. A server that is gone says so; a road that
 * swallows everything says nothing, and without a bound whoever asked would wait until the kernel gives up, which may be
 * never.
 */
export const heardWithin = (silentMs: number) => (): Socket => {
  const socket = new Socket();
  return socket.setTimeout(silentMs, () =>
    socket.destroy(new Error(`Connection timeout: nothing was heard for ${String(silentMs)} ms`)),
  );
};
