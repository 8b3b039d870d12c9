// The settings that the client sends.

/** Settings of one workspace folder. */
export interface FolderSettings {
  /** The release; absent if the user has not set it, empty if it should be found. */
  swiftVersion?: string | undefined;
  /** The total number of GPUs of runs that do not say it; absent if the user has not set it, 0 if it is unknown. */
  worldSize?: number | undefined;
  /** GiB of each GPU of runs that do not say it; absent if the user has not set it, 0 if it is unknown. */
  gpuMemory?: number | undefined;
  /** The user has set the patterns of config files. */
  hasFiles?: boolean;
  /** The interpreter or environment that the Python extension has selected for it; empty if there is none. */
  interpreter: string;
}

/** The settings that the server reads, as the client sends them. */
export interface Settings extends Pick<FolderSettings, 'swiftVersion' | 'worldSize' | 'gpuMemory'> {
  /** The folders of the workspace by URI. */
  folders: Record<string, FolderSettings>;
  /** The URIs of open documents that are training configs by a setting, whatever their keys are. */
  configFiles: string[];
  /** The texts of `preflight.toml` in folders that are on no disk of the server, by URI. */
  projectTexts: Record<string, string>;
  codeLens: boolean;
  inlayHints: boolean;
  /** The parts of a hover: all, or only those before the explanation. */
  hover: 'full' | 'short';
  /** The client opens the addresses of pages. */
  opensPages: boolean;
  /** The client runs the commands of the extension, and shows its icons in titles. */
  runsCommands: boolean;
  rules: {
    /** By the id of a rule, or `group.*`. */
    severity: Record<string, 'error' | 'warning' | 'hint' | 'off'>;
  };
}

export const DEFAULT_SETTINGS: Settings = {
  folders: {},
  configFiles: [],
  projectTexts: {},
  codeLens: true,
  inlayHints: true,
  hover: 'full',
  opensPages: false,
  runsCommands: false,
  rules: { severity: {} },
};
