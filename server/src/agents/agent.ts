import type { Target } from '../core/launch/targets';
import type { Service } from '../core/service';
import type { Workspace } from './workspace';

/** The sources of answers. */
export interface Agent {
  service: Service;
  workspace: Workspace;
  /** The pages of all rules; undefined if they are missing. */
  rulePages: () => string | undefined;
  /** The launch targets of the editor. */
  targets?: readonly Target[];
}
