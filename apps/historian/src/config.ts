import { ArchivesConfiguration } from '@quench/platform/service-process';

/** What an operator may set for the historian. */
export class HistorianConfiguration extends ArchivesConfiguration {}
