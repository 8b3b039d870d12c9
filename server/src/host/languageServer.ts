/** Starts the language server from its own bundle next to this one. It reads the arguments of the process. */
export const startLanguageServer = (): void => require('./server.js');
