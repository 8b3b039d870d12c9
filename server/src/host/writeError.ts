/** A file that was not written: what, why, and what to do. */
export class WriteError extends Error {}
