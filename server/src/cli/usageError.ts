/** A request that cannot be carried out; it prints one line and exits with code 2. */
export class UsageError extends Error {}
