import { type ClientCapabilities, ConfigurationRequest, type Connection } from 'vscode-languageserver';
import { describeError, type Log } from './handler';

/** The settings of an editor, in the ways in which editors give them. */
interface Configuration {
  /** Takes the options of the initialization, and returns the first settings. */
  start: (options: unknown, capabilities: ClientCapabilities) => object;
  /** Asks the editor for its settings, if it answers such requests. */
  request: () => void;
  /** Takes new settings of a notification, or asks for them if it has none. */
  change: (params: { settings?: unknown } | null) => void;
}

/** The section that holds our settings. */
const SECTION = 'preflight';

const fieldsOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

/** Follows the settings of an editor. `apply` receives the options of the initialization with the settings above them. */
export function createConfiguration(
  connection: Connection,
  log: Log,
  apply: (settings: object) => void,
): Configuration {
  let options: { runsCommands?: unknown } = {};
  let answersRequests = false;
  const applySettings = (settings: unknown): void => apply({ ...options, ...fieldsOf(settings) });
  const request = (): void => {
    if (!answersRequests) return;
    connection
      .sendRequest(ConfigurationRequest.type, { items: [{ section: SECTION }] })
      .then((answers) => answers[0] && applySettings(answers[0]))
      .catch((error: unknown) => log(`The editor did not answer with its settings: ${describeError(error)}`));
  };
  return {
    start: (given, { workspace }) => {
      options = fieldsOf(given);
      // Our own client sends all that the server needs.
      answersRequests = workspace?.configuration === true && options.runsCommands !== true;
      return options;
    },
    request,
    change: (params) => {
      const settings = (params?.settings as { preflight?: unknown } | null | undefined)?.[SECTION];
      if (settings === undefined && answersRequests) request();
      else applySettings(settings);
    },
  };
}
