/**
 * Ends the process when the reader of a stream, such as `head`, has closed it. A command that has ended has set its exit code
 * by the next turn, and keeps it; one that would go on ends without an error.
 */
export function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exit(2);
    setImmediate(() => process.exit());
  });
}
