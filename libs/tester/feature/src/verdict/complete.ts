import type { TestedImageRow } from '@quench/tester-domain';

/** Whether everything is known that a verdict needs. */
export const isComplete = ({ plan, policy, index, retired }: TestedImageRow): boolean =>
  !retired && plan !== '' && policy !== '' && index !== '';
