/** The secret of a data directory that is the password of a service's role. */
export const roleSecret = (service: string): string => `role-${service}`;
