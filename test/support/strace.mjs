import { installPrograms } from '../host/installPrograms.mjs';

/** Installs strace, which lists the system calls of the server. Without it, its tests are skipped. */
export default async function installStrace() {
  const reason = await installPrograms(['strace'], ['strace']);
  if (reason !== undefined) console.log(`The server is not traced: ${reason}.`);
}
