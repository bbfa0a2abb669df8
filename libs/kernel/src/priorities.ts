/** Of work that may bring security fixes: before ordinary work, which has 0. */
export const SECURITY_PRIORITY = 5;

/** Of work that a person waits for; nothing is more urgent. */
export const PERSON_PRIORITY = 10;
