/** The code of an error of Node or of the system, such as `ENOENT`; undefined for whatever has none. */
export const errorCode = (fault: unknown): string | undefined =>
  typeof fault === 'object' && fault !== null && 'code' in fault && typeof fault.code === 'string'
    ? fault.code
    : undefined;

/** For the `catch` of a read: nothing where there is no such file. @throws every other fault, as it is */
export function unlessMissing(fault: unknown): undefined {
  if (errorCode(fault) !== 'ENOENT') throw fault;
}
