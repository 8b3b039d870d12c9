// The settings that the client sends.

/** Settings of one workspace folder. */
export interface FolderSettings {
  swiftVersion: string;
  /** The total number of GPUs of runs that do not say it; 0 if it is unknown. */
  worldSize: number;
  /** GiB of each GPU of runs that do not say it; 0 if it is unknown. */
  gpuMemory: number;
  /** The interpreter or environment that the Python extension has selected for it; empty if there is none. */
  interpreter: string;
}

/** The settings that the server reads, as the client sends them. */
export interface Settings {
  swiftVersion: string;
  worldSize: number;
  gpuMemory: number;
  /** The folders of the workspace by URI. */
  folders: Record<string, FolderSettings>;
  /** The URIs of open documents that are training configs by a setting, whatever their keys are. */
  configFiles: string[];
  codeLens: boolean;
  inlayHints: boolean;
  /** The parts of a hover: all, or only those before the explanation. */
  hover: 'full' | 'short';
  /** The client opens the addresses of pages, and runs the commands of code actions. */
  opensPages: boolean;
  rules: {
    /** By the id of a rule, or `group.*`. */
    severity: Record<string, 'error' | 'warning' | 'hint' | 'off'>;
  };
}

export const DEFAULT_SETTINGS: Settings = {
  swiftVersion: '',
  worldSize: 0,
  gpuMemory: 0,
  folders: {},
  configFiles: [],
  codeLens: true,
  inlayHints: true,
  hover: 'full',
  opensPages: false,
  rules: { severity: {} },
};
