import type * as Agents from '../agents';

/** Loads the answers to agents from their own bundle next to the server, when an agent first asks. */
export const loadAgents = (): typeof Agents => require('./agents.js') as typeof Agents;

export const createToolAnswersLazily: typeof Agents.createToolAnswers = (...args) =>
  loadAgents().createToolAnswers(...args);
