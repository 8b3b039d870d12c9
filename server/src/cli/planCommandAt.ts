import { basename, dirname, resolve } from 'node:path';
import type { Document } from '../core/document/document';
import { readTarget } from '../core/launch/readTargets';
import type { Target } from '../core/launch/targets';
import type { Service } from '../core/service';
import { planLaunchLazily } from '../host/planner';
import { findCommandAt } from './readCommandAt';
import { UsageError } from './usageError';

/** A command of a file, the target on which it is to run, and the folder into which the files of the plan would be written. */
export interface PlanRequest {
  path: string;
  /** Line of the command, counted from 1. Without it, the first command is planned. */
  line: number | undefined;
  target: Target;
  storage: string;
}

/** Plans the launch of a command. Nothing is submitted and nothing is written. */
export function planCommandAt(service: Service, document: Document, { path, line, target, storage }: PlanRequest) {
  const command = findCommandAt(document, path, line);
  const file = resolve(path);
  return planLaunchLazily(service, document, command.config, target, {
    file,
    name: basename(file),
    line: command.line - 1,
    directory: dirname(file),
    storage,
  });
}

/** Reads a launch target from the content of a JSON file. */
export function readTargetValue(value: unknown, path: string): Target {
  const { target, problems } = readTarget(value, path);
  if (!target) throw new UsageError(`${path}: ${problems.join(' ')}`);
  return target;
}
