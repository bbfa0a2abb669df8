import type { ArchiveSource } from '@quench/contracts';

/** Whether a suite brings security fixes. Debian and its derivatives name such suites so. */
export const bringsSecurityFixes = ({ suite }: Pick<ArchiveSource, 'suite'>): boolean => suite.endsWith('-security');
